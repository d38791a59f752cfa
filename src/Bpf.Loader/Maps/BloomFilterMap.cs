using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>
/// A set that forgets nothing and is sometimes wrong about what it never saw, seen with types. Since Linux 5.16.
/// </summary>
/// <typeparam name="T">Laid out as the kernel's value; padding must be zero: all bytes are hashed.</typeparam>
/// <remarks>
/// <see cref="MapSpec.MaxEntries"/> is the number of values it is made for, and <see cref="MapSpec.MapExtra"/> that of
/// hash functions: 5 when it is 0.
/// </remarks>
public sealed class BloomFilterMap<T>
    where T : unmanaged
{
    internal BloomFilterMap(Map map)
    {
        map.RequireKind(0, Unsafe.SizeOf<T>(), MapType.BloomFilter);
        Untyped = map;
    }

    /// <summary>The map itself.</summary>
    public Map Untyped { get; }

    /// <summary>Adds a value. It cannot be removed.</summary>
    /// <exception cref="BpfException">The map is frozen.</exception>
    public void Add(T value) => Untyped.Update([], MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    /// <summary>Whether a value may have been added.</summary>
    /// <returns><see langword="false"/> when it surely was not.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool MayContain(T value) => Untyped.TryLookup([], MemoryMarshal.AsBytes(new Span<T>(ref value)));
}
