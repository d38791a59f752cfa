using System.Buffers.Binary;
using Bpf.Asm;

namespace Bpf.Vm;

/// <summary>Numbers of 1 to 8 bytes in memory, little-endian.</summary>
internal static class Scalars
{
    public static ulong Read(ReadOnlySpan<byte> bytes, MemorySize size) => size switch
    {
        MemorySize.Byte => bytes[0],
        MemorySize.Half => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        MemorySize.Word => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
    };

    public static ulong SignExtend(ulong value, MemorySize size) => size switch
    {
        MemorySize.Byte => (ulong)(sbyte)value,
        MemorySize.Half => (ulong)(short)value,
        MemorySize.Word => (ulong)(int)value,
        _ => value,
    };

    public static void Write(Span<byte> bytes, MemorySize size, ulong value)
    {
        switch (size)
        {
            case MemorySize.Byte:
                bytes[0] = (byte)value;
                break;
            case MemorySize.Half:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
                break;
            case MemorySize.Word:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)value);
                break;
            default:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
                break;
        }
    }
}
