using KernelScript.Ir;
using KernelScript.Ir.Analyses;

namespace KernelScript.Backend.Passes;

/// <summary>Removes blocks and edges that do nothing.</summary>
/// <remarks>
/// Drops unreachable blocks, decides branches on constants, sends edges into empty blocks on to where those go, sends
/// edges whose argument decides the branch of an otherwise empty block directly to its outcome, and joins a block to
/// its only predecessor. Runs to a fixed point. Leaves parameters that all predecessors agree on to <c>dce</c>.
/// </remarks>
public sealed partial class SimplifyCfg : IFunctionPass
{
    /// <inheritdoc/>
    public string Name => "simplify-cfg";

    /// <inheritdoc/>
    public bool Run(IrFunction function, PassContext context)
    {
        bool changed = false;
        while (RunOnce(function, context))
        {
            changed = true;
        }

        return changed;
    }

    private static bool RunOnce(IrFunction function, PassContext context)
    {
        var definitions = new Definitions(function);
        bool changed = false;
        foreach (IrBlock block in function.Blocks)
        {
            changed |= SimplifyTerminator(block, function, definitions, context)
                || ReturnDirectly(block, function, context);
        }

        changed |= RemoveUnreachable(function, context);
        changed |= new Threading(function, changed ? new Definitions(function) : definitions, context).Run();
        changed |= Merge(function, context);
        return changed;
    }

    /// <summary>Takes blocks that the entry does not reach out of the layout.</summary>
    internal static bool RemoveUnreachable(IrFunction function, PassContext context)
    {
        var reached = new bool[function.BlockCount];
        var work = new Stack<IrBlock>(function.Blocks.Count);
        int count = 1;
        reached[function.Entry.Id.Index] = true;
        work.Push(function.Entry);
        while (work.TryPop(out IrBlock? block))
        {
            foreach (BlockTarget target in block.Terminator.Targets)
            {
                if (!reached[target.Block.Index])
                {
                    reached[target.Block.Index] = true;
                    count++;
                    work.Push(function.GetBlock(target.Block));
                }
            }
        }

        return count < function.Blocks.Count
            && context.Step()
            && function.Blocks.RemoveAll(b => !reached[b.Id.Index]) > 0;
    }

    private static bool SimplifyTerminator(
        IrBlock block, IrFunction function, Definitions definitions, PassContext context)
    {
        IrInstruction terminator = block.Terminator;
        int decided = terminator.Op switch
        {
            IrOp.CondBranch => DecideBranch(terminator, function, definitions),
            IrOp.Switch => DecideSwitch(terminator, function, definitions),
            _ => -1,
        };
        if (decided >= 0 && context.Step())
        {
            GoTo(terminator, terminator.Targets[decided]);
            return true;
        }

        return false;
    }

    /// <summary>A jump to a return is no shorter than the return itself.</summary>
    private static bool ReturnDirectly(IrBlock block, IrFunction function, PassContext context)
    {
        if (block.Terminator is not { Op: IrOp.Branch, Targets: [var target] } branch
            || function.GetBlock(target.Block) is not { Instructions: [{ Op: IrOp.Return } exit] } returning
            || !context.Step())
        {
            return false;
        }

        branch.Op = IrOp.Return;
        branch.Operands = Array.ConvertAll(
            exit.Operands, v => returning.Parameters.IndexOf(v) is >= 0 and var i ? target.Arguments[i] : v);
        branch.Targets = [];
        branch.Position = exit.Position;
        return true;
    }

    private static int DecideBranch(IrInstruction terminator, IrFunction function, Definitions definitions)
    {
        BlockTarget whenTrue = terminator.Targets[0];
        BlockTarget whenFalse = terminator.Targets[1];
        if (definitions.TryGetConstant(terminator.Operands[0], out long value))
        {
            return value != 0 ? 0 : 1;
        }

        // What is never reached needs no decision.
        return AreSame(whenTrue, whenFalse) || IsNeverReached(whenTrue, function) ? 1
            : IsNeverReached(whenFalse, function) ? 0 : -1;
    }

    private static int DecideSwitch(IrInstruction terminator, IrFunction function, Definitions definitions)
    {
        if (definitions.TryGetConstant(terminator.Operands[0], out long value))
        {
            int shift = 64 - function.TypeOf(terminator.Operands[0]).Bits;
            for (int i = 0; i < terminator.Cases.Length; i++)
            {
                if (terminator.Cases[i] << shift == value << shift)
                {
                    return i + 1;
                }
            }

            return 0;
        }

        return Array.TrueForAll(terminator.Targets, t => AreSame(t, terminator.Targets[0])) ? 0 : -1;
    }

    private static bool IsNeverReached(BlockTarget target, IrFunction function) =>
        function.GetBlock(target.Block).Instructions[0].Op == IrOp.Unreachable;

    private static bool AreSame(BlockTarget a, BlockTarget b) =>
        a.Block == b.Block && a.Arguments.AsSpan().SequenceEqual(b.Arguments);

    private static void GoTo(IrInstruction terminator, BlockTarget target)
    {
        terminator.Op = IrOp.Branch;
        terminator.Operands = [];
        terminator.Targets = [target];
        terminator.Cases = [];
    }

    /// <summary>Joins each block that has one predecessor, which goes nowhere else, to that predecessor.</summary>
    private static bool Merge(IrFunction function, PassContext context)
    {
        var edges = new int[function.BlockCount];
        foreach (IrBlock block in function.Blocks)
        {
            foreach (BlockTarget target in block.Terminator.Targets)
            {
                edges[target.Block.Index]++;
            }
        }

        Replacements? replacements = null;
        bool[]? isMerged = null;
        foreach (IrBlock block in function.Blocks)
        {
            while (block.Terminator is { Op: IrOp.Branch, Targets: [var target] }
                && edges[target.Block.Index] == 1
                && function.GetBlock(target.Block) is { } next && next != block
                && isMerged?[block.Id.Index] != true
                && context.Step())
            {
                replacements ??= new Replacements(function);
                isMerged ??= new bool[function.BlockCount];
                isMerged[next.Id.Index] = true;
                block.Instructions.RemoveAt(block.Instructions.Count - 1);
                block.Instructions.AddRange(next.Instructions);
                for (int i = 0; i < next.Parameters.Count; i++)
                {
                    replacements.Replace(next.Parameters[i], target.Arguments[i]);
                }
            }
        }

        if (isMerged is null)
        {
            return false;
        }

        function.Blocks.RemoveAll(b => isMerged[b.Id.Index]);
        replacements?.Apply();
        return true;
    }
}
