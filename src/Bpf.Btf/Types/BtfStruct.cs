using System.Collections.Immutable;

namespace Bpf.Btf;

/// <summary>A member of a structure or union.</summary>
public sealed class BtfMember
{
    private TypeReference _type;

    /// <summary>A member at <paramref name="bitOffset"/> bits from the start.</summary>
    /// <param name="name">Empty for an anonymous structure or union.</param>
    /// <param name="bitOffset">Bits from the start of the structure.</param>
    /// <param name="bitFieldSize">Bits of a bit-field, at most 255; 0 for an ordinary member.</param>
    public BtfMember(string name, BtfType type, uint bitOffset, int bitFieldSize = 0)
        : this(name, new TypeReference(type), bitOffset, bitFieldSize)
    {
    }

    internal BtfMember(string name, TypeReference type, uint bitOffset, int bitFieldSize)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (bitFieldSize is < 0 or > byte.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(bitFieldSize), bitFieldSize, "a bit-field has 1 to 255 bits");
        }

        Name = name;
        BitOffset = bitOffset;
        BitFieldSize = bitFieldSize;
        _type = type;
    }

    /// <summary>The name; empty for an anonymous structure or union.</summary>
    public string Name { get; }

    /// <summary>The type; for a bit-field that of its declaration.</summary>
    public BtfType Type => _type.Type;

    /// <summary>Bits from the start of the structure.</summary>
    public uint BitOffset { get; }

    /// <summary>Whole bytes from the start of the structure.</summary>
    public int ByteOffset => (int)(BitOffset / 8);

    /// <summary>Bits of a bit-field; 0 for an ordinary member.</summary>
    public int BitFieldSize { get; }

    /// <summary>Whether the member is a bit-field.</summary>
    public bool IsBitField => BitFieldSize != 0;

    internal bool HasShapeOf(BtfMember other) =>
        string.Equals(Name, other.Name, StringComparison.Ordinal) && BitOffset == other.BitOffset
        && BitFieldSize == other.BitFieldSize;
}

/// <summary>A structure or union. <c>BTF_KIND_STRUCT</c>, <c>BTF_KIND_UNION</c>.</summary>
public sealed class BtfStruct : BtfType
{
    /// <summary>Offsets of a type with bit-fields share 32 bits with their size: 24 bits remain.</summary>
    private const uint MaxBitFieldOffset = 0xFFFFFF;

    /// <summary>A structure or union of known members.</summary>
    /// <param name="name">Empty for an anonymous type.</param>
    /// <param name="size">Bytes of a value.</param>
    public BtfStruct(string name, uint size, ImmutableArray<BtfMember> members, bool isUnion = false)
        : this(name, size, _ => members, isUnion)
    {
    }

    /// <summary>A structure or union that refers to itself: <paramref name="members"/> is given the new type.</summary>
    /// <remarks>Types that refer to each other nest: the members of one create the other.</remarks>
    public BtfStruct(string name, uint size, Func<BtfStruct, ImmutableArray<BtfMember>> members, bool isUnion = false)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(members);
        Size = size;
        IsUnion = isUnion;
        Members = members(this);
        if (Members.IsDefault || Members.Length > BtfLimits.MaxElements)
        {
            throw new ArgumentException($"a type has at most {BtfLimits.MaxElements} members", nameof(members));
        }

        HasBitFields = Members.Any(member => member.IsBitField);
        if (HasBitFields && Members.FirstOrDefault(member => member.BitOffset > MaxBitFieldOffset) is { } far)
        {
            throw new ArgumentException(
                $"member '{far.Name}' is at bit {far.BitOffset}; beside bit-fields {MaxBitFieldOffset} is the last",
                nameof(members));
        }
    }

    /// <inheritdoc/>
    public override BtfKind Kind => IsUnion ? BtfKind.Union : BtfKind.Struct;

    /// <inheritdoc/>
    public override long? ByteSize => Size;

    /// <summary>Bytes of a value.</summary>
    public uint Size { get; }

    /// <summary>Whether the members share their storage.</summary>
    public bool IsUnion { get; }

    /// <summary>The members in the order of declaration.</summary>
    public ImmutableArray<BtfMember> Members { get; }

    /// <summary>Whether any member is a bit-field: the record then has <c>kind_flag</c> set.</summary>
    public bool HasBitFields { get; }

    internal override int ReferenceCount => Members.Length;

    internal override BtfType ReferenceAt(int index) => Members[index].Type;

    private protected override bool ShapeEquals(BtfType other)
    {
        if (other is not BtfStruct that || Size != that.Size)
        {
            return false;
        }

        for (int i = 0; i < Members.Length; i++)
        {
            if (!Members[i].HasShapeOf(that.Members[i]))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A structure or union that is declared and not defined. <c>BTF_KIND_FWD</c>.</summary>
public sealed class BtfForward : BtfType
{
    /// <summary>Declares <c>struct name</c> or <c>union name</c>.</summary>
    public BtfForward(string name, bool isUnion = false)
        : base(name) => IsUnion = isUnion;

    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Forward;

    /// <summary>Whether a union is declared.</summary>
    public bool IsUnion { get; }

    private protected override bool ShapeEquals(BtfType other) => other is BtfForward that && IsUnion == that.IsUnion;
}
