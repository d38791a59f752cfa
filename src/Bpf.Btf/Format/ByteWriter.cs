using System.Buffers;
using System.Buffers.Binary;

namespace Bpf.Btf;

/// <summary>Writes little-endian numbers to a growing buffer.</summary>
internal readonly struct ByteWriter(ArrayBufferWriter<byte> buffer)
{
    public ByteWriter()
        : this(new ArrayBufferWriter<byte>())
    {
    }

    public int Length => buffer.WrittenCount;

    public ReadOnlySpan<byte> Bytes => buffer.WrittenSpan;

    public void WriteUInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.GetSpan(2), value);
        buffer.Advance(2);
    }

    public void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.GetSpan(4), value);
        buffer.Advance(4);
    }

    public void WriteByte(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes) => buffer.Write(bytes);
}
