using Bpf.Asm;
using KernelScript.Ir;

namespace KernelScript.Backend.Selection;

/// <content>Division. The machine gives 0 (quotient) and the dividend (remainder) for a zero divisor, as the IR
/// does.</content>
internal sealed partial class InstructionSelector
{
    private int UnsignedDivision(IrInstruction instruction)
    {
        bool wide = IsWide(instruction.Result);
        bool remainder = instruction.Op == IrOp.URem;
        int left = Use(instruction.Operands[0]);
        int bits = Math.Min((int)_bits[left], wide ? 64 : 32);
        if (!TryConstant(instruction.Operands[1], out long divisor))
        {
            int right = Use(instruction.Operands[1]);
            return Alu(remainder ? AluOp.Mod : AluOp.Div, wide, left, right, bits);
        }

        if (divisor == 0)
        {
            return remainder ? left : ShortConstant(0);
        }

        if (long.IsPow2(divisor) || divisor == long.MinValue)
        {
            int log = System.Numerics.BitOperations.TrailingZeroCount(divisor);
            return remainder
                ? Masked(wide, left, divisor - 1)
                : ShiftConstant(IrOp.LShr, wide ? 64 : 32, left, log);
        }

        AluOp op = remainder ? AluOp.Mod : AluOp.Div;
        return !wide || FitsImmediate(divisor)
            ? AluImmediate(op, wide, left, (int)divisor, bits)
            : Alu(op, wide, left, Constant(IrType.I64, divisor), bits);
    }

    private int SignedDivision(IrInstruction instruction)
    {
        int width = _function.TypeOf(instruction.Result).Bits;
        bool wide = width == 64;
        bool remainder = instruction.Op == IrOp.SRem;
        if (TryConstant(instruction.Operands[1], out long constant))
        {
            long divisor = Signed(constant, width);
            if (divisor is 0 or 1 or -1)
            {
                return TrivialSignedDivision(Use(instruction.Operands[0]), wide, divisor, remainder);
            }
        }

        int left = SignExtended(Use(instruction.Operands[0]), width);
        int right = SignExtended(Use(instruction.Operands[1]), width);
        if (!_target.HasSignedForms)
        {
            return DivisionOfMagnitudes(left, right, wide, remainder);
        }

        AluOp op = remainder ? AluOp.Mod : AluOp.Div;
        return Emit(
            new()
            {
                Kind = Machine.MachineKind.Alu, OpCode = Form(op, wide, Source.Register), A = left, B = right,
                Offset = 1,
            },
            wide ? 64 : 32);
    }

    private int TrivialSignedDivision(int left, bool wide, long divisor, bool remainder) => (divisor, remainder) switch
    {
        (0, false) or (not 0, true) => ShortConstant(0),
        (-1, false) => AluImmediate(AluOp.Neg, wide, left, 0, wide ? 64 : 32),
        _ => left,
    };

    /// <summary>
    /// Divides the magnitudes without signs and gives the result its sign back; <c>(x ^ s) - s</c> negates where the
    /// sign mask s is -1. The minimum is its own magnitude without sign, so that it comes out right by wrapping.
    /// </summary>
    private int DivisionOfMagnitudes(int left, int right, bool wide, bool remainder)
    {
        int bits = wide ? 64 : 32;
        int leftSign = AluImmediate(AluOp.Arsh, wide, left, bits - 1, bits);
        int rightSign = AluImmediate(AluOp.Arsh, wide, right, bits - 1, bits);
        int dividend = NegateWhere(left, leftSign, wide);
        int divisor = NegateWhere(right, rightSign, wide);
        int result = Alu(remainder ? AluOp.Mod : AluOp.Div, wide, dividend, divisor, bits);
        int sign = remainder ? leftSign : Alu(AluOp.Xor, wide, leftSign, rightSign, bits);
        return NegateWhere(result, sign, wide);
    }

    private int NegateWhere(int register, int sign, bool wide)
    {
        int bits = wide ? 64 : 32;
        int flipped = Alu(AluOp.Xor, wide, register, sign, bits);
        return Alu(AluOp.Sub, wide, flipped, sign, bits);
    }
}
