using Bpf.Syscalls;

namespace Bpf.Loader;

public sealed partial class Map
{
    /// <summary>A view of a queue or stack. It does not own the map.</summary>
    /// <exception cref="ArgumentException">The map is neither, or its values have another size.</exception>
    public QueueMap<T> AsQueue<T>()
        where T : unmanaged => new(this);

    /// <summary>A view of a Bloom filter. It does not own the map.</summary>
    /// <exception cref="ArgumentException">The map is none, or its values have another size.</exception>
    public BloomFilterMap<T> AsBloomFilter<T>()
        where T : unmanaged => new(this);

    /// <summary>A view of a map of maps. It does not own the map.</summary>
    /// <exception cref="ArgumentException">The map is none, or its keys have another size.</exception>
    public MapOfMaps<TKey> AsMapOfMaps<TKey>()
        where TKey : unmanaged => new(this);

    /// <summary>A view of the programs that a program may continue with. It does not own the map.</summary>
    /// <exception cref="ArgumentException">The map is no program array.</exception>
    public ProgramArray AsProgramArray() => new(this);

    internal void RequireKind(int keySize, int valueSize, params ReadOnlySpan<MapType> types)
    {
        if (!types.Contains(Type) || KeySize != keySize || ValueSize != valueSize)
        {
            throw new ArgumentException(
                $"{this} has keys of {KeySize} and values of {ValueSize} bytes;"
                + $" wanted is {string.Join(" or ", types.ToArray())}"
                + $" with {keySize} and {valueSize}.");
        }
    }
}
