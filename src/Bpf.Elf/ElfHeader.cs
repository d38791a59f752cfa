using System.Buffers.Binary;

namespace Bpf.Elf;

/// <summary>Constants and layout of the file header and the tables. <c>elf(5)</c>.</summary>
internal static class ElfHeader
{
    public const int Size = 64;
    public const int SectionHeaderSize = 64;
    public const int SymbolSize = 24;
    public const int RelocationSize = 16;
    public const int RelocationWithAddendSize = 24;

    public const ushort RelocatableType = 1;
    public const ushort BpfMachine = 247;

    /// <summary>The first of the section indices with a special meaning. <c>SHN_LORESERVE</c>.</summary>
    public const ushort ReservedIndex = 0xFF00;

    /// <summary><c>SHN_ABS</c>.</summary>
    public const ushort AbsoluteIndex = 0xFFF1;

    public static ReadOnlySpan<byte> Magic => [0x7F, (byte)'E', (byte)'L', (byte)'F'];

    /// <summary>Class (64 bits), byte order (little-endian) and version of the identification.</summary>
    public static ReadOnlySpan<byte> Identification => [2, 1, 1];

    /// <summary>Checks the header and finds the section headers.</summary>
    /// <exception cref="ElfFormatException">This is not a BPF object.</exception>
    public static (long Offset, int Count, int NamesIndex) Read(ReadOnlySpan<byte> data)
    {
        if (data.Length < Size || !data.StartsWith(Magic))
        {
            throw new ElfFormatException("read object: it does not begin with an ELF header", 0);
        }

        if (!data[4..7].SequenceEqual(Identification))
        {
            throw new ElfFormatException("read object: only 64-bit little-endian ELF is supported", 4);
        }

        ushort type = BinaryPrimitives.ReadUInt16LittleEndian(data[16..]);
        ushort machine = BinaryPrimitives.ReadUInt16LittleEndian(data[18..]);
        if (type != RelocatableType || machine != BpfMachine)
        {
            throw new ElfFormatException(
                $"read object: ELF type {type} for machine {machine} is not a relocatable BPF object", 16);
        }

        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(data[40..]);
        ushort entrySize = BinaryPrimitives.ReadUInt16LittleEndian(data[58..]);
        ushort count = BinaryPrimitives.ReadUInt16LittleEndian(data[60..]);
        ushort namesIndex = BinaryPrimitives.ReadUInt16LittleEndian(data[62..]);
        if (entrySize != SectionHeaderSize || count == 0 || namesIndex >= count
            || offset > (ulong)data.Length || (ulong)count * SectionHeaderSize > (ulong)data.Length - offset)
        {
            throw new ElfFormatException("read object: the section headers are missing or cut off", 40);
        }

        return ((long)offset, count, namesIndex);
    }
}
