using KernelScript.Ir;

namespace KernelScript.Backend.Passes.Combining;

/// <content>Sums, products and quotients.</content>
internal sealed partial class Combiner
{
    private Value ReplaceSum(IrInstruction instruction)
    {
        Value a = instruction.Operands[0];
        Value b = instruction.Operands[1];
        bool hasConstant = IsConstant(b, out long constant);
        return instruction.Op switch
        {
            IrOp.Add or IrOp.Sub when hasConstant && constant == 0 => a,
            IrOp.Mul when hasConstant && constant is 0 => b,
            IrOp.Mul when hasConstant && constant is 1 => a,

            // (x + y) - y → x, (x - y) + y → x
            IrOp.Sub when DefinitionOf(a) is { Op: IrOp.Add } sum && sum.Operands[1] == b => sum.Operands[0],
            IrOp.Sub when DefinitionOf(a) is { Op: IrOp.Add } sum && sum.Operands[0] == b => sum.Operands[1],
            IrOp.Add when DefinitionOf(a) is { Op: IrOp.Sub } rest && rest.Operands[1] == b => rest.Operands[0],
            IrOp.Add when DefinitionOf(b) is { Op: IrOp.Sub } rest && rest.Operands[1] == a => rest.Operands[0],
            _ => default,
        };
    }

    private bool RewriteSum(IrInstruction instruction)
    {
        Value a = instruction.Operands[0];
        Value b = instruction.Operands[1];
        IrType type = TypeOf(a);
        if (instruction.Op == IrOp.Sub)
        {
            return RewriteDifference(instruction, a, b, type);
        }

        if (!IsConstant(b, out long constant))
        {
            // x + (-y) → x - y
            return instruction.Op == IrOp.Add && DefinitionOf(b) is { Op: IrOp.Neg } negated
                && Become(instruction, IrOp.Sub, a, negated.Operands[0]);
        }

        // (x + c) + d → x + (c + d), (x * c) * d → x * (c * d)
        if (IsOperationOnConstant(a, instruction.Op, out Value inner, out long first))
        {
            long both = instruction.Op == IrOp.Add ? first + constant : first * constant;
            return Become(instruction, instruction.Op, inner, Constant(type, both));
        }

        if (instruction.Op == IrOp.Add)
        {
            // (c - x) + d → (c + d) - x
            return DefinitionOf(a) is { Op: IrOp.Sub } rest && IsConstant(rest.Operands[0], out long from)
                && Become(instruction, IrOp.Sub, Constant(type, from + constant), rest.Operands[1]);
        }

        // x * 2^k → x << k, x * -1 → -x
        int shift = PowerOfTwo(constant, type);
        return constant == -1
            ? Become(instruction, IrOp.Neg, a)
            : shift > 0 && Become(instruction, IrOp.Shl, a, Constant(type, shift));
    }

    private bool RewriteDifference(IrInstruction instruction, Value a, Value b, IrType type)
    {
        if (a == b)
        {
            return BecomeConstant(instruction, 0);
        }

        // x - c → x + (-c): one form for both
        if (IsConstant(b, out long constant))
        {
            return Become(instruction, IrOp.Add, a, Constant(type, -constant));
        }

        // x - (-y) → x + y
        if (DefinitionOf(b) is { Op: IrOp.Neg } negated)
        {
            return Become(instruction, IrOp.Add, a, negated.Operands[0]);
        }

        return IsConstant(a, 0) && Become(instruction, IrOp.Neg, b);
    }

    private Value ReplaceQuotient(IrInstruction instruction)
    {
        Value a = instruction.Operands[0];
        bool isQuotient = instruction.Op is IrOp.UDiv or IrOp.SDiv;
        if (!IsConstant(instruction.Operands[1], out long divisor))
        {
            // 0 / x and 0 % x are 0, for x = 0 too.
            return IsConstant(a, 0) ? a : default;
        }

        return (divisor, isQuotient) switch
        {
            (1, true) => a,
            (0, true) => instruction.Operands[1],
            (0, false) => a,
            _ => default,
        };
    }

    private bool RewriteQuotient(IrInstruction instruction)
    {
        Value a = instruction.Operands[0];
        IrType type = TypeOf(a);
        if (!IsConstant(instruction.Operands[1], out long divisor))
        {
            return false;
        }

        int shift = PowerOfTwo(divisor, type);
        switch (instruction.Op)
        {
            case IrOp.UDiv:
                return shift > 0 && Become(instruction, IrOp.LShr, a, Constant(type, shift));
            case IrOp.URem:
                return shift >= 0 && Become(
                    instruction, IrOp.And, a, Constant(type, (long)(ConstantFolder.Unsigned(divisor, type) - 1)));
            case IrOp.SDiv when divisor == -1:
                return Become(instruction, IrOp.Neg, a);
            case IrOp.SDiv:
                return shift > 0 && shift < type.Bits - 1
                    && Become(instruction, IrOp.AShr, RoundedTowardsZero(a, shift, type), Constant(type, shift));
            case IrOp.SRem when divisor is 1 or -1:
                return BecomeConstant(instruction, 0);
            default:
                return shift > 0 && shift < type.Bits - 1 && RewriteSignedRemainder(instruction, a, shift, type);
        }
    }

    /// <summary>
    /// x + 2^k - 1 for negative x, otherwise x: an arithmetic shift rounds down, division towards zero.
    /// </summary>
    private Value RoundedTowardsZero(Value x, int shift, IrType type)
    {
        Value sign = Emit(IrOp.AShr, type, x, Constant(type, type.Bits - 1));
        Value bias = Emit(IrOp.LShr, type, sign, Constant(type, type.Bits - shift));
        return Emit(IrOp.Add, type, x, bias);
    }

    /// <summary>x % 2^k → x - (rounded x with its low k bits cleared)</summary>
    private bool RewriteSignedRemainder(IrInstruction instruction, Value x, int shift, IrType type)
    {
        Value rounded = RoundedTowardsZero(x, shift, type);
        Value multiple = Emit(IrOp.And, type, rounded, Constant(type, -(1L << shift)));
        return Become(instruction, IrOp.Sub, x, multiple);
    }
}
