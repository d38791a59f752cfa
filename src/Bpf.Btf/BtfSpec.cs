namespace Bpf.Btf;

/// <summary>A set of BTF types with ids. Immutable, and safe to use from several threads.</summary>
/// <remarks>
/// A spec keeps the encoded form and an index of its records. A type becomes an object when it is first asked for, so
/// that the kernel's BTF (about 126,000 types) costs one pass over its records.
/// </remarks>
public sealed partial class BtfSpec
{
    private readonly ReadOnlyMemory<byte> _data;
    private readonly BtfHeader _header;
    private readonly int[] _offsets;
    private readonly BtfType?[] _types;
    private readonly IReadOnlyDictionary<BtfType, int> _aliases;
    private readonly NameIndex _names;

    private BtfSpec(
        ReadOnlyMemory<byte> data, BtfSpec? baseSpec, BtfType?[]? types, IReadOnlyDictionary<BtfType, int>? aliases)
    {
        _data = data;
        _header = BtfHeader.Read(data.Span, isSplit: baseSpec is not null);
        Base = baseSpec;
        FirstId = baseSpec?.Count ?? 1;
        _offsets = RecordIndex.Build(data.Span, _header, FirstId);
        _types = types ?? new BtfType?[_offsets.Length];
        _aliases = aliases ?? new Dictionary<BtfType, int>();
        _names = new NameIndex(this);
    }

    /// <summary>A spec without types, but <see cref="BtfVoid"/>.</summary>
    public static BtfSpec Empty { get; } = new BtfBuilder().Build();

    /// <summary>The spec whose types come before those of a split spec (of a kernel module).</summary>
    public BtfSpec? Base { get; }

    /// <summary>Types, <see cref="BtfVoid"/> and those of the base included: one more than the highest id.</summary>
    public int Count => FirstId + _offsets.Length;

    /// <summary>The first id that is not of the base: 1 if there is none.</summary>
    public int FirstId { get; }

    /// <summary>The types in order of their ids, without <see cref="BtfVoid"/> and those of the base.</summary>
    public IEnumerable<BtfType> Types
    {
        get
        {
            for (int id = FirstId; id < Count; id++)
            {
                yield return TypeById(id);
            }
        }
    }

    /// <summary>The encoded form, as given to <c>BPF_BTF_LOAD</c> and as in <c>.BTF</c> sections.</summary>
    public ReadOnlyMemory<byte> Data => _data;

    /// <summary>Reads and checks BTF from any source. The bytes are copied.</summary>
    /// <param name="baseSpec">The spec that a split one builds on.</param>
    /// <exception cref="BtfFormatException">The bytes are not valid BTF.</exception>
    public static BtfSpec Read(ReadOnlySpan<byte> data, BtfSpec? baseSpec = null)
    {
        var spec = new BtfSpec(data.ToArray(), baseSpec, null, null);
        BtfChecker.Check(spec);
        return spec;
    }

    /// <summary>
    /// Opens BTF from a source that is known to be sound, such as the kernel: only the record index is built.
    /// </summary>
    /// <param name="data">The bytes. They are not copied and must not change.</param>
    /// <param name="baseSpec">The spec that a split one builds on.</param>
    /// <exception cref="BtfFormatException">
    /// Header or records are damaged. Other damage shows when a type is used.
    /// </exception>
    public static BtfSpec Open(ReadOnlyMemory<byte> data, BtfSpec? baseSpec = null) => new(data, baseSpec, null, null);

    /// <summary>The type with an id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No type has this id.</exception>
    /// <exception cref="BtfFormatException">The spec was opened unchecked and the record is damaged.</exception>
    public BtfType TypeById(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, Count);
        if (id < FirstId)
        {
            return Base is null ? BtfVoid.Instance : Base.TypeById(id);
        }

        ref BtfType? slot = ref _types[id - FirstId];
        if (slot is { } known)
        {
            return known;
        }

        BtfType type = BtfDecoder.Decode(this, _data.Span, _offsets[id - FirstId]).OwnedBy(this, id);
        return Interlocked.CompareExchange(ref slot, type, null) ?? type;
    }

    /// <summary>The id of a type that this spec holds, or that was given to the builder that made it.</summary>
    public bool TryGetId(BtfType type, out int id)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type is BtfVoid)
        {
            id = 0;
            return true;
        }

        if (ReferenceEquals(type.Owner, this))
        {
            id = type.OwnerId;
            return true;
        }

        return _aliases.TryGetValue(type, out id) || (Base is not null && Base.TryGetId(type, out id));
    }

    /// <summary>The id of a type.</summary>
    /// <exception cref="ArgumentException">The type is not of this spec.</exception>
    public int IdOf(BtfType type) => TryGetId(type, out int id)
        ? id
        : throw new ArgumentException($"id of {type}: the type is not of this spec", nameof(type));

    /// <summary>The spec that a builder describes: its types, with the ids it gave them.</summary>
    internal static BtfSpec FromBuilder(byte[] data, BtfType[] types, IReadOnlyDictionary<BtfType, int> ids) =>
        new(data, null, types, ids);

    /// <summary>As <see cref="TypeById"/>, for an id found in a record.</summary>
    internal BtfType ResolveReference(int id) => TypeById(id);

    /// <summary>Where the records of this spec alone begin in <see cref="Data"/>.</summary>
    internal ReadOnlySpan<int> RecordOffsets => _offsets;

    internal int RecordOffset(int id) => _offsets[id - FirstId];

    /// <summary>The kind of the type with an id, without making an object of it: for scans over all types.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No type has this id.</exception>
    public BtfKind KindOf(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, Count);
        if (id < FirstId)
        {
            return Base?.KindOf(id) ?? BtfKind.Void;
        }

        return BtfRecord.Read(_data.Span[RecordOffset(id)..]).Kind;
    }

    /// <summary>Bytes of the strings, those of the base included.</summary>
    internal int StringsLength => _header.StringLength + (Base?.StringsLength ?? 0);

    /// <summary>The strings of this spec alone; the first has the offset <c>StringsStart</c>.</summary>
    internal ReadOnlySpan<byte> Strings => _data.Span.Slice(_header.StringStart, _header.StringLength);

    internal int StringsStart => Base?.StringsLength ?? 0;

    /// <summary>The string at an offset that a record names.</summary>
    internal bool TryStringAt(uint offset, out ReadOnlySpan<byte> value)
    {
        value = [];
        if (offset >= (uint)StringsLength)
        {
            return false;
        }

        if (offset < (uint)StringsStart)
        {
            return Base!.TryStringAt(offset, out value);
        }

        // The last string ends with NUL: the header was checked for it.
        ReadOnlySpan<byte> rest = Strings[((int)offset - StringsStart)..];
        value = rest[..rest.IndexOf((byte)0)];
        return true;
    }
}
