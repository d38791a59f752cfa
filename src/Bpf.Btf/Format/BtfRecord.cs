using System.Buffers.Binary;

namespace Bpf.Btf;

/// <summary>The fixed part of a type record. <c>struct btf_type</c> of <c>linux/btf.h</c>.</summary>
/// <param name="SizeOrType">Bytes of a value, or the id of the type referred to, by kind.</param>
internal readonly record struct BtfRecord(uint NameOffset, uint Info, uint SizeOrType)
{
    public const int Size = 12;

    private const uint KindFlagBit = 1u << 31;

    public BtfRecord(uint nameOffset, BtfKind kind, int count, bool kindFlag, uint sizeOrType)
        : this(nameOffset, (uint)count | ((uint)kind << 24) | (kindFlag ? KindFlagBit : 0), sizeOrType)
    {
    }

    public BtfKind Kind => (BtfKind)((Info >> 24) & 0x1F);

    /// <summary>Elements that follow; the linkage of a function.</summary>
    public int Count => (int)(Info & 0xFFFF);

    public bool KindFlag => (Info & KindFlagBit) != 0;

    public static BtfRecord Read(ReadOnlySpan<byte> data) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(data),
        BinaryPrimitives.ReadUInt32LittleEndian(data[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(data[8..]));

    /// <summary>Bytes of a whole record by its second word, or 0 if the kind is unknown.</summary>
    /// <remarks>
    /// Tables, because the kinds of neighbours are random and a branch on them would be mispredicted.
    /// </remarks>
    public static int SizeOf(uint info)
    {
        int kind = (int)((info >> 24) & 0x1F);
        return FixedSizes[kind] + ((int)(info & 0xFFFF) * ElementSizes[kind]);
    }

    /// <summary>Bytes of a record without elements, by kind.</summary>
    private static ReadOnlySpan<byte> FixedSizes =>
    [
        0, 16, 12, 24, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 16, 12,
        12, 16, 12, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>Bytes of an element, by kind: member, value, parameter or section variable.</summary>
    private static ReadOnlySpan<byte> ElementSizes =>
    [
        0, 0, 0, 0, 12, 12, 8, 0, 0, 0, 0, 0, 0, 8, 0, 12,
        0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];
}
