using System.Collections.Immutable;
using KernelScript.Ir;

namespace KernelScript.Backend.Passes.Combining;

/// <content>Comparisons and the branches on them.</content>
internal sealed partial class Combiner
{
    private Value ReplaceComparison(IrInstruction instruction)
    {
        Value a = instruction.Operands[0];
        Value b = instruction.Operands[1];
        if (TypeOf(a) == IrType.Bool && IsConstant(b, out long truth)
            && (instruction.Op, truth) is (IrOp.Eq, 1) or (IrOp.Ne, 0))
        {
            return a;
        }

        // The number 0 or 1 that a bool became, compared with 0
        bool isTruth = instruction.Op == IrOp.Ne && IsConstant(b, 0);
        return isTruth && DefinitionOf(a) is { Op: IrOp.ZExt } widened && TypeOf(widened.Operands[0]) == IrType.Bool
            ? widened.Operands[0]
            : default;
    }

    private bool RewriteComparison(IrInstruction instruction)
    {
        Value a = instruction.Operands[0];
        Value b = instruction.Operands[1];
        if (a == b)
        {
            return BecomeConstant(instruction, Comparison.HoldsForEqual(instruction.Op) ? 1 : 0);
        }

        if (TypeOf(a).IsPointer)
        {
            return RewriteNullTest(instruction, a, b) || RewritePacketOrder(instruction, a, b);
        }

        if (DefinitionOf(a) is { Op: IrOp.BSwap } swapped && instruction.Op is IrOp.Eq or IrOp.Ne)
        {
            return RewriteSwapped(instruction, swapped, b);
        }

        return IsConstant(b, out long constant)
            && (RewriteTruth(instruction, a, constant) || RewriteAgainstConstant(instruction, a, constant));
    }

    /// <summary>A pointer that cannot be null is not.</summary>
    private bool RewriteNullTest(IrInstruction instruction, Value a, Value b) =>
        IsConstant(b, 0) && !TypeOf(a).IsNullable && BecomeConstant(instruction, instruction.Op == IrOp.Ne ? 1 : 0);

    /// <summary>bswap x == c → x == bswap c, and the same for two swapped values.</summary>
    private bool RewriteSwapped(IrInstruction instruction, IrInstruction swapped, Value b)
    {
        if (DefinitionOf(b) is { Op: IrOp.BSwap } other)
        {
            return Become(instruction, instruction.Op, swapped.Operands[0], other.Operands[0]);
        }

        IrType type = TypeOf(b);
        return IsConstant(b, out long constant) && _definitions.UsesOf(swapped.Result) == 1 && Become(
            instruction, instruction.Op, swapped.Operands[0], Constant(type, SwapBytes(constant, type)));
    }

    private static long SwapBytes(long value, IrType type) =>
        ConstantFolder.Fold(IrOp.BSwap, type, type, value, 0, 0)!.Value;

    /// <summary>b == false → !b, and the same for the number that a bool became.</summary>
    private bool RewriteTruth(IrInstruction instruction, Value a, long constant)
    {
        Value truth = DefinitionOf(a) is { Op: IrOp.ZExt } widened ? widened.Operands[0] : a;
        return TypeOf(truth) == IrType.Bool
            && (instruction.Op, constant) is (IrOp.Eq, 0) or (IrOp.Ne, 1)
            && Become(instruction, IrOp.Not, truth);
    }

    private bool RewriteAgainstConstant(IrInstruction instruction, Value a, long constant)
    {
        IrType type = TypeOf(a);
        ulong bound = ConstantFolder.Unsigned(constant, type);
        if (DecideByRange(instruction.Op, bound, KnownBits.PossibleOnes(a, function, _definitions)) is { } decided)
        {
            return BecomeConstant(instruction, decided ? 1 : 0);
        }

        // x < 1 → x == 0, x >= 1 and x > 0 → x != 0
        switch (instruction.Op)
        {
            case IrOp.ULt when bound == 1:
                return Become(instruction, IrOp.Eq, a, Constant(type, 0));
            case IrOp.UGe when bound == 1:
                return Become(instruction, IrOp.Ne, a, Constant(type, 0));
            case IrOp.UGt when bound == 0:
                return Become(instruction, IrOp.Ne, a, instruction.Operands[1]);
            case IrOp.ULe when bound == 0:
                return Become(instruction, IrOp.Eq, a, instruction.Operands[1]);
            case IrOp.Eq or IrOp.Ne:
                return RewriteEquality(instruction, a, constant, type);
            default:
                return false;
        }
    }

