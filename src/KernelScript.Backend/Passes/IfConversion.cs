using KernelScript.Ir;
using KernelScript.Ir.Analyses;

namespace KernelScript.Backend.Passes;

/// <summary>Makes a choice between two numbers, which branches made, a <c>select</c>.</summary>
/// <remarks>
/// <code>
/// cbr c, b3(x), b3(y)                    becomes v = select c, x, y; br b3(v)
/// cbr c, b3(x), b2; b2: y = z; br b3(y)  becomes y = z; v = select c, x, y; br b3(v)
/// </code>
/// <para>A select becomes the same few instructions again, but it has no block of its own: equal choices become one by
/// <c>gvn</c>. What moves in front of the branch are comparisons and inner choices only, because it may be computed for
/// nothing. Choices between pointers and bools stay: the verifier follows those better as paths.</para>
/// </remarks>
public sealed class IfConversion : IFunctionPass
{
    /// <summary>Operations that may be computed for nothing, constants apart.</summary>
    private const int MostOperations = 2;

    /// <summary>Values that one branch may choose: each becomes a branch of its own in the machine.</summary>
    private const int MostChoices = 1;

    /// <inheritdoc/>
    public string Name => "if-convert";

    /// <inheritdoc/>
    public bool Run(IrFunction function, PassContext context)
    {
        var definitions = new Definitions(function);
        int[] edges = CountEdges(function);
        bool changed = false;

        // Backwards, so that what is chosen inside is one value when the outer choice is looked at.
        for (int i = function.Blocks.Count - 1; i >= 0; i--)
        {
            IrBlock block = function.Blocks[i];
            while (block.Terminator.Op == IrOp.CondBranch && !context.IsExhausted
                && (Choose(block, function, definitions) || Absorb(block, function, definitions, edges)))
            {
                context.Step();
                changed = true;
            }
        }

        return changed;
    }

    private static int[] CountEdges(IrFunction function)
    {
        var edges = new int[function.BlockCount];
        foreach (IrBlock block in function.Blocks)
        {
            foreach (BlockTarget target in block.Terminator.Targets)
            {
                edges[target.Block.Index]++;
            }
        }

        return edges;
    }

    /// <summary>Both targets are one block already.</summary>
    private static bool Choose(IrBlock block, IrFunction function, Definitions definitions)
    {
        IrInstruction branch = block.Terminator;
        Value[] whenTrue = branch.Targets[0].Arguments;
        Value[] whenFalse = branch.Targets[1].Arguments;
        if (branch.Targets[0].Block != branch.Targets[1].Block || !AreChoosable(whenTrue, whenFalse, function))
        {
            return false;
        }

        var chosen = new Value[whenTrue.Length];
        for (int i = 0; i < chosen.Length; i++)
        {
            chosen[i] = whenTrue[i] == whenFalse[i]
                ? whenTrue[i]
                : Select(block, branch, whenTrue[i], whenFalse[i], function, definitions);
        }

        definitions.Count(branch, -1);
        branch.Op = IrOp.Branch;
        branch.Operands = [];
        branch.Targets = [new BlockTarget(branch.Targets[0].Block, chosen)];
        definitions.Count(branch, 1);
        return true;
    }

    private static bool AreChoosable(Value[] whenTrue, Value[] whenFalse, IrFunction function)
    {
        int choices = 0;
        for (int i = 0; i < whenTrue.Length; i++)
        {
            if (whenTrue[i] != whenFalse[i])
            {
                choices++;
                if (!function.TypeOf(whenTrue[i]).IsInteger)
                {
                    return false;
                }
            }
        }

        return choices <= MostChoices;
    }

    private static Value Select(
        IrBlock block, IrInstruction branch, Value whenTrue, Value whenFalse, IrFunction function,
        Definitions definitions)
    {
        var select = new IrInstruction
        {
            Op = IrOp.Select, Operands = [branch.Operands[0], whenTrue, whenFalse], Position = branch.Position,
            Result = function.NewValue(function.TypeOf(whenTrue)),
        };
        block.Instructions.Insert(block.Instructions.Count - 1, select);
        definitions.Add(select, block);
        return select.Result;
    }

    /// <summary>One target only computes a little and goes on to where the other target goes, or is.</summary>
    private static bool Absorb(IrBlock block, IrFunction function, Definitions definitions, int[] edges)
    {
        IrInstruction branch = block.Terminator;
        for (int i = 0; i < 2; i++)
        {
            BlockTarget edge = branch.Targets[i];
            IrBlock arm = function.GetBlock(edge.Block);
            if (arm != block && edges[edge.Block.Index] == 1 && arm.Parameters.Count == 0
                && Join(arm, branch.Targets[1 - i], function, edges) is { } join
                && IsCheap(arm) && AreChoosable(join, arm.Terminator.Targets[0].Arguments, function))
            {
                MoveUp(arm, block, definitions);
                edges[edge.Block.Index] = 0;
                branch.Targets[i] = arm.Terminator.Targets[0];

                // The arm stays behind without anybody going there.
                arm.Instructions.RemoveRange(0, arm.Instructions.Count - 1);
                definitions.Count(arm.Terminator, -1);
                arm.Instructions[0] = new IrInstruction { Op = IrOp.Unreachable };
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// What the other side passes to the block that <paramref name="arm"/> goes to: at once, or after an arm of its own
    /// that passes only values from above. Null when the sides do not meet there.
    /// </summary>
    private static Value[]? Join(IrBlock arm, BlockTarget other, IrFunction function, int[] edges)
    {
        if (arm.Terminator is not { Op: IrOp.Branch, Targets: [var target] } || target.Block == arm.Id)
        {
            return null;
        }

        if (other.Block == target.Block)
        {
            return other.Arguments;
        }

        // Two arms: they are absorbed one after the other if both can be.
        IrBlock second = function.GetBlock(other.Block);
        bool isArm = second.Parameters.Count == 0 && edges[other.Block.Index] == 1 && IsCheap(second);
        return isArm && second.Terminator is { Op: IrOp.Branch, Targets: [var next] } && next.Block == target.Block
            ? next.Arguments
            : null;
    }

    private static bool IsCheap(IrBlock arm)
    {
        int operations = 0;
        for (int i = 0; i < arm.Instructions.Count - 1; i++)
        {
            IrInstruction instruction = arm.Instructions[i];
            if (instruction.Op == IrOp.Const)
            {
                continue;
            }

            bool isCheap = instruction.Op is >= IrOp.Eq and <= IrOp.Select;
            if (!isCheap || ++operations > MostOperations)
            {
                return false;
            }
        }

        return true;
    }

    private static void MoveUp(IrBlock arm, IrBlock block, Definitions definitions)
    {
        List<IrInstruction> moved = arm.Instructions.GetRange(0, arm.Instructions.Count - 1);
        block.Instructions.InsertRange(block.Instructions.Count - 1, moved);
        foreach (IrInstruction instruction in moved)
        {
            // The uses stay as they are: only the place changes.
            definitions.Count(instruction, -1);
            definitions.Add(instruction, block);
        }
    }
}
