using System.Runtime.InteropServices;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>The programs that a program may continue with (<c>bpf_tail_call</c>). Since Linux 4.2.</summary>
/// <remarks>
/// All programs are of one type. The kernel empties the array when nobody holds it any more but programs: keep the map
/// open, or pin it, as long as programs run.
/// </remarks>
public sealed class ProgramArray
{
    internal ProgramArray(Map map)
    {
        map.RequireKind(sizeof(uint), sizeof(uint), MapType.ProgramArray);
        Untyped = map;
    }

    /// <summary>The map itself.</summary>
    public Map Untyped { get; }

    /// <summary>How many programs it can hold.</summary>
    public uint Length => Untyped.MaxEntries;

    /// <summary>Puts a program in place. The array holds it: the caller may dispose its own.</summary>
    /// <exception cref="BpfException">
    /// The index is too high, or the program is of another type than those that use the array.
    /// </exception>
    public void Set(uint index, Program program)
    {
        ArgumentNullException.ThrowIfNull(program);
        using BorrowedDescriptor fd = program.Handle.Borrow();
        uint number = (uint)fd.Number;
        int errno = Untyped.Kernel.Update(Untyped.Handle, Bytes(ref index), Bytes(ref number), flags: 0);
        if (errno != 0)
        {
            throw errno == Errno.EINVAL
                ? new BpfException(
                    $"put {program} into {Untyped}", errno, "all programs of an array must be of one type and licence")
                : Untyped.UpdateRefusal(errno);
        }
    }

    /// <summary>The id of the program in a place.</summary>
    /// <returns>The id; <see langword="null"/> when the place is empty.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public uint? GetProgramId(uint index)
    {
        uint id = 0;
        return Untyped.TryLookup(Bytes(ref index), Bytes(ref id)) ? id : null;
    }

    /// <summary>Empties a place: tail calls to it fail and the program goes on.</summary>
    /// <returns>Whether there was a program.</returns>
    /// <exception cref="BpfException">The index is too high.</exception>
    public bool Remove(uint index) => Untyped.Delete(Bytes(ref index));

    private static Span<byte> Bytes(ref uint value) => MemoryMarshal.AsBytes(new Span<uint>(ref value));
}
