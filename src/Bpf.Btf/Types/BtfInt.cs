namespace Bpf.Btf;

/// <summary>How the bits of an integer are meant. <c>BTF_INT_*</c> of <c>linux/btf.h</c>; none: unsigned.</summary>
[Flags]
public enum BtfIntEncoding
{
    /// <summary>Unsigned.</summary>
    None = 0,

    /// <summary>Two's complement. <c>BTF_INT_SIGNED</c>.</summary>
    Signed = 1,

    /// <summary>A character, for printing. <c>BTF_INT_CHAR</c>.</summary>
    Char = 2,

    /// <summary>A truth value. <c>BTF_INT_BOOL</c>.</summary>
    Bool = 4,
}

/// <summary>An integer type. <c>BTF_KIND_INT</c>.</summary>
public sealed class BtfInt : BtfType
{
    /// <summary>An integer of <paramref name="byteSize"/> bytes.</summary>
    /// <param name="byteSize">1, 2, 4, 8 or 16.</param>
    /// <param name="bits">Bits used; 0 means all.</param>
    /// <param name="bitOffset">Bits before the value. Only old compilers write anything but 0.</param>
    /// <exception cref="ArgumentException">The sizes do not fit each other.</exception>
    public BtfInt(string name, int byteSize, BtfIntEncoding encoding, int bits = 0, int bitOffset = 0)
        : base(name)
    {
        if (byteSize is not (1 or 2 or 4 or 8 or 16))
        {
            throw new ArgumentOutOfRangeException(nameof(byteSize), byteSize, "an integer has 1, 2, 4, 8 or 16 bytes");
        }

        Bits = bits == 0 ? byteSize * 8 : bits;
        if (Bits < 0 || bitOffset is < 0 or > byte.MaxValue || Bits + bitOffset > byteSize * 8)
        {
            throw new ArgumentException($"{bits} bits at bit {bitOffset} do not fit in {byteSize} bytes", nameof(bits));
        }

        Size = byteSize;
        Encoding = encoding;
        BitOffset = bitOffset;
    }

    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Int;

    /// <inheritdoc/>
    public override long? ByteSize => Size;

    /// <summary>Bytes of storage.</summary>
    public int Size { get; }

    /// <summary>How the bits are meant.</summary>
    public BtfIntEncoding Encoding { get; }

    /// <summary>Bits used, from 1.</summary>
    public int Bits { get; }

    /// <summary>Bits before the value in its storage, from 0.</summary>
    public int BitOffset { get; }

    /// <summary>Whether the value is in two's complement.</summary>
    public bool IsSigned => (Encoding & BtfIntEncoding.Signed) != 0;

    private protected override bool ShapeEquals(BtfType other) =>
        other is BtfInt that && Size == that.Size && Encoding == that.Encoding && Bits == that.Bits
        && BitOffset == that.BitOffset;
}

/// <summary>A floating point type. <c>BTF_KIND_FLOAT</c>. Since Linux 5.13.</summary>
public sealed class BtfFloat : BtfType
{
    /// <summary>A floating point number of <paramref name="byteSize"/> bytes: 2, 4, 8, 12 or 16.</summary>
    public BtfFloat(string name, int byteSize)
        : base(name)
    {
        if (byteSize is not (2 or 4 or 8 or 12 or 16))
        {
            throw new ArgumentOutOfRangeException(nameof(byteSize), byteSize, "a float has 2, 4, 8, 12 or 16 bytes");
        }

        Size = byteSize;
    }

    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Float;

    /// <inheritdoc/>
    public override long? ByteSize => Size;

    /// <summary>Bytes of storage.</summary>
    public int Size { get; }

    private protected override bool ShapeEquals(BtfType other) => other is BtfFloat that && Size == that.Size;
}
