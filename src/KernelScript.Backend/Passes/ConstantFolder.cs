using System.Buffers.Binary;
using KernelScript.Ir;

namespace KernelScript.Backend.Passes;

/// <summary>Computes operations on constants.</summary>
/// <remarks>
/// Constants are kept sign-extended from their width, the form in which instructions hold them best; bools are 0 and 1.
/// It shares no code with the interpreter, which it is compared with.
/// </remarks>
internal static class ConstantFolder
{
    /// <summary>The constant in canonical form.</summary>
    public static long Canonical(long value, IrType type) => type.Kind switch
    {
        IrTypeKind.Bool => value & 1,
        IrTypeKind.I8 => (sbyte)value,
        IrTypeKind.I16 => (short)value,
        IrTypeKind.I32 => (int)value,
        _ => value,
    };

    /// <summary>The constant as an unsigned number.</summary>
    public static ulong Unsigned(long value, IrType type) => type.Bits >= 64
        ? (ulong)value
        : (ulong)value & ((1UL << type.Bits) - 1);

    /// <summary>
    /// The result of a pure operation whose operands are the canonical constants <paramref name="a"/>,
    /// <paramref name="b"/> and <paramref name="c"/>, the first of type <paramref name="type"/>; null when it
    /// is no operation on numbers.
    /// </summary>
    public static long? Fold(IrOp op, IrType type, IrType result, long a, long b, long c)
    {
        ulong ua = Unsigned(a, type);
        ulong ub = Unsigned(b, type);
        int count = (int)b & (type.Bits - 1);
        long? value = op switch
        {
            IrOp.Copy or IrOp.SExt or IrOp.Trunc => a,
            IrOp.ZExt => (long)ua,
            IrOp.Add => a + b,
            IrOp.Sub => a - b,
            IrOp.Mul => a * b,
            IrOp.UDiv => ub == 0 ? 0 : (long)(ua / ub),
            IrOp.URem => ub == 0 ? a : (long)(ua % ub),
            IrOp.SDiv => b == 0 ? 0 : b == -1 ? -a : a / b,
            IrOp.SRem => b == 0 ? a : b == -1 ? 0 : a % b,
            IrOp.And => a & b,
            IrOp.Or => a | b,
            IrOp.Xor => a ^ b,
            IrOp.Shl => a << count,
            IrOp.LShr => (long)(ua >> count),
            IrOp.AShr => a >> count,
            IrOp.Neg => -a,
            IrOp.Not => ~a,
            IrOp.BSwap => BinaryPrimitives.ReverseEndianness(a) >> (64 - type.Bits),
            IrOp.Select => a != 0 ? b : c,
            >= IrOp.Eq and <= IrOp.SGe => Compare(op, a, b, ua, ub) ? 1 : 0,
            _ => null,
        };
        return value is { } folded ? Canonical(folded, result) : null;
    }

    private static bool Compare(IrOp op, long a, long b, ulong ua, ulong ub) => op switch
    {
        IrOp.Eq => a == b,
        IrOp.Ne => a != b,
        IrOp.ULt => ua < ub,
        IrOp.ULe => ua <= ub,
        IrOp.UGt => ua > ub,
        IrOp.UGe => ua >= ub,
        IrOp.SLt => a < b,
        IrOp.SLe => a <= b,
        IrOp.SGt => a > b,
        _ => a >= b,
    };
}
