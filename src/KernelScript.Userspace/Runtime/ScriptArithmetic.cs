namespace KernelScript.Userspace.Runtime;

/// <summary>Operations that .NET defines otherwise than the language: division by zero gives 0, its remainder the
/// dividend.</summary>
public static class ScriptArithmetic
{
    /// <summary>Unsigned division; 0 by zero.</summary>
    public static ulong DivideUnsigned(ulong a, ulong b) => b == 0 ? 0 : a / b;

    /// <summary>Unsigned remainder; the dividend by zero.</summary>
    public static ulong RemainderUnsigned(ulong a, ulong b) => b == 0 ? a : a % b;

    /// <summary>Signed division; 0 by zero, wraps for the smallest value by -1.</summary>
    public static long DivideSigned(long a, long b) => b switch
    {
        0 => 0,
        -1 => unchecked(-a),
        _ => a / b,
    };

    /// <summary>Signed remainder; the dividend by zero.</summary>
    public static long RemainderSigned(long a, long b) => b switch
    {
        0 => a,
        -1 => 0,
        _ => a % b,
    };

    /// <summary>16 bits, bytes reversed.</summary>
    public static ushort Swap16(ushort value) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);

    /// <summary>32 bits, bytes reversed.</summary>
    public static uint Swap32(uint value) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);

    /// <summary>64 bits, bytes reversed.</summary>
    public static ulong Swap64(ulong value) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);
}
