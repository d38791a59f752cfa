using KernelScript.Backend.Passes.Combining;
using KernelScript.Ir;

namespace KernelScript.Backend.Passes.Numbering;

/// <content>What is known because a branch went this way.</content>
internal sealed partial class Numbering
{
    /// <summary>1 where a bool is known to hold, -1 where it is known not to.</summary>
    private sbyte[] _truth;

    /// <summary>Bools whose truth was learned, in order, to be forgotten in reverse.</summary>
    private readonly List<Value> _facts = [];
    private Value _trueHere;
    private Value _falseHere;

    private void UnwindFacts(int mark)
    {
        for (int i = _facts.Count - 1; i >= mark; i--)
        {
            _truth[_facts[i].Index] = 0;
        }

        _facts.RemoveRange(mark, _facts.Count - mark);
    }

    private void LearnFromBranch(IrInstruction terminator, IrBlock block)
    {
        if (terminator.Op == IrOp.CondBranch && terminator.Targets[0].Block != terminator.Targets[1].Block)
        {
            Learn(terminator.Operands[0], terminator.Targets[0].Block == block.Id);
        }
    }

    private void Learn(Value condition, bool holds)
    {
        // A constant says the same on both sides of a branch.
        if (TruthOf(condition) != 0 || _definitions.TryGetConstant(condition, out _))
        {
            return;
        }

        if (condition.Index >= _truth.Length)
        {
            Array.Resize(ref _truth, _function.ValueCount);
        }

        _truth[condition.Index] = (sbyte)(holds ? 1 : -1);
        _facts.Add(condition);
        _memory.Assume(condition, holds);
        switch (_definitions.InstructionOf(condition))
        {
            case { Op: IrOp.Not } inverted:
                Learn(inverted.Operands[0], !holds);
                break;
            case { Op: IrOp.And } both when holds:
                Learn(both.Operands[0], true);
                Learn(both.Operands[1], true);
                break;
            case { Op: IrOp.Or } either when !holds:
                Learn(either.Operands[0], false);
                Learn(either.Operands[1], false);
                break;
        }
    }

    private int TruthOf(Value value) => value.Index < _truth.Length ? _truth[value.Index] : 0;

    /// <summary>Puts true or false in the place of conditions that are known here.</summary>
    private void UseFacts(IrInstruction instruction)
    {
        if (_facts.Count == 0)
        {
            return;
        }

        UseFacts(instruction.Operands);
        foreach (BlockTarget target in instruction.Targets)
        {
            UseFacts(target.Arguments);
        }
    }

    private void UseFacts(Value[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (TruthOf(values[i]) is not 0 and var truth && Step())
            {
                values[i] = Truth(truth > 0);
            }
        }
    }

    private Value Truth(bool holds)
    {
        ref Value here = ref holds ? ref _trueHere : ref _falseHere;
        here = here.IsValid ? here : Emit(IrOp.Const, IrType.Bool, [], holds ? 1 : 0);
        return here;
    }

    /// <summary>The outcome of a comparison or check that a known one implies; invalid when none does.</summary>
    private Value KnownOutcome(IrInstruction instruction)
    {
        if (_facts.Count == 0)
        {
            return default;
        }

        int outcome = instruction.Op switch
        {
            IrOp.PacketCheck => OutcomeOfCheck(instruction),
            >= IrOp.Eq and <= IrOp.SGe => OutcomeOfComparison(instruction),
            IrOp.Not => -TruthOf(instruction.Operands[0]),
            _ => 0,
        };
        return outcome == 0 ? default : Truth(outcome > 0);
    }

    /// <summary>The opposite comparison of the same operands, in either order, may be known.</summary>
    private int OutcomeOfComparison(IrInstruction instruction)
    {
        Value a = instruction.Operands[0];
        Value b = instruction.Operands[1];
        IrOp inverted = Comparison.Inverted(instruction.Op);
        int opposite = TruthOf(_table.Find(inverted, [a, b], 0, 0, null, IrType.Bool));
        if (opposite == 0)
        {
            opposite = TruthOf(_table.Find(Comparison.Swapped(inverted), [b, a], 0, 0, null, IrType.Bool));
        }

        int same = opposite != 0
            ? -opposite
            : TruthOf(_table.Find(Comparison.Swapped(instruction.Op), [b, a], 0, 0, null, IrType.Bool));
        return same != 0 ? same : OutcomeInRange(instruction.Op, a, b);
    }

