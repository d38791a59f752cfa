namespace Bpf.Btf;

/// <summary>An array. <c>BTF_KIND_ARRAY</c>.</summary>
public sealed class BtfArray : BtfType
{
    private TypeReference _element;
    private TypeReference _index;

    /// <summary>An array of <paramref name="length"/> elements.</summary>
    /// <param name="index">An integer type; compilers write a 32-bit unsigned one.</param>
    public BtfArray(BtfType element, BtfType index, uint length)
        : this(new TypeReference(element), new TypeReference(index), length)
    {
    }

    internal BtfArray(TypeReference element, TypeReference index, uint length)
        : base(string.Empty)
    {
        _element = element;
        _index = index;
        Length = length;
    }

    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Array;

    /// <inheritdoc/>
    public override long? ByteSize
    {
        get
        {
            // Nested arrays are walked, not recursed into: their lengths multiply, saturating.
            UInt128 count = 1;
            BtfType type = this;
            for (int depth = 0; type is BtfArray array; depth++)
            {
                if (depth > BtfLimits.MaxDepth)
                {
                    throw new InvalidOperationException("size of an array: it contains itself");
                }

                count = UInt128.Min(count * array.Length, long.MaxValue);
                type = array.Element.Underlying;
            }

            return type.ByteSize is { } size ? (long)UInt128.Min(count * (ulong)size, long.MaxValue) : null;
        }
    }

    /// <summary>The type of the elements.</summary>
    public BtfType Element => _element.Type;

    /// <summary>The type of the index.</summary>
    public BtfType Index => _index.Type;

    /// <summary>Elements; 0 for a flexible array.</summary>
    public uint Length { get; }

    internal override int ReferenceCount => 2;

    internal override BtfType ReferenceAt(int index) => index == 0 ? Element : Index;

    private protected override bool ShapeEquals(BtfType other) => other is BtfArray that && Length == that.Length;
}
