namespace Bpf.Asm;

public readonly partial record struct Instruction
{
    /// <summary><c>dst = imm</c>, sign-extended to 64 bits.</summary>
    public static Instruction Mov(Register dst, int imm) => Alu(AluOp.Mov, dst, imm);

    /// <summary><c>dst = src</c>.</summary>
    public static Instruction Mov(Register dst, Register src) => Alu(AluOp.Mov, dst, src);

    /// <summary><c>dst = (u32)imm</c>; the upper half is zero.</summary>
    public static Instruction Mov32(Register dst, int imm) => Alu32(AluOp.Mov, dst, imm);

    /// <summary><c>dst = (u32)src</c>; the upper half is zero.</summary>
    public static Instruction Mov32(Register dst, Register src) => Alu32(AluOp.Mov, dst, src);

    /// <summary>64-bit <c>dst op= imm</c>, the immediate sign-extended.</summary>
    public static Instruction Alu(AluOp op, Register dst, int imm) =>
        new(OpCode.Alu64(op, Source.Immediate), dst, Register.R0, 0, imm);

    /// <summary>64-bit <c>dst op= src</c>.</summary>
    public static Instruction Alu(AluOp op, Register dst, Register src) =>
        new(OpCode.Alu64(op, Source.Register), dst, src, 0, 0);

    /// <summary>32-bit <c>dst op= imm</c>; the upper half of the result is zero.</summary>
    public static Instruction Alu32(AluOp op, Register dst, int imm) =>
        new(OpCode.Alu32(op, Source.Immediate), dst, Register.R0, 0, imm);

    /// <summary>32-bit <c>dst op= src</c>; the upper half of the result is zero.</summary>
    public static Instruction Alu32(AluOp op, Register dst, Register src) =>
        new(OpCode.Alu32(op, Source.Register), dst, src, 0, 0);

    /// <summary>64-bit <c>dst = -dst</c>.</summary>
    public static Instruction Neg(Register dst) => Alu(AluOp.Neg, dst, 0);

    /// <summary>32-bit <c>dst = -dst</c>.</summary>
    public static Instruction Neg32(Register dst) => Alu32(AluOp.Neg, dst, 0);

    /// <summary>64-bit signed division by an immediate, truncating. Since Linux 6.6.</summary>
    public static Instruction SDiv(Register dst, int imm) => Alu(AluOp.Div, dst, imm) with { Offset = 1 };

    /// <summary>64-bit signed division, truncating. Since Linux 6.6.</summary>
    public static Instruction SDiv(Register dst, Register src) => Alu(AluOp.Div, dst, src) with { Offset = 1 };

    /// <summary>32-bit signed division by an immediate, truncating. Since Linux 6.6.</summary>
    public static Instruction SDiv32(Register dst, int imm) => Alu32(AluOp.Div, dst, imm) with { Offset = 1 };

    /// <summary>32-bit signed division, truncating. Since Linux 6.6.</summary>
    public static Instruction SDiv32(Register dst, Register src) => Alu32(AluOp.Div, dst, src) with { Offset = 1 };

    /// <summary>64-bit signed remainder by an immediate; the sign is that of the dividend. Since Linux 6.6.</summary>
    public static Instruction SMod(Register dst, int imm) => Alu(AluOp.Mod, dst, imm) with { Offset = 1 };

    /// <summary>64-bit signed remainder; the sign is that of the dividend. Since Linux 6.6.</summary>
    public static Instruction SMod(Register dst, Register src) => Alu(AluOp.Mod, dst, src) with { Offset = 1 };

    /// <summary>32-bit signed remainder by an immediate; the sign is that of the dividend. Since Linux 6.6.</summary>
    public static Instruction SMod32(Register dst, int imm) => Alu32(AluOp.Mod, dst, imm) with { Offset = 1 };

    /// <summary>32-bit signed remainder; the sign is that of the dividend. Since Linux 6.6.</summary>
    public static Instruction SMod32(Register dst, Register src) => Alu32(AluOp.Mod, dst, src) with { Offset = 1 };

    /// <summary><c>dst = (s64)(s<paramref name="bits"/>)src</c>. Since Linux 6.6.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bits"/> is not 8, 16 or 32.</exception>
    public static Instruction MovSx(Register dst, Register src, int bits)
    {
        RequireWidth(bits is 8 or 16 or 32, bits, "MovSx extends from 8, 16 or 32 bits.");
        return Mov(dst, src) with { Offset = (short)bits };
    }

    /// <summary><c>dst = (u32)(s32)(s<paramref name="bits"/>)src</c>. Since Linux 6.6.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bits"/> is not 8 or 16.</exception>
    public static Instruction MovSx32(Register dst, Register src, int bits)
    {
        RequireWidth(bits is 8 or 16, bits, "MovSx32 extends from 8 or 16 bits.");
        return Mov32(dst, src) with { Offset = (short)bits };
    }

    /// <summary>Converts the low bits between host and little-endian order; clears the bits above.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bits"/> is not 16, 32 or 64.</exception>
    public static Instruction ToLittleEndian(Register dst, int bits) =>
        End(OpCode.Alu32(AluOp.End, Source.Immediate), dst, bits);

    /// <summary>Converts the low bits between host and big-endian order; clears the bits above.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bits"/> is not 16, 32 or 64.</exception>
    public static Instruction ToBigEndian(Register dst, int bits) =>
        End(OpCode.Alu32(AluOp.End, Source.Register), dst, bits);

    /// <summary>Reverses the bytes of the low bits; clears the bits above. Since Linux 6.6.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bits"/> is not 16, 32 or 64.</exception>
    public static Instruction ByteSwap(Register dst, int bits) =>
        End(OpCode.Alu64(AluOp.End, Source.Immediate), dst, bits);

    /// <summary>Converts an arena pointer between address spaces. Since Linux 6.9.</summary>
    /// <param name="dstSpace">Address space of the result.</param>
    /// <param name="srcSpace">Address space of the operand. The kernel takes (0, 1) and (1, 0) only.</param>
    public static Instruction AddrSpaceCast(Register dst, Register src, ushort dstSpace, ushort srcSpace) =>
        Mov(dst, src) with { Offset = 1, Imm = (int)(((uint)dstSpace << 16) | srcSpace) };

    private static Instruction End(OpCode opCode, Register dst, int bits)
    {
        RequireWidth(bits is 16 or 32 or 64, bits, "A byte swap takes 16, 32 or 64 bits.");
        return new(opCode, dst, Register.R0, 0, bits);
    }

    private static void RequireWidth(bool valid, int bits, string rule)
    {
        if (!valid)
        {
            throw new ArgumentOutOfRangeException(nameof(bits), bits, rule);
        }
    }
}
