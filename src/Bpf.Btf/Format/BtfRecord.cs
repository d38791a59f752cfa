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

    /// <summary>Bytes that follow the fixed part, or −1 for an unknown kind.</summary>
    public static int TailSize(uint info)
    {
        int count = (int)(info & 0xFFFF);
        return (BtfKind)((info >> 24) & 0x1F) switch
        {
            BtfKind.Pointer or BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict
                or BtfKind.Function or BtfKind.Forward or BtfKind.Float or BtfKind.TypeTag => 0,
            BtfKind.Struct or BtfKind.Union or BtfKind.DataSection or BtfKind.Enum64 => count * 12,
            BtfKind.FunctionPrototype or BtfKind.Enum => count * 8,
            BtfKind.Int or BtfKind.Variable or BtfKind.DeclarationTag => 4,
            BtfKind.Array => 12,
            _ => -1,
        };
    }
}
