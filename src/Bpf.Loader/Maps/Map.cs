using System.Diagnostics.CodeAnalysis;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>A map in the kernel. Safe for use by several threads: every operation is one system call.</summary>
/// <remarks>
/// Keys and values are bytes here; <see cref="Map{TKey, TValue}"/> and <see cref="PerCpuMap{TKey, TValue}"/> give them
/// types.
/// </remarks>
public sealed partial class Map : IDisposable
{
    private readonly IBpfKernel _kernel;

    internal Map(IBpfKernel kernel, SafeBpfHandle handle, string name, MapShape shape)
    {
        _kernel = kernel;
        Handle = handle;
        Name = name;
        Shape = shape;
    }

    /// <summary>The name in its spec, which may be longer than what the kernel keeps.</summary>
    public string Name { get; }

    /// <summary>Kind, sizes, flags.</summary>
    public MapShape Shape { get; }

    /// <summary>The kind of map.</summary>
    public MapType Type => Shape.Type;

    /// <summary>Bytes of a key.</summary>
    public int KeySize => (int)Shape.KeySize;

    /// <summary>
    /// Bytes of a value; for per-CPU maps of one CPU's. Buffers for those hold <see cref="MapShape.ValueBufferSize"/>.
    /// </summary>
    public int ValueSize => (int)Shape.ValueSize;

    /// <summary>The most entries.</summary>
    public uint MaxEntries => Shape.MaxEntries;

    /// <summary>The descriptor. The map keeps it; callers must not dispose it.</summary>
    public SafeBpfHandle Handle { get; }

    /// <summary>The kernel's id.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public uint Id => GetInfo().Id;

    internal IBpfKernel Kernel => _kernel;

    /// <summary>Makes a map that belongs to no collection. The caller disposes it.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static Map Create(MapSpec spec, IBpfKernel? kernel = null) =>
        MapCreator.Create(kernel ?? BpfKernel.Host, spec, types: null);

    /// <summary>Opens a map by its id. The caller disposes it.</summary>
    /// <returns>The map; <see langword="null"/> when there is none.</returns>
    /// <exception cref="BpfException">The process lacks <c>CAP_SYS_ADMIN</c>.</exception>
    public static Map? TryOpen(uint id, IBpfKernel? kernel = null)
    {
        kernel ??= BpfKernel.Host;
        return kernel.TryOpenById(ObjectKind.Map, id) is { } handle ? FromHandle(kernel, handle) : null;
    }

    /// <summary>What the kernel tells about the map.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public MapInfo GetInfo() => _kernel.GetMapInfo(Handle);

    /// <summary>Reads a value.</summary>
    /// <param name="key">As long as a key.</param>
    /// <param name="value">As long as <see cref="MapShape.ValueBufferSize"/> says.</param>
    /// <returns>Whether the key was present.</returns>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="BpfException">The kind of map cannot be read by key.</exception>
    public bool TryLookup(ReadOnlySpan<byte> key, Span<byte> value)
    {
        CheckKey(key);
        CheckValue(value);
        return _kernel.TryLookup(Handle, key, value);
    }

    /// <summary>Reads a value.</summary>
    /// <returns>The value; <see langword="null"/> when the key is absent.</returns>
    /// <inheritdoc cref="TryLookup"/>
    public byte[]? Lookup(ReadOnlySpan<byte> key)
    {
        byte[] value = new byte[Shape.ValueBufferSize];
        return TryLookup(key, value) ? value : null;
    }

    /// <summary>
    /// Reads a value and removes the entry. Since Linux 4.20 for queues and stacks, 5.14 for hash maps.
    /// </summary>
    /// <inheritdoc cref="TryLookup"/>
    public bool TryTake(ReadOnlySpan<byte> key, Span<byte> value)
    {
        CheckKey(key);
        CheckValue(value);
        return _kernel.TryLookupAndDelete(Handle, key, value);
    }

