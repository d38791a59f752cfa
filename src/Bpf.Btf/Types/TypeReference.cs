namespace Bpf.Btf;

/// <summary>A type that another type refers to: known already, or still an id in a spec.</summary>
/// <remarks>
/// Resolving late keeps a lookup in the kernel's BTF from creating objects for everything reachable. Two threads may
/// resolve at once; both get the same object from the spec, so the race is harmless.
/// </remarks>
internal struct TypeReference
{
    private readonly int _id;
    private object _source;

    public TypeReference(BtfType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        _id = 0;
        _source = type;
    }

    public TypeReference(BtfSpec spec, int id)
    {
        _id = id;
        _source = spec;
    }

    public BtfType Type
    {
        get
        {
            if (_source is BtfType known)
            {
                return known;
            }

            BtfType type = ((BtfSpec)_source).ResolveReference(_id);
            _source = type;
            return type;
        }
    }
}
