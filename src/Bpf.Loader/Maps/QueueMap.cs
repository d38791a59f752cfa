using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>
/// A queue (first in, first out) or a stack (last in, first out), seen with types. Since Linux 4.20.
/// </summary>
/// <typeparam name="T">Laid out as the kernel's value.</typeparam>
/// <remarks>Safe for use by several threads, and by programs at the same time.</remarks>
public sealed class QueueMap<T>
    where T : unmanaged
{
    private const ulong MakeRoom = 2; // BPF_EXIST

    internal QueueMap(Map map)
    {
        map.RequireKind(0, Unsafe.SizeOf<T>(), MapType.Queue, MapType.Stack);
        Untyped = map;
    }

    /// <summary>The map itself.</summary>
    public Map Untyped { get; }

    /// <summary>Puts a value in.</summary>
    /// <param name="makesRoom">Whether the oldest value is dropped when the map is full.</param>
    /// <exception cref="BpfException">The map is full, or frozen.</exception>
    public void Push(T value, bool makesRoom = false)
    {
        int errno = Untyped.Kernel.Update(Untyped.Handle, [], Bytes(ref value), makesRoom ? MakeRoom : 0);
        if (errno != 0)
        {
            throw Untyped.UpdateRefusal(errno);
        }
    }

    /// <summary>Takes the next value out.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BpfException">The map is frozen.</exception>
    public bool TryPop(out T value)
    {
        value = default;
        return Untyped.TryTake([], Bytes(ref value));
    }

    /// <summary>Reads the next value and leaves it there.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryPeek(out T value)
    {
        value = default;
        return Untyped.TryLookup([], Bytes(ref value));
    }

    private static Span<byte> Bytes(ref T value) => MemoryMarshal.AsBytes(new Span<T>(ref value));
}
