using System.Collections.Immutable;

namespace Bpf.Btf;

/// <summary>The content of <c>.BTF.ext</c>: functions, source lines and CO-RE relocations by code section.</summary>
/// <remarks>
/// <c>Documentation/bpf/btf.rst</c>, section 4.2. Its strings are those of <c>.BTF</c>: reading takes the spec, writing
/// the builder that makes it.
/// </remarks>
public sealed record BtfExtInfo
{
    /// <summary>The sections in order.</summary>
    public ImmutableArray<BtfExtSection> Sections { get; init; } = [];

    /// <summary>Reads a <c>.BTF.ext</c> section.</summary>
    /// <param name="btf">The spec of the <c>.BTF</c> section beside it.</param>
    /// <exception cref="BtfFormatException">
    /// The bytes are damaged, or a record refers to what is not in the spec.
    /// </exception>
    public static BtfExtInfo Read(ReadOnlySpan<byte> data, BtfSpec btf)
    {
        ArgumentNullException.ThrowIfNull(btf);
        return BtfExtReader.Read(data, btf);
    }

    /// <summary>Encodes the section.</summary>
    /// <param name="btf">Receives the strings; its <see cref="BtfBuilder.Encode"/> has to come after this.</param>
    public byte[] Encode(BtfBuilder btf)
    {
        ArgumentNullException.ThrowIfNull(btf);
        return BtfExtWriter.Write(this, btf);
    }
}