    /// <summary>The known comparisons of the same value with constants may leave only one outcome.</summary>
    private int OutcomeInRange(IrOp op, Value value, Value bound)
    {
        if (!_function.TypeOf(value).IsInteger || !_definitions.TryGetConstant(bound, out long constant))
        {
            return 0;
        }

        (ulong low, ulong high) = RangeOf(Narrowest(value));
        ulong limit = ConstantFolder.Unsigned(constant, _function.TypeOf(value));
        return op switch
        {
            IrOp.ULt => high < limit ? 1 : low >= limit ? -1 : 0,
            IrOp.ULe => high <= limit ? 1 : low > limit ? -1 : 0,
            IrOp.UGt => low > limit ? 1 : high <= limit ? -1 : 0,
            IrOp.UGe => low >= limit ? 1 : high < limit ? -1 : 0,
            IrOp.Eq => low == high && low == limit ? 1 : limit < low || limit > high ? -1 : 0,
            IrOp.Ne => low == high && low == limit ? -1 : limit < low || limit > high ? 1 : 0,
            _ => 0,
        };
    }

    /// <summary>The smallest and the largest number that <paramref name="value"/> can be, without its sign.</summary>
    private (ulong Low, ulong High) RangeOf(Value value)
    {
        ulong low = 0;
        ulong high = KnownBits.PossibleOnes(value, _function, _definitions);
        foreach (Value fact in _facts)
        {
            if (_definitions.InstructionOf(fact) is { Op: >= IrOp.Eq and <= IrOp.UGe } known
                && Narrowest(known.Operands[0]) == value
                && _definitions.TryGetConstant(known.Operands[1], out long constant))
            {
                IrOp op = TruthOf(fact) > 0 ? known.Op : Comparison.Inverted(known.Op);
                Narrow(op, ConstantFolder.Unsigned(constant, _function.TypeOf(known.Operands[0])), ref low, ref high);
            }
        }

        return (low, high);
    }

    private static void Narrow(IrOp op, ulong limit, ref ulong low, ref ulong high)
    {
        switch (op)
        {
            case IrOp.Eq:
                low = Math.Max(low, limit);
                high = Math.Min(high, limit);
                break;
            case IrOp.Ne:
                low += low == limit && low < high ? 1UL : 0;
                high -= high == limit && high > low ? 1UL : 0;
                break;
            case IrOp.ULt when limit > 0:
                high = Math.Min(high, limit - 1);
                break;
            case IrOp.ULe:
                high = Math.Min(high, limit);
                break;
            case IrOp.UGt when limit < ulong.MaxValue:
                low = Math.Max(low, limit + 1);
                break;
            case IrOp.UGe:
                low = Math.Max(low, limit);
                break;
        }
    }

    /// <summary>Zero extension does not change the number, and the verifier knows both by one register.</summary>
    private Value Narrowest(Value value)
    {
        while (_definitions.InstructionOf(value) is { Op: IrOp.ZExt } widened)
        {
            value = widened.Operands[0];
        }

        return value;
    }

    /// <summary>
    /// What fits in fewer bytes than are known to be there fits; what needs more than are missing does not.
    /// </summary>
    private int OutcomeOfCheck(IrInstruction check)
    {
        foreach (Value fact in _facts)
        {
            if (_definitions.InstructionOf(fact) is { Op: IrOp.PacketCheck } known
                && known.Operands[0] == check.Operands[0] && known.Operands[1] == check.Operands[1])
            {
                int truth = TruthOf(fact);
                if (truth > 0 ? known.Imm >= check.Imm : known.Imm <= check.Imm)
                {
                    return truth;
                }
            }
        }

        return 0;
    }

    /// <summary>Whether the pointer is known not to be null here.</summary>
    private bool IsKnownNonNull(Value pointer)
    {
        foreach (Value fact in _facts)
        {
            if (_definitions.InstructionOf(fact) is { Op: IrOp.Eq or IrOp.Ne } test
                && test.Operands[0] == pointer && _definitions.TryGetConstant(test.Operands[1], out long constant)
                && constant == 0 && TruthOf(fact) > 0 == (test.Op == IrOp.Ne))
            {
                return true;
            }
        }

        return false;
    }
}
