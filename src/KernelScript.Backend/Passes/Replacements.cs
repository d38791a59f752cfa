using KernelScript.Ir;

namespace KernelScript.Backend.Passes;

/// <summary>
/// Values to be read in place of others; collected first, then written into the function in one scan.
/// </summary>
internal sealed class Replacements(IrFunction function)
{
    private Value[] _by = new Value[function.ValueCount];

    /// <summary>Whether anything is replaced.</summary>
    public bool Any { get; private set; }

    /// <summary>Lets all uses of <paramref name="value"/> read <paramref name="by"/>.</summary>
    public void Replace(Value value, Value by)
    {
        if (value.Index >= _by.Length)
        {
            Array.Resize(ref _by, function.ValueCount);
        }

        _by[value.Index] = by;
        Any = true;
    }

    /// <summary>Whether <paramref name="value"/> itself is read no more.</summary>
    public bool IsReplaced(Value value) => value.Index < _by.Length && _by[value.Index].IsValid;

    /// <summary>What is read in place of <paramref name="value"/>; itself when nothing is.</summary>
    public Value Resolve(Value value)
    {
        Value end = value;
        while (end.Index < _by.Length && _by[end.Index].IsValid)
        {
            end = _by[end.Index];
        }

        // Chains are short afterwards.
        while (value != end)
        {
            Value next = _by[value.Index];
            _by[value.Index] = end;
            value = next;
        }

        return end;
    }

    /// <summary>Rewrites the operands and target arguments of <paramref name="instruction"/>.</summary>
    /// <remarks>A pointer known to be not null needs no <c>nonnull</c>: that becomes a copy.</remarks>
    public void Rewrite(IrInstruction instruction)
    {
        Rewrite(instruction.Operands);
        if (instruction.Op == IrOp.NonNull && !function.TypeOf(instruction.Operands[0]).IsNullable)
        {
            instruction.Op = IrOp.Copy;
        }

        foreach (BlockTarget target in instruction.Targets)
        {
            Rewrite(target.Arguments);
        }
    }

    /// <summary>Rewrites every use in the function.</summary>
    public void Apply()
    {
        if (!Any)
        {
            return;
        }

        foreach (IrBlock block in function.Blocks)
        {
            foreach (IrInstruction instruction in block.Instructions)
            {
                Rewrite(instruction);
            }
        }
    }

    private void Rewrite(Value[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Resolve(values[i]);
        }
    }
}
