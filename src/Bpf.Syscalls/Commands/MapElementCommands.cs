using Bpf.Syscalls.Attributes;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>Commands on single entries of a map.</summary>
/// <remarks>
/// The kernel knows how long keys and values are and reads and writes that many bytes: spans must be as long, per-CPU
/// values 8-byte rounded and once per possible CPU. The caller checks it, which is why this class is internal.
/// </remarks>
internal static unsafe class MapElementCommands
{
    public static bool TryLookup(
        this IBpfKernel kernel, SafeBpfHandle map, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0) =>
        Found(Read(kernel, BpfCommand.MapLookupElement, map, key, value, flags), "look up an entry");

    public static bool TryLookupAndDelete(
        this IBpfKernel kernel, SafeBpfHandle map, ReadOnlySpan<byte> key, Span<byte> value, ulong flags = 0) =>
        Found(Read(kernel, BpfCommand.MapLookupAndDeleteElement, map, key, value, flags), "take an entry out of a map");

    /// <returns>Zero, or the error number: <c>EEXIST</c> and <c>ENOENT</c> by mode, <c>E2BIG</c> when full, …</returns>
    public static int Update(
        this IBpfKernel kernel, SafeBpfHandle map, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags)
    {
        using BorrowedDescriptor fd = map.Borrow();

        // SAFETY: the kernel only reads, and only during the call. Lengths are the caller's duty (see the remarks).
        fixed (byte* keyAddress = key)
        fixed (byte* valueAddress = value)
        {
            var attribute = new MapElementAttr
            {
                MapFd = (uint)fd.Number,
                Key = (ulong)keyAddress,
                Value = (ulong)valueAddress,
                Flags = flags,
            };
            return -kernel.Invoke(BpfCommand.MapUpdateElement, ref attribute);
        }
    }

    public static bool TryDelete(this IBpfKernel kernel, SafeBpfHandle map, ReadOnlySpan<byte> key) =>
        Found(Read(kernel, BpfCommand.MapDeleteElement, map, key, [], 0), "delete an entry");

    /// <summary>Finds the key after a key; after an empty span, or a key that is gone, the first.</summary>
    public static bool TryGetNextKey(
        this IBpfKernel kernel, SafeBpfHandle map, ReadOnlySpan<byte> key, Span<byte> next) =>
        Found(Read(kernel, BpfCommand.MapGetNextKey, map, key, next, 0), "walk the keys of a map");

    private static int Read(
        IBpfKernel kernel, BpfCommand command, SafeBpfHandle map, ReadOnlySpan<byte> key, Span<byte> value, ulong flags)
    {
        using BorrowedDescriptor fd = map.Borrow();

        // SAFETY: both spans stay where they are during the call, which is all the kernel needs.
        fixed (byte* keyAddress = key)
        fixed (byte* valueAddress = value)
        {
            var attribute = new MapElementAttr
            {
                MapFd = (uint)fd.Number,
                Key = (ulong)keyAddress,
                Value = (ulong)valueAddress,
                Flags = flags,
            };
            return kernel.Invoke(command, ref attribute);
        }
    }

    private static bool Found(int result, string operation) => result switch
    {
        >= 0 => true,
        -Errno.ENOENT => false,
        _ => throw new BpfException(operation, -result),
    };
}
