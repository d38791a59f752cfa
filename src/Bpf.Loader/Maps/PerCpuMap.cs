using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>A map with a value for each CPU, seen with types.</summary>
/// <typeparam name="TKey">Laid out as the kernel's key; padding must be zero.</typeparam>
/// <typeparam name="TValue">Laid out as the value of one CPU.</typeparam>
public sealed class PerCpuMap<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue[]>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    private const int BatchSize = 512;

    internal PerCpuMap(Map map)
    {
        int keySize = Unsafe.SizeOf<TKey>();
        int valueSize = Unsafe.SizeOf<TValue>();
        if (!map.Shape.IsPerCpu || keySize != map.KeySize || valueSize != map.ValueSize)
        {
            throw new ArgumentException(
                $"{map} has keys of {map.KeySize} and values of {map.ValueSize} bytes,"
                + $" {(map.Shape.IsPerCpu ? "one" : "not one")} for each CPU;"
                + $" {typeof(TKey).Name} has {keySize} and {typeof(TValue).Name} {valueSize}.");
        }

        Untyped = map;
    }

    /// <summary>The map itself.</summary>
    public Map Untyped { get; }

    /// <summary>Reads the values of a key: one for each possible CPU, by its number.</summary>
    /// <returns>The values; <see langword="null"/> when the key is absent.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public TValue[]? Get(TKey key)
    {
        byte[] buffer = new byte[Untyped.Shape.ValueBufferSize];
        return Untyped.TryLookup(MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key)), buffer) ? Unpack(buffer) : null;
    }

    /// <summary>Writes the values of a key.</summary>
    /// <param name="values">One for each possible CPU, by its number.</param>
    /// <exception cref="ArgumentException">There are not as many values as possible CPUs.</exception>
    /// <exception cref="BpfException">The map is full.</exception>
    public void Set(TKey key, ReadOnlySpan<TValue> values)
    {
        if (values.Length != PossibleCpus.Count)
        {
            throw new ArgumentException(
                $"There are {PossibleCpus.Count} possible CPUs, not {values.Length}.", nameof(values));
        }

        byte[] buffer = new byte[Untyped.Shape.ValueBufferSize];
        for (int cpu = 0; cpu < values.Length; cpu++)
        {
            MemoryMarshal.Write(buffer.AsSpan(cpu * Untyped.Shape.PerCpuStride), values[cpu]);
        }

        Untyped.Update(MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key)), buffer);
    }

    /// <summary>Removes an entry.</summary>
    /// <returns>Whether the key was present.</returns>
    /// <exception cref="BpfException">Entries of this kind of map cannot be removed.</exception>
    public bool Remove(TKey key) => Untyped.Delete(MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key)));

    /// <summary>All entries; see <see cref="Map.ReadEntries"/>.</summary>
    public IEnumerator<KeyValuePair<TKey, TValue[]>> GetEnumerator()
    {
        var reader = new MapEntryReader(Untyped, BatchSize);
        while (reader.ReadNext())
        {
            for (int i = 0; i < reader.Count; i++)
            {
                yield return new KeyValuePair<TKey, TValue[]>(
                    MemoryMarshal.Read<TKey>(reader.Key(i)), Unpack(reader.Value(i)));
            }
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private TValue[] Unpack(ReadOnlySpan<byte> buffer)
    {
        var values = new TValue[PossibleCpus.Count];
        for (int cpu = 0; cpu < values.Length; cpu++)
        {
            values[cpu] = MemoryMarshal.Read<TValue>(buffer[(cpu * Untyped.Shape.PerCpuStride)..]);
        }

        return values;
    }
}
