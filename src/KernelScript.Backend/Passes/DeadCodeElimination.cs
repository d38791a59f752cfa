using KernelScript.Ir;

namespace KernelScript.Backend.Passes;

/// <summary>Removes instructions and block parameters whose results nobody needs.</summary>
/// <remarks>
/// Needed is what has an effect, and what something needed reads; the rest goes, cycles through loops included. Writes
/// to a local that is never read, and whose address goes nowhere, are no effects. A parameter that always has the same
/// value is replaced by that value. Loads are removed like arithmetic: memory is not changed by reading it.
/// </remarks>
public sealed class DeadCodeElimination : IFunctionPass
{
    /// <inheritdoc/>
    public string Name => "dce";

    /// <inheritdoc/>
    public bool Run(IrFunction function, PassContext context)
    {
        bool changed = SimplifyCfg.RemoveUnreachable(function, context);
        changed |= ReplaceUnanimousParameters(function, context);
        return RemoveDead(function, context) || changed;
    }

    /// <summary>All at once, as one step: dead code uses dead code.</summary>
    private static bool RemoveDead(IrFunction function, PassContext context)
    {
        var needed = new NeededValues(function, context);
        if (context.IsExhausted)
        {
            return false;
        }

        bool changed = RemoveParameters(function, needed);
        foreach (IrBlock block in function.Blocks)
        {
            changed |= block.Instructions.RemoveAll(needed.IsDead) > 0;
            changed |= DropUnusedResults(block, needed);
        }

        return changed && context.Step();
    }

    /// <summary>Some operations have a shorter form when their result is not wanted.</summary>
    private static bool DropUnusedResults(IrBlock block, NeededValues needed)
    {
        bool changed = false;
        foreach (IrInstruction instruction in block.Instructions)
        {
            bool canDrop = instruction.Op is (>= IrOp.AtomicAdd and <= IrOp.AtomicXor) or IrOp.MapUpdate
                or IrOp.MapDelete or IrOp.Call;
            if (canDrop && instruction.Result.IsValid && !needed.Contains(instruction.Result))
            {
                instruction.Result = default;
                changed = true;
            }
        }

        return changed;
    }

    private static bool RemoveParameters(IrFunction function, NeededValues needed)
    {
        var kept = new Dictionary<BlockId, bool[]>();
        foreach (IrBlock block in function.Blocks)
        {
            if (block != function.Entry && block.Parameters.Exists(p => !needed.Contains(p)))
            {
                kept.Add(block.Id, [.. block.Parameters.Select(p => needed.Contains(p))]);
                block.Parameters.RemoveAll(p => !needed.Contains(p));
            }
        }

        if (kept.Count == 0)
        {
            return false;
        }

        foreach (IrBlock block in function.Blocks)
        {
            foreach (BlockTarget target in block.Terminator.Targets)
            {
                if (kept.TryGetValue(target.Block, out bool[]? keep))
                {
                    target.Arguments = [.. target.Arguments.Where((_, i) => keep[i])];
                }
            }
        }

        return true;
    }

    /// <summary>A parameter to which every edge passes one value, or the parameter itself, is that value.</summary>
    private static bool ReplaceUnanimousParameters(IrFunction function, PassContext context)
    {
        var replacements = new Replacements(function);
        bool any = function.Blocks.Exists(b => b != function.Entry && b.Parameters.Count > 0);
        while (any)
        {
            any = false;
            Value[] agreed = AgreedArguments(function, replacements);
            foreach (IrBlock block in function.Blocks)
            {
                foreach (Value parameter in block.Parameters)
                {
                    Value by = agreed[parameter.Index];
                    if (by.IsValid && !replacements.IsReplaced(parameter) && replacements.Resolve(by) != parameter
                        && context.Step())
                    {
                        replacements.Replace(parameter, by);
                        any = true;
                    }
                }
            }
        }

        replacements.Apply();
        return replacements.Any;
    }

    /// <summary>For each parameter the one value passed to it; invalid where there are several.</summary>
    private static Value[] AgreedArguments(IrFunction function, Replacements replacements)
    {
        var agreed = new Value[function.ValueCount];
        var disputed = new bool[function.ValueCount];
        foreach (IrBlock block in function.Blocks)
        {
            foreach (BlockTarget target in block.Terminator.Targets)
            {
                List<Value> parameters = function.GetBlock(target.Block).Parameters;
                for (int i = 0; i < parameters.Count; i++)
                {
                    int index = parameters[i].Index;
                    Value argument = replacements.Resolve(target.Arguments[i]);
                    bool isNew = argument != parameters[i] && argument != agreed[index];
                    disputed[index] |= isNew && agreed[index].IsValid;
                    agreed[index] = isNew ? argument : agreed[index];
                }
            }
        }

        for (int i = 0; i < agreed.Length; i++)
        {
            agreed[i] = disputed[i] ? default : agreed[i];
        }

        return agreed;
    }
}
