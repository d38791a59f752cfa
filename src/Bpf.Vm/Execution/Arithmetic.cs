using System.Buffers.Binary;
using System.Diagnostics;

namespace Bpf.Vm;

/// <summary>Arithmetic and comparisons of the instruction set.</summary>
/// <remarks>RFC 9669, sections 4.1 to 4.3. Results of 32-bit operations have a zero upper half.</remarks>
internal static class Arithmetic
{
    public static ulong Alu64(VmAlu op, ulong a, ulong b) => op switch
    {
        VmAlu.Add => a + b,
        VmAlu.Sub => a - b,
        VmAlu.Mul => a * b,
        VmAlu.Div => b == 0 ? 0 : a / b,
        VmAlu.SDiv => (ulong)SDiv((long)a, (long)b),
        VmAlu.Mod => b == 0 ? a : a % b,
        VmAlu.SMod => (ulong)SMod((long)a, (long)b),
        VmAlu.Or => a | b,
        VmAlu.And => a & b,
        VmAlu.Xor => a ^ b,
        VmAlu.Lsh => a << (int)b,
        VmAlu.Rsh => a >> (int)b,
        VmAlu.Arsh => (ulong)((long)a >> (int)b),
        VmAlu.Mov => b,
        VmAlu.MovSx8 => (ulong)(sbyte)b,
        VmAlu.MovSx16 => (ulong)(short)b,
        VmAlu.MovSx32 => (ulong)(int)b,
        _ => throw new UnreachableException($"No arithmetic for {op}."),
    };

    public static uint Alu32(VmAlu op, uint a, uint b) => op switch
    {
        VmAlu.Add => a + b,
        VmAlu.Sub => a - b,
        VmAlu.Mul => a * b,
        VmAlu.Div => b == 0 ? 0 : a / b,
        VmAlu.SDiv => (uint)SDiv((int)a, (int)b),
        VmAlu.Mod => b == 0 ? a : a % b,
        VmAlu.SMod => (uint)SMod((int)a, (int)b),
        VmAlu.Or => a | b,
        VmAlu.And => a & b,
        VmAlu.Xor => a ^ b,
        VmAlu.Lsh => a << (int)b,
        VmAlu.Rsh => a >> (int)b,
        VmAlu.Arsh => (uint)((int)a >> (int)b),
        VmAlu.Mov => b,
        VmAlu.MovSx8 => (uint)(sbyte)b,
        VmAlu.MovSx16 => (uint)(short)b,
        _ => throw new UnreachableException($"No arithmetic for {op}."),
    };

    public static ulong Unary(VmUnary op, ulong value) => op switch
    {
        VmUnary.Neg64 => 0 - value,
        VmUnary.Neg32 => (uint)(0 - value),
        VmUnary.Swap16 => BinaryPrimitives.ReverseEndianness((ushort)value),
        VmUnary.Swap32 => BinaryPrimitives.ReverseEndianness((uint)value),
        VmUnary.Swap64 => BinaryPrimitives.ReverseEndianness(value),
        VmUnary.Low16 => (ushort)value,
        VmUnary.Low32 => (uint)value,
        VmUnary.Same => value,
        _ => throw new UnreachableException($"No arithmetic for {op}."),
    };

    /// <param name="op">The high four bits of the opcode.</param>
    public static bool Holds64(int op, ulong a, ulong b) => op switch
    {
        1 => a == b,
        2 => a > b,
        3 => a >= b,
        4 => (a & b) != 0,
        5 => a != b,
        6 => (long)a > (long)b,
        7 => (long)a >= (long)b,
        10 => a < b,
        11 => a <= b,
        12 => (long)a < (long)b,
        13 => (long)a <= (long)b,
        _ => throw new UnreachableException($"No comparison for {op}."),
    };

    /// <param name="op">The high four bits of the opcode.</param>
    public static bool Holds32(int op, uint a, uint b) => op switch
    {
        6 => (int)a > (int)b,
        7 => (int)a >= (int)b,
        12 => (int)a < (int)b,
        13 => (int)a <= (int)b,
        _ => Holds64(op, a, b),
    };

    // The most negative number divided by -1 overflows: the quotient is itself, the remainder 0.
    private static long SDiv(long a, long b) => b switch
    {
        0 => 0,
        -1 => unchecked(-a),
        _ => a / b,
    };

    private static long SMod(long a, long b) => b switch
    {
        0 => a,
        -1 => 0,
        _ => a % b,
    };
}
