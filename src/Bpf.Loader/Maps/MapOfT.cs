using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>A map seen with types. Reading and writing a value is one system call, about 1 µs.</summary>
/// <typeparam name="TKey">
/// Laid out as the kernel's key; padding must be zero, for the kernel compares all bytes.
/// </typeparam>
/// <typeparam name="TValue">Laid out as the kernel's value.</typeparam>
public sealed class Map<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    internal Map(Map map)
    {
        int keySize = Unsafe.SizeOf<TKey>();
        int valueSize = Unsafe.SizeOf<TValue>();
        if (keySize != map.KeySize || valueSize != map.Shape.ValueBufferSize)
        {
            throw new ArgumentException(
                $"{map} has keys of {map.KeySize} and values of {map.Shape.ValueBufferSize} bytes;"
                + $" {typeof(TKey).Name} has {keySize} and {typeof(TValue).Name} {valueSize}.");
        }

        Untyped = map;
    }

    /// <summary>The map itself.</summary>
    public Map Untyped { get; }

    /// <summary>The value of a key.</summary>
    /// <exception cref="KeyNotFoundException">On reading: the key is absent.</exception>
    /// <exception cref="BpfException">On writing: the map is full or frozen.</exception>
    public TValue this[TKey key]
    {
        get => TryGetValue(key, out TValue value)
            ? value
            : throw new KeyNotFoundException($"{Untyped} has no key {key}.");
        set => Untyped.Update(Bytes(ref key), Bytes(ref value));
    }

    /// <summary>Reads a value.</summary>
    /// <returns>Whether the key was present.</returns>
    /// <exception cref="BpfException">The kind of map cannot be read by key.</exception>
    public bool TryGetValue(TKey key, out TValue value)
    {
        value = default;
        return Untyped.TryLookup(Bytes(ref key), Bytes(ref value));
    }

    /// <summary>Whether a key is present.</summary>
    public bool ContainsKey(TKey key) => TryGetValue(key, out _);

    /// <summary>Writes a value only if the key is absent.</summary>
    /// <returns>Whether it was.</returns>
    /// <exception cref="BpfException">The map is full or frozen.</exception>
    public bool TryAdd(TKey key, TValue value) =>
        Untyped.TryUpdate(Bytes(ref key), Bytes(ref value), MapUpdateMode.OnlyNew);

    /// <summary>Writes a value only if the key is present.</summary>
    /// <returns>Whether it was.</returns>
    /// <exception cref="BpfException">The map is frozen.</exception>
    public bool TryReplace(TKey key, TValue value) =>
        Untyped.TryUpdate(Bytes(ref key), Bytes(ref value), MapUpdateMode.OnlyExisting);

    /// <summary>Removes an entry.</summary>
    /// <returns>Whether the key was present.</returns>
    /// <exception cref="BpfException">Entries of this kind of map cannot be removed.</exception>
    public bool Remove(TKey key) => Untyped.Delete(Bytes(ref key));

    /// <summary>Removes an entry and gives its value. Since Linux 5.14 for hash maps.</summary>
    /// <returns>Whether the key was present.</returns>
    /// <exception cref="BpfException">The kind of map cannot do it.</exception>
    public bool Remove(TKey key, out TValue value)
    {
        value = default;
        return Untyped.TryTake(Bytes(ref key), Bytes(ref value));
    }

    /// <summary>Writes many entries, in one system call where the kernel can (5.6).</summary>
    /// <exception cref="ArgumentException">There are not as many values as keys.</exception>
    /// <exception cref="BpfException">An entry could not be written. Those before it are.</exception>
    public void UpdateBatch(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values) =>
        Untyped.UpdateBatch(MemoryMarshal.AsBytes(keys), MemoryMarshal.AsBytes(values));

    /// <summary>Removes many entries, in one system call where the kernel can (5.6). Absent keys are skipped.</summary>
    /// <returns>How many were present.</returns>
    public int DeleteBatch(ReadOnlySpan<TKey> keys) => Untyped.DeleteBatch(MemoryMarshal.AsBytes(keys));

    /// <summary>All entries; see <see cref="Map.ReadEntries"/>.</summary>
    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator()
    {
        const int BatchSize = 4096;
        var reader = new MapEntryReader(Untyped, BatchSize);
        while (reader.ReadNext())
        {
            for (int i = 0; i < reader.Count; i++)
            {
                yield return new KeyValuePair<TKey, TValue>(
                    MemoryMarshal.Read<TKey>(reader.Key(i)), MemoryMarshal.Read<TValue>(reader.Value(i)));
            }
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Span<byte> Bytes<T>(ref T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new Span<T>(ref value));
}
