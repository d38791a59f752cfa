using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Bpf.Loader;

/// <summary>A spec that is found by its name.</summary>
public interface INamedSpec
{
    /// <summary>The name, unique among specs of one kind in a collection.</summary>
    string Name { get; }
}

/// <summary>Immutable specs in the order of their declaration, found by name.</summary>
[CollectionBuilder(typeof(SpecSet), nameof(SpecSet.Create))]
public sealed class SpecSet<T> : IReadOnlyList<T>
    where T : class, INamedSpec
{
    private readonly ImmutableArray<T> _items;
    private readonly FrozenDictionary<string, T> _byName;

    internal SpecSet(ImmutableArray<T> items)
    {
        _items = items;
        var byName = new Dictionary<string, T>(items.Length, StringComparer.Ordinal);
        foreach (T item in items)
        {
            if (!byName.TryAdd(item.Name, item))
            {
                throw new ArgumentException($"two {typeof(T).Name}s are named '{item.Name}'", nameof(items));
            }
        }

        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Specs in the set.</summary>
    public int Count => _items.Length;

    /// <summary>The spec at a position, from 0.</summary>
    public T this[int index] => _items[index];

    /// <summary>The spec with a name.</summary>
    /// <exception cref="KeyNotFoundException">No spec has this name.</exception>
    public T this[string name] => TryGet(name, out T? item)
        ? item
        : throw new KeyNotFoundException($"no {typeof(T).Name} is named '{name}'");

    /// <summary>The spec with a name, if there is one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out T? item) => _byName.TryGetValue(name, out item);

    /// <summary>Whether a spec has this name.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Makes sets of specs; collection expressions use it.</summary>
public static class SpecSet
{
    /// <summary>A set of specs in this order.</summary>
    /// <exception cref="ArgumentException">Two specs have one name.</exception>
    public static SpecSet<T> Create<T>(ReadOnlySpan<T> items)
        where T : class, INamedSpec => new([.. items]);
}
