using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>An array or hash table of maps, seen with types. Since Linux 4.12.</summary>
/// <typeparam name="TKey">Laid out as the kernel's key; <see cref="uint"/> for arrays.</typeparam>
public sealed class MapOfMaps<TKey>
    where TKey : unmanaged
{
    internal MapOfMaps(Map map)
    {
        map.RequireKind(Unsafe.SizeOf<TKey>(), sizeof(uint), MapType.ArrayOfMaps, MapType.HashOfMaps);
        Untyped = map;
    }

    /// <summary>The outer map itself.</summary>
    public Map Untyped { get; }

    /// <summary>Puts a map in. The outer map holds it: the caller may dispose its own.</summary>
    /// <exception cref="BpfException">
    /// The map is of another shape than <see cref="MapSpec.InnerMap"/>, or the outer map is full.
    /// </exception>
    public void Set(TKey key, Map inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        using BorrowedDescriptor fd = inner.Handle.Borrow();
        uint number = (uint)fd.Number;
        int errno = Untyped.Kernel.Update(
            Untyped.Handle, Bytes(ref key), MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in number)), flags: 0);
        if (errno != 0)
        {
            throw errno == Errno.EINVAL
                ? new BpfException(
                    $"put {inner} into {Untyped}",
                    errno,
                    "it must have the type, sizes and flags of the inner map's spec")
                : Untyped.UpdateRefusal(errno);
        }
    }

    /// <summary>Opens the map of a key. The caller disposes it.</summary>
    /// <returns>The map; <see langword="null"/> when the key has none.</returns>
    /// <exception cref="BpfException">The process lacks <c>CAP_SYS_ADMIN</c>.</exception>
    public Map? TryOpen(TKey key)
    {
        uint id = 0;
        return Untyped.TryLookup(Bytes(ref key), MemoryMarshal.AsBytes(new Span<uint>(ref id)))
            ? Map.TryOpen(id, Untyped.Kernel)
            : null;
    }

    /// <summary>Takes a map out.</summary>
    /// <returns>Whether the key had one.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Remove(TKey key) => Untyped.Delete(Bytes(ref key));

    private static Span<byte> Bytes(ref TKey key) => MemoryMarshal.AsBytes(new Span<TKey>(ref key));
}