    private bool RewriteEquality(IrInstruction instruction, Value a, long constant, IrType type)
    {
        // (x ^ c) == d → x == (c ^ d)
        if (IsOperationOnConstant(a, IrOp.Xor, out Value x, out long mask))
        {
            return Become(instruction, instruction.Op, x, Constant(type, mask ^ constant));
        }

        // (x - y) == 0 and (x ^ y) == 0 → x == y
        return constant == 0 && DefinitionOf(a) is { Op: IrOp.Sub or IrOp.Xor } difference
            && Become(instruction, instruction.Op, difference.Operands);
    }

    /// <summary>
    /// What an unsigned comparison with <paramref name="bound"/> gives for every value within those bits.
    /// </summary>
    private static bool? DecideByRange(IrOp op, ulong bound, ulong possible) => op switch
    {
        // The largest number with no other bits is all of them.
        IrOp.ULt when possible < bound => true,
        IrOp.ULt when bound == 0 => false,
        IrOp.ULe when possible <= bound => true,
        IrOp.UGt when possible <= bound => false,
        IrOp.UGe when possible < bound => false,
        IrOp.UGe when bound == 0 => true,
        IrOp.Eq when (bound & ~possible) != 0 => false,
        IrOp.Ne when (bound & ~possible) != 0 => true,
        _ => null,
    };

    /// <summary>if !c goto a else b → if c goto b else a</summary>
    private bool RewriteBranch(IrInstruction instruction)
    {
        if (DefinitionOf(instruction.Operands[0]) is not { Op: IrOp.Not } inverted)
        {
            return false;
        }

        Array.Reverse(instruction.Targets);
        return Become(instruction, IrOp.CondBranch, inverted.Operands);
    }

    private bool RewriteSwitch(IrInstruction instruction)
    {
        Value selector = instruction.Operands[0];
        IrType type = TypeOf(selector);
        if (DefinitionOf(selector) is { Op: IrOp.BSwap } swapped && _definitions.UsesOf(selector) == 1)
        {
            instruction.Cases = [.. instruction.Cases.Select(c => SwapBytes(ConstantFolder.Canonical(c, type), type))];
            return Become(instruction, IrOp.Switch, swapped.Operands);
        }

        return RemoveDefaultCases(instruction) || RewriteSingleCase(instruction, selector, type);
    }

    /// <summary>A case that goes where the default goes says nothing.</summary>
    private static bool RemoveDefaultCases(IrInstruction instruction)
    {
        BlockTarget fallback = instruction.Targets[0];
        bool IsRedundant(BlockTarget target) =>
            target.Block == fallback.Block && target.Arguments.AsSpan().SequenceEqual(fallback.Arguments);
        if (!Array.Exists(instruction.Targets[1..], IsRedundant))
        {
            return false;
        }

        ImmutableArray<long>.Builder cases = ImmutableArray.CreateBuilder<long>();
        List<BlockTarget> targets = [fallback];
        for (int i = 0; i < instruction.Cases.Length; i++)
        {
            if (!IsRedundant(instruction.Targets[i + 1]))
            {
                cases.Add(instruction.Cases[i]);
                targets.Add(instruction.Targets[i + 1]);
            }
        }

        instruction.Cases = cases.ToImmutable();
        instruction.Targets = [.. targets];
        return true;
    }

    private bool RewriteSingleCase(IrInstruction instruction, Value selector, IrType type)
    {
        switch (instruction.Cases)
        {
            case []:
                return Become(instruction, IrOp.Branch);
            case [var only]:
                Value isIt = Emit(IrOp.Eq, IrType.Bool, selector, Constant(type, only));
                instruction.Targets = [instruction.Targets[1], instruction.Targets[0]];
                instruction.Cases = [];
                return Become(instruction, IrOp.CondBranch, isIt);
            default:
                return false;
        }
    }
}
