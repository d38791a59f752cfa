using System.Buffers.Binary;

namespace Bpf.Btf;

/// <summary>The header of BTF data. <c>struct btf_header</c> of <c>linux/btf.h</c>.</summary>
/// <param name="TypeStart">Bytes from the start of the data to the first type record.</param>
/// <param name="StringStart">Bytes from the start of the data to the strings.</param>
internal readonly record struct BtfHeader(int TypeStart, int TypeLength, int StringStart, int StringLength)
{
    public const ushort Magic = 0xEB9F;
    public const byte Version = 1;
    public const int Size = 24;

    /// <summary>Reads and checks the header; the string section must begin and end with NUL.</summary>
    /// <exception cref="BtfFormatException">
    /// The header is damaged or the sections do not lie inside the data.
    /// </exception>
    public static BtfHeader Read(ReadOnlySpan<byte> data, bool isSplit)
    {
        if (data.Length < Size)
        {
            throw new BtfFormatException($"read BTF: {data.Length} bytes are too few for a header", 0);
        }

        CheckMagic(data);
        long headerLength = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
        if (headerLength < Size)
        {
            throw new BtfFormatException($"read BTF: header length {headerLength} is below {Size}", 4);
        }

        (int typeStart, int typeLength) = ReadSection(data, headerLength, 8, "type");
        (int stringStart, int stringLength) = ReadSection(data, headerLength, 16, "string");
        ReadOnlySpan<byte> strings = data.Slice(stringStart, stringLength);
        bool startsEmpty = isSplit || (strings.Length > 0 && strings[0] == 0);
        if (!startsEmpty || (strings.Length > 0 && strings[^1] != 0))
        {
            throw new BtfFormatException("read BTF: the strings do not begin and end with NUL", stringStart);
        }

        return new BtfHeader(typeStart, typeLength, stringStart, stringLength);
    }

    private static void CheckMagic(ReadOnlySpan<byte> data)
    {
        ushort magic = BinaryPrimitives.ReadUInt16LittleEndian(data);
        if (magic != Magic)
        {
            string reason = magic == BinaryPrimitives.ReverseEndianness(Magic)
                ? "the data is big-endian, which is not supported"
                : $"magic is {magic:x4}, not {Magic:x4}";
            throw new BtfFormatException($"read BTF: {reason}", 0);
        }

        if (data[2] != Version)
        {
            throw new BtfFormatException($"read BTF: version {data[2]} is not known, only {Version}", 2);
        }
    }

    private static (int Start, int Length) ReadSection(
        ReadOnlySpan<byte> data, long headerLength, int field, string name)
    {
        long start = headerLength + BinaryPrimitives.ReadUInt32LittleEndian(data[field..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(data[(field + 4)..]);
        if (start + length > data.Length)
        {
            throw new BtfFormatException(
                $"read BTF: {name} section of {length} bytes at {start} exceeds the data ({data.Length} bytes)", field);
        }

        return ((int)start, (int)length);
    }
}
