using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>The values of an array map as memory: no system call to read or write them. Since Linux 5.5.</summary>
/// <remarks>
/// Programs change the memory at any time: use <see cref="Interlocked"/> or <see cref="Volatile"/> where it matters.
/// Spans and
/// references must not be used after this is disposed.
/// </remarks>
public sealed class MemoryMappedMap : IDisposable
{
    private readonly Map _map;
    private readonly MappedMemory _memory;

    private MemoryMappedMap(Map map, MappedMemory memory)
    {
        _map = map;
        _memory = memory;
    }

    /// <summary>Entries of the map.</summary>
    public int Count => (int)_map.MaxEntries;

    /// <summary>Bytes from one value to the next: the size of a value, rounded up to 8.</summary>
    public int Stride => (_map.ValueSize + 7) & ~7;

    /// <summary>All values, <see cref="Stride"/> bytes apart.</summary>
    public Span<byte> Bytes => _memory.GetSpan()[..(Count * Stride)];

    /// <summary>The value of an index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry.</exception>
    public Span<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return _memory.GetSpan().Slice(index * Stride, _map.ValueSize);
        }
    }

    /// <summary>The value of an index, in place.</summary>
    /// <typeparam name="T">Laid out as the kernel's value.</typeparam>
    /// <exception cref="ArgumentException">The type has another size than values.</exception>
    public ref T Value<T>(int index)
        where T : unmanaged
    {
        Span<byte> bytes = this[index];
        return ref Unsafe.SizeOf<T>() == bytes.Length
            ? ref MemoryMarshal.AsRef<T>(bytes)
            : ref ThrowSize<T>(bytes.Length);
    }

    /// <summary>Unmaps the memory.</summary>
    public void Dispose() => _memory.Dispose();

    internal static MemoryMappedMap Create(Map map, bool isWritable)
    {
        if (map.Type != MapType.Array || !map.Shape.Flags.HasFlag(MapFlags.MemoryMappable))
        {
            throw new InvalidOperationException($"{map} cannot be mapped: only arrays made with BPF_F_MMAPABLE can.");
        }

        long stride = ((long)map.ValueSize + 7) & ~7L;
        return new MemoryMappedMap(map, MappedMemory.Map(map.Handle, stride * map.MaxEntries, isWritable));
    }

    private static ref T ThrowSize<T>(int length) =>
        throw new ArgumentException($"A value has {length} bytes; {typeof(T).Name} has {Unsafe.SizeOf<T>()}.");
}
