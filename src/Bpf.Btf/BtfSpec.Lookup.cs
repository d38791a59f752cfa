using System.Diagnostics.CodeAnalysis;

namespace Bpf.Btf;

public sealed partial class BtfSpec
{
    /// <summary>Ids of all types with a name, ascending; those of the base come first.</summary>
    /// <remarks>The first few lookups scan; then the names are hashed once. Tags are not found by name.</remarks>
    public IReadOnlyList<int> IdsByName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        IReadOnlyList<int> own = _names.Find(name);
        return Base is null ? own : [.. Base.IdsByName(name), .. own];
    }

    /// <summary>The first type of kind <typeparamref name="T"/> with a name.</summary>
    public bool TryFind<T>(string name, [NotNullWhen(true)] out T? type)
        where T : BtfType
    {
        foreach (int id in IdsByName(name))
        {
            if (TypeById(id) is T found)
            {
                type = found;
                return true;
            }
        }

        type = null;
        return false;
    }

    /// <summary>The first type of <paramref name="kind"/> with a name.</summary>
    public bool TryFindId(string name, BtfKind kind, out int id)
    {
        foreach (int candidate in IdsByName(name))
        {
            if (KindOf(candidate) == kind)
            {
                id = candidate;
                return true;
            }
        }

        id = 0;
        return false;
    }

    /// <summary>The function with a name, such as a kfunc.</summary>
    public bool TryFindFunction(string name, [NotNullWhen(true)] out BtfFunction? function) =>
        TryFind(name, out function);

    /// <summary>The structure (not union) with a name.</summary>
    public bool TryFindStruct(string name, [NotNullWhen(true)] out BtfStruct? type)
    {
        type = TryFindId(name, BtfKind.Struct, out int id) ? (BtfStruct)TypeById(id) : null;
        return type is not null;
    }
}
