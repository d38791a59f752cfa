namespace Bpf.Btf;

/// <summary>Collects types, gives them ids and makes a <see cref="BtfSpec"/>. Equivalent types get one id.</summary>
/// <remarks>
/// <para>
/// A type is added with all it refers to. Structures, unions and prototypes take their id before what they refer to,
/// all others after, so recursion through structures is no trouble. Ids depend only on the order of the calls. After an
/// exception the builder is of no use.
/// </para>
/// <para>
/// Equivalence: a structure, union or prototype is compared as a graph with those of the same shape; every other type
/// is equal to another if the records are, ids of the types referred to included. Variables and sections stay apart.
/// </para>
/// </remarks>
public sealed class BtfBuilder
{
    private readonly Dictionary<BtfType, int> _ids = new(ReferenceEqualityComparer.Instance);
    private readonly List<BtfType> _types = [];
    private readonly Dictionary<(BtfKind Kind, string Name, long Size, int Count), List<BtfType>> _aggregates = [];
    private readonly Dictionary<RecordKey, int> _records = [];
    private readonly HashSet<BtfType> _open = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<(BtfType Type, int Next)> _path = new();
    private readonly Queue<BtfType> _incomplete = new();
    private readonly StringTable _strings = new();

    /// <summary>A builder without types.</summary>
    public BtfBuilder()
    {
    }

    /// <summary>A builder that begins with all types of <paramref name="spec"/>, which keep their ids.</summary>
    /// <exception cref="ArgumentException"><paramref name="spec"/> is split.</exception>
    public BtfBuilder(BtfSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Base is not null)
        {
            throw new ArgumentException("extend BTF: a split spec depends on its base", nameof(spec));
        }

        foreach (BtfType type in spec.Types)
        {
            Append(type);
        }

        foreach (BtfType type in _types)
        {
            if (IsAggregate(type))
            {
                BucketOf(type).Add(type);
            }
            else if (!IsDistinct(type))
            {
                _records.TryAdd(KeyOf(type), _ids[type]);
            }
        }
    }

    /// <summary>Types added, <see cref="BtfVoid"/> included: the next id.</summary>
    public int Count => _types.Count + 1;

    /// <summary>Adds a type and everything it refers to.</summary>
    /// <returns>Its id: that of an equivalent type if there is one.</returns>
    /// <exception cref="InvalidOperationException">
    /// The type refers to itself without a structure or prototype between.
    /// </exception>
    public int Add(BtfType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        AddChain(type);
        while (_incomplete.TryDequeue(out BtfType? aggregate))
        {
            for (int i = 0; i < aggregate.ReferenceCount; i++)
            {
                AddChain(aggregate.ReferenceAt(i));
            }
        }

        return IdOf(type);
    }

    /// <summary>The id of a type that was added, by itself or because another refers to it.</summary>
    public bool TryGetId(BtfType type, out int id)
    {
        ArgumentNullException.ThrowIfNull(type);
        id = 0;
        return type is BtfVoid || _ids.TryGetValue(type, out id);
    }

    /// <summary>Adds a string that records outside of the types refer to, such as line info.</summary>
    /// <returns>Its offset among the strings.</returns>
    /// <exception cref="ArgumentException">The string contains NUL.</exception>
    public uint AddString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return _strings.Add(value);
    }

    /// <summary>The spec of everything added so far. Types given to <see cref="Add"/> have ids in it.</summary>
    /// <exception cref="InvalidOperationException">There are more types than BTF can hold.</exception>
    public BtfSpec Build()
    {
        if (_types.Count > BtfLimits.MaxTypeId)
        {
            throw new InvalidOperationException($"build BTF: {_types.Count} types are too many");
        }

        var ids = new Dictionary<BtfType, int>(_ids, ReferenceEqualityComparer.Instance);
        return BtfSpec.FromBuilder(Encode(), [.. _types], ids);
    }

    /// <summary>The encoded form of everything added so far.</summary>
    public byte[] Encode()
    {
        var records = new ByteWriter();
        var encoder = new BtfEncoder(records, _strings, IdOf);
        foreach (BtfType type in _types)
        {
            encoder.Write(type);
        }

        return BtfEncoder.Assemble(records.Bytes, _strings.Bytes);
    }

    private static bool IsAggregate(BtfType type) => type is BtfStruct or BtfFunctionPrototype;

    /// <summary>Two static variables may look alike and still be two.</summary>
    private static bool IsDistinct(BtfType type) => type is BtfVariable or BtfDataSection;

    private int IdOf(BtfType type) => type is BtfVoid ? 0 : _ids[type];

    private int Append(BtfType type)
    {
        _types.Add(type);
        _ids.Add(type, _types.Count);
        return _types.Count;
    }

    /// <summary>
    /// Adds a type and what it refers to, up to structures and prototypes: their parts wait in a queue.
    /// </summary>
    private void AddChain(BtfType first)
    {
        Enter(first);
        while (_path.TryPop(out (BtfType Type, int Next) top))
        {
            if (top.Next < top.Type.ReferenceCount)
            {
                _path.Push((top.Type, top.Next + 1));
                Enter(top.Type.ReferenceAt(top.Next));
            }
            else
            {
                Leave(top.Type);
            }
        }
    }

    private void Enter(BtfType type)
    {
        if (type is BtfVoid || _ids.ContainsKey(type))
        {
            return;
        }

        if (IsAggregate(type))
        {
            EnterAggregate(type);
        }
        else if (_open.Add(type))
        {
            _path.Push((type, 0));
        }
        else
        {
            throw new InvalidOperationException(
                $"add {type} to BTF: it refers to itself without a structure or prototype between");
        }
    }

    private void EnterAggregate(BtfType type)
    {
        List<BtfType> alike = BucketOf(type);
        if (alike.Find(known => known.IsEquivalentTo(type)) is { } same)
        {
            _ids.Add(type, _ids[same]);
        }
        else
        {
            alike.Add(type);
            Append(type);
            _incomplete.Enqueue(type);
        }
    }

    private void Leave(BtfType type)
    {
        _open.Remove(type);
        if (IsDistinct(type))
        {
            Append(type);
            return;
        }

        RecordKey key = KeyOf(type);
        if (_records.TryGetValue(key, out int known))
        {
            _ids.Add(type, known);
        }
        else
        {
            _records.Add(key, Append(type));
        }
    }

    private List<BtfType> BucketOf(BtfType type)
    {
        var key = (type.Kind, type.Name, type.ByteSize ?? 0, type.ReferenceCount);
        if (!_aggregates.TryGetValue(key, out List<BtfType>? bucket))
        {
            _aggregates.Add(key, bucket = []);
        }

        return bucket;
    }

    private RecordKey KeyOf(BtfType type)
    {
        var record = new ByteWriter();
        new BtfEncoder(record, _strings, IdOf).Write(type);
        return new RecordKey(record.Bytes.ToArray());
    }

    /// <summary>The bytes of a record, compared by content.</summary>
    private readonly struct RecordKey(byte[] bytes) : IEquatable<RecordKey>
    {
        private readonly byte[] _bytes = bytes;

        public bool Equals(RecordKey other) => _bytes.AsSpan().SequenceEqual(other._bytes);

        public override bool Equals(object? obj) => obj is RecordKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.AddBytes(_bytes);
            return hash.ToHashCode();
        }
    }
}
