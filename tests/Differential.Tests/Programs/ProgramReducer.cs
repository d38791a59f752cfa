using KernelScript.Ir;
using KernelScript.Ir.Text;
using KernelScript.Ir.Verification;

namespace Differential.Tests.Programs;

/// <summary>Makes a failing program smaller while it goes on failing.</summary>
/// <remarks>
/// Tries one edit after the other: a decision always goes one way, a result becomes zero, an effect goes away. An edit
/// stays if the IR is still sound and the program still fails.
/// </remarks>
internal static class ProgramReducer
{
    public static string Reduce(string text, Func<IrModule, bool> fails)
    {
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int edit = 0; ; edit++)
            {
                IrModule module = IrParser.Parse(text);
                if (!TryEdit(module, edit))
                {
                    break;
                }

                RemoveUnreachable(module);
                RemoveUnused(module);
                string smaller = IrPrinter.Print(module);
                bool isSound = smaller.Length < text.Length && IrVerifier.Check(module).Count == 0;
                if (isSound && fails(IrParser.Parse(smaller)))
                {
                    text = smaller;
                    changed = true;
                    edit--;
                }
            }
        }

        return text;
    }

    /// <summary>Makes the edit of that number. False when there are not so many.</summary>
    private static bool TryEdit(IrModule module, int number)
    {
        foreach (IrFunction function in module.Functions)
        {
            foreach (IrBlock block in function.Blocks)
            {
                for (int i = 0; i < block.Instructions.Count; i++)
                {
                    int edits = EditsOf(block.Instructions[i], function);
                    if (number < edits)
                    {
                        Edit(block, i, number, function);
                        return true;
                    }

                    number -= edits;
                }
            }
        }

        return false;
    }

    private static int EditsOf(IrInstruction instruction, IrFunction function)
    {
        if (IrOpInfo.Of(instruction.Op).IsTerminator)
        {
            return instruction.Targets.Length > 1 ? instruction.Targets.Length : 0;
        }

        if (!instruction.Result.IsValid)
        {
            return 1;
        }

        IrType type = function.TypeOf(instruction.Result);
        return instruction.Op != IrOp.Const && !type.IsPointer ? 1 + SameTyped(instruction, function) : 0;
    }

    private static int SameTyped(IrInstruction instruction, IrFunction function) =>
        instruction.Operands.Count(o => function.TypeOf(o) == function.TypeOf(instruction.Result));

    private static void Edit(IrBlock block, int index, int number, IrFunction function)
    {
        IrInstruction instruction = block.Instructions[index];
        if (IrOpInfo.Of(instruction.Op).IsTerminator)
        {
            block.Instructions[index] = new IrInstruction { Op = IrOp.Branch, Targets = [instruction.Targets[number]] };
        }
        else if (!instruction.Result.IsValid)
        {
            block.Instructions.RemoveAt(index);
        }
        else if (number == 0)
        {
            block.Instructions[index] = new IrInstruction { Op = IrOp.Const, Result = instruction.Result };
        }
        else
        {
            Value operand = instruction.Operands
                .Where(o => function.TypeOf(o) == function.TypeOf(instruction.Result))
                .ElementAt(number - 1);
            block.Instructions[index] = new IrInstruction
            {
                Op = IrOp.Copy, Result = instruction.Result, Operands = [operand],
            };
        }
    }

    private static void RemoveUnreachable(IrModule module)
    {
        foreach (IrFunction function in module.Functions)
        {
            var reached = new HashSet<BlockId>();
            var work = new Stack<IrBlock>([function.Entry]);
            while (work.TryPop(out IrBlock? block))
            {
                if (reached.Add(block.Id))
                {
                    foreach (BlockTarget target in block.Terminator.Targets)
                    {
                        work.Push(function.GetBlock(target.Block));
                    }
                }
            }

            function.Blocks.RemoveAll(b => !reached.Contains(b.Id));
        }
    }

    private static void RemoveUnused(IrModule module)
    {
        foreach (IrFunction function in module.Functions)
        {
            int removed = 1;
            while (removed > 0)
            {
                var used = new HashSet<Value>();
                foreach (IrInstruction instruction in function.Blocks.SelectMany(b => b.Instructions))
                {
                    used.UnionWith(instruction.Operands);
                    used.UnionWith(instruction.Targets.SelectMany(t => t.Arguments));
                }

                removed = function.Blocks.Sum(b => b.Instructions.RemoveAll(i => IsUnused(i, used)));
            }
        }

        IEnumerable<IrInstruction> all = module.Functions.SelectMany(f => f.Blocks).SelectMany(b => b.Instructions);
        HashSet<string?> called = [.. all.Select(i => i.Symbol)];
        module.Functions.RemoveAll(f => f.Program == null && !called.Contains(f.Name));
    }

    private static bool IsUnused(IrInstruction instruction, HashSet<Value> used) =>
        instruction.Result.IsValid && !used.Contains(instruction.Result)
        && (IrOpInfo.Of(instruction.Op).Effects & ~IrEffects.Reads) == 0;
}