    /// <summary>Writes a value.</summary>
    /// <param name="mode">Whether it may make the entry, replace it, or both.</param>
    /// <exception cref="ArgumentException">A span has another length than keys or values.</exception>
    /// <exception cref="BpfException">The map is full or frozen, or the mode does not allow it.</exception>
    public void Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, MapUpdateMode mode = MapUpdateMode.Any)
    {
        CheckKey(key);
        CheckValue(value);
        int errno = _kernel.Update(Handle, key, value, (ulong)mode);
        if (errno != 0)
        {
            throw UpdateRefusal(errno);
        }
    }

    /// <summary>Writes a value unless the mode forbids it.</summary>
    /// <returns>
    /// Whether it was written: <see langword="false"/> when the entry exists, or does not, against the mode.
    /// </returns>
    /// <exception cref="ArgumentException">A span has another length than keys or values.</exception>
    /// <exception cref="BpfException">The map is full or frozen.</exception>
    public bool TryUpdate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, MapUpdateMode mode)
    {
        CheckKey(key);
        CheckValue(value);
        int errno = _kernel.Update(Handle, key, value, (ulong)mode);
        return (errno, mode) switch
        {
            (0, _) => true,
            (Errno.EEXIST, MapUpdateMode.OnlyNew) or (Errno.ENOENT, MapUpdateMode.OnlyExisting) => false,
            _ => throw UpdateRefusal(errno),
        };
    }

    /// <summary>Removes an entry.</summary>
    /// <returns>Whether the key was present.</returns>
    /// <exception cref="ArgumentException">The key has another length than the map's.</exception>
    /// <exception cref="BpfException">Entries of this kind of map cannot be removed: those of arrays.</exception>
    public bool Delete(ReadOnlySpan<byte> key)
    {
        CheckKey(key);
        return _kernel.TryDelete(Handle, key);
    }

    /// <summary>Finds the key after a key.</summary>
    /// <param name="key">As long as a key; empty for the first.</param>
    /// <param name="next">As long as a key.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="BpfException">The keys of this kind of map cannot be walked.</exception>
    public bool TryGetNextKey(ReadOnlySpan<byte> key, Span<byte> next)
    {
        if (!key.IsEmpty)
        {
            CheckKey(key);
        }

        CheckKey(next);
        return _kernel.TryGetNextKey(Handle, key, next);
    }

    /// <summary>Forbids user space to change the map any more. Since Linux 5.2.</summary>
    /// <exception cref="BpfException">The map is mapped writable into memory.</exception>
    public void Freeze() => _kernel.FreezeMap(Handle);

    /// <summary>Maps the values of an array into memory. The caller disposes it. Since Linux 5.5.</summary>
    /// <param name="isWritable">Whether this process may write them; not if the map is frozen.</param>
    /// <exception cref="InvalidOperationException">
    /// The map is no array or was not made with <see cref="MapFlags.MemoryMappable"/>.
    /// </exception>
    /// <exception cref="BpfException">The map is frozen and <paramref name="isWritable"/> is set.</exception>
    public MemoryMappedMap MapMemory(bool isWritable = true) => MemoryMappedMap.Create(this, isWritable);

    /// <summary>A view with types. It does not own the map.</summary>
    /// <exception cref="ArgumentException">The types have other sizes than keys and values.</exception>
    public Map<TKey, TValue> As<TKey, TValue>()
        where TKey : unmanaged
        where TValue : unmanaged => new(this);

    /// <summary>A view with types of a map that has a value for each CPU. It does not own the map.</summary>
    /// <exception cref="ArgumentException">
    /// The types have other sizes than keys and values, or the map is not per CPU.
    /// </exception>
    public PerCpuMap<TKey, TValue> AsPerCpu<TKey, TValue>()
        where TKey : unmanaged
        where TValue : unmanaged => new(this);

    /// <summary>
    /// Closes the descriptor. The map lives on while a program, a pin or another descriptor holds it.
    /// </summary>
    public void Dispose() => Handle.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{Type} map \"{Name}\"";

    internal static Map FromHandle(IBpfKernel kernel, SafeBpfHandle handle, string? name = null)
    {
        try
        {
            MapInfo info = kernel.GetMapInfo(handle);
            var shape = new MapShape(info.Type, info.KeySize, info.ValueSize, info.MaxEntries, info.Flags);
            return new Map(kernel, handle, name ?? info.Name, shape);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    internal void CheckKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeySize)
        {
            ThrowSize("key", key.Length, KeySize);
        }
    }

    internal void CheckValue(ReadOnlySpan<byte> value)
    {
        if (value.Length != Shape.ValueBufferSize)
        {
            ThrowSize("value", value.Length, Shape.ValueBufferSize);
        }
    }

    internal BpfException UpdateRefusal(int errno) => new($"update {this}", errno, errno switch
    {
        Errno.E2BIG when Shape.IsArray => $"the index must be below {MaxEntries}",
        Errno.E2BIG => $"the map is full ({MaxEntries} entries)",
        Errno.EPERM => "the map is frozen, or opened read-only",
        Errno.EEXIST => "the key is present already",
        Errno.ENOENT => "the key is absent",
        _ => null,
    });

    [DoesNotReturn]
    private void ThrowSize(string what, int actual, int wanted) =>
        throw new ArgumentException($"A {what} of {this} has {wanted} bytes, not {actual}.");
}
