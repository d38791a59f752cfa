using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>A map in managed memory. Results are the kernel's: 0 or a negative errno.</summary>
/// <remarks>
/// Methods here are user space's side: per-CPU values hold one value for each CPU, each rounded up to 8 bytes. Maps
/// outlive machines and may be used by several, one at a time.
/// </remarks>
public abstract class VmMap
{
    /// <summary>Flags of an update that the kernel knows.</summary>
    private protected const ulong LockFlag = 4;

    private protected VmMap(VmMapShape shape) => Shape = shape;

    /// <summary>Type, sizes and flags.</summary>
    public VmMapShape Shape { get; }

    /// <summary>Memory of the values, addressable by programs; null when the map has none.</summary>
    internal abstract VmBuffer? Memory { get; }

    /// <summary>Makes an empty map; array elements are zero.</summary>
    /// <exception cref="ArgumentException">
    /// The kernel would refuse the sizes or flags, or the type is not emulated.
    /// </exception>
    public static VmMap Create(VmMapShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        shape.Validate();
        return shape.Type switch
        {
            MapType.Hash or MapType.PerCpuHash or MapType.LruHash or MapType.LruPerCpuHash or MapType.DevMapHash =>
                new VmHashMap(shape),
            MapType.Array or MapType.PerCpuArray or MapType.DevMap or MapType.CpuMap or MapType.XskMap =>
                new VmArrayMap(shape),
            MapType.LpmTrie => new VmLpmTrieMap(shape),
            MapType.Queue or MapType.Stack => new VmQueueMap(shape),
            MapType.BloomFilter => new VmBloomFilterMap(shape),
            MapType.RingBuf => new VmRingBuffer(shape),
            MapType.ProgramArray => new VmProgramArray(shape),
            MapType.PerfEventArray => new VmEventArray(shape),
            MapType.ArrayOfMaps or MapType.HashOfMaps => new VmMapOfMaps(shape),
            _ => throw new ArgumentException($"create map: {shape.Type} maps are not emulated", nameof(shape)),
        };
    }

    /// <summary>Makes an empty map.</summary>
    /// <param name="keySize">Bytes.</param>
    /// <param name="valueSize">Bytes.</param>
    /// <param name="maxEntries">Entries; bytes for ring buffers.</param>
    /// <param name="cpuCount">Values of each entry of a per-CPU map.</param>
    /// <exception cref="ArgumentException">As for <see cref="Create(VmMapShape)"/>.</exception>
    public static VmMap Create(
        MapType type, int keySize, int valueSize, int maxEntries, MapFlags flags = MapFlags.None, int cpuCount = 1) =>
        Create(new VmMapShape
        {
            Type = type,
            KeySize = keySize,
            ValueSize = valueSize,
            MaxEntries = maxEntries,
            Flags = flags,
            CpuCount = cpuCount,
        });

    /// <summary>Stores an entry.</summary>
    /// <returns>
    /// 0, or -EEXIST or -ENOENT by mode, -E2BIG when full or out of range, -EINVAL for what the type does not do.
    /// </returns>
    /// <exception cref="ArgumentException">Key or value have the wrong length.</exception>
    public int Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, MapUpdateMode mode = MapUpdateMode.Any)
    {
        RequireLength(key, Shape.KeySize, nameof(key));
        RequireLength(value, Shape.UserValueSize, nameof(value));
        return Store(key, value, (ulong)mode, cpu: null);
    }

    /// <summary>The value of a key, of all CPUs for per-CPU maps; null if there is none.</summary>
    /// <exception cref="ArgumentException">The key has the wrong length.</exception>
    public byte[]? Lookup(ReadOnlySpan<byte> key)
    {
        RequireLength(key, Shape.KeySize, nameof(key));
        return Read(key);
    }

    /// <summary>Removes an entry.</summary>
    /// <returns>0, -ENOENT if it is not there, -EINVAL for arrays.</returns>
    /// <exception cref="ArgumentException">The key has the wrong length.</exception>
    public int Delete(ReadOnlySpan<byte> key)
    {
        RequireLength(key, Shape.KeySize, nameof(key));
        return Remove(key);
    }

    /// <summary>Keys and values as they are now; the order says nothing.</summary>
    public IEnumerable<KeyValuePair<byte[], byte[]>> Entries =>
        Keys.Select(key => KeyValuePair.Create(key, Read(key) ?? []));

    /// <summary>Stores an entry given as values of the right size.</summary>
    /// <returns>As for <see cref="Update(ReadOnlySpan{byte}, ReadOnlySpan{byte}, MapUpdateMode)"/>.</returns>
    /// <exception cref="ArgumentException">A size does not fit.</exception>
    public int Update<TKey, TValue>(TKey key, TValue value, MapUpdateMode mode = MapUpdateMode.Any)
        where TKey : unmanaged
        where TValue : unmanaged =>
        Update(
            MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key)),
            MemoryMarshal.AsBytes(new ReadOnlySpan<TValue>(in value)),
            mode);

    /// <summary>
    /// The value of a key, given and taken as values of the right size; of a per-CPU map that of CPU 0.
    /// </summary>
    /// <exception cref="ArgumentException">A size does not fit.</exception>
    public bool TryLookup<TKey, TValue>(TKey key, out TValue value)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        value = default;
        if (Unsafe.SizeOf<TValue>() != Shape.ValueSize)
        {
            throw new ArgumentException(
                $"values of the map have {Shape.ValueSize} bytes, not {Unsafe.SizeOf<TValue>()}");
        }

        byte[]? bytes = Lookup(MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key)));
        if (bytes is null)
        {
            return false;
        }

        value = MemoryMarshal.Read<TValue>(bytes);
        return true;
    }

    /// <summary>All keys, copied.</summary>
    internal abstract IReadOnlyList<byte[]> Keys { get; }

    /// <summary>Offset in <see cref="Memory"/> of the value that a program on a CPU gets for a key, or -1.</summary>
    internal abstract int Find(ReadOnlySpan<byte> key, int cpu);

    /// <summary>Stores an entry for a program on a CPU, or for user space if <paramref name="cpu"/> is null.</summary>
    /// <param name="flags"><c>BPF_ANY</c>, <c>BPF_NOEXIST</c>, <c>BPF_EXIST</c> and <c>BPF_F_LOCK</c>.</param>
    internal abstract int Store(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags, int? cpu);

    /// <summary>Removes an entry.</summary>
    internal abstract int Remove(ReadOnlySpan<byte> key);

    /// <summary>Adds a value to a map without keys.</summary>
    internal virtual int Push(ReadOnlySpan<byte> value, ulong flags) => -Errno.EOPNOTSUPP;

    /// <summary>Takes the next value of a map without keys; with <paramref name="remove"/> false only looks.</summary>
    internal virtual int Take(Span<byte> value, bool remove) => -Errno.EOPNOTSUPP;

    /// <summary>The value that user space gets, or null.</summary>
    private protected abstract byte[]? Read(ReadOnlySpan<byte> key);

    private static void RequireLength(ReadOnlySpan<byte> bytes, int length, string name)
    {
        if (bytes.Length != length)
        {
            throw new ArgumentException($"{name} has {bytes.Length} bytes, the map's have {length}", name);
        }
    }
}
