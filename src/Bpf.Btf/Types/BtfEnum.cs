using System.Collections.Immutable;

namespace Bpf.Btf;

/// <summary>A named value of an enumeration.</summary>
/// <param name="Value">The value; of an unsigned 64-bit enumeration, the same bits.</param>
public readonly record struct BtfEnumValue(string Name, long Value);

/// <summary>An enumeration. <c>BTF_KIND_ENUM</c>, or <c>BTF_KIND_ENUM64</c> (since Linux 6.0).</summary>
public sealed class BtfEnum : BtfType
{
    /// <summary>An enumeration stored in <paramref name="byteSize"/> bytes.</summary>
    /// <param name="byteSize">1, 2, 4 or 8.</param>
    /// <param name="is64">Values are written with 64 bits.</param>
    /// <exception cref="ArgumentException">A value does not fit.</exception>
    public BtfEnum(
        string name, int byteSize, bool isSigned, ImmutableArray<BtfEnumValue> values, bool is64 = false)
        : base(name)
    {
        if (byteSize is not (1 or 2 or 4 or 8))
        {
            throw new ArgumentOutOfRangeException(nameof(byteSize), byteSize, "an enumeration has 1, 2, 4 or 8 bytes");
        }

        if (values.IsDefault || values.Length > BtfLimits.MaxElements)
        {
            throw new ArgumentException($"an enumeration has at most {BtfLimits.MaxElements} values", nameof(values));
        }

        (long min, long max) = isSigned ? (int.MinValue, int.MaxValue) : (0L, uint.MaxValue);
        foreach (BtfEnumValue value in values)
        {
            if (!is64 && (value.Value < min || value.Value > max))
            {
                throw new ArgumentException(
                    $"'{value.Name}' = {value.Value} needs 64 bits: set is64", nameof(values));
            }
        }

        Size = byteSize;
        IsSigned = isSigned;
        Values = values;
        Is64 = is64;
    }

    /// <inheritdoc/>
    public override BtfKind Kind => Is64 ? BtfKind.Enum64 : BtfKind.Enum;

    /// <inheritdoc/>
    public override long? ByteSize => Size;

    /// <summary>Bytes of storage.</summary>
    public int Size { get; }

    /// <summary>Whether the values are signed.</summary>
    public bool IsSigned { get; }

    /// <summary>Whether the record has 64-bit values.</summary>
    public bool Is64 { get; }

    /// <summary>The values in the order of declaration.</summary>
    public ImmutableArray<BtfEnumValue> Values { get; }

    private protected override bool ShapeEquals(BtfType other) =>
        other is BtfEnum that && Size == that.Size && IsSigned == that.IsSigned
        && Values.AsSpan().SequenceEqual(that.Values.AsSpan());
}
