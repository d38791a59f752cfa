using Bpf.Syscalls.Attributes;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>Commands on many entries of a map at once. Since Linux 5.6.</summary>
/// <remarks>
/// As for <see cref="MapElementCommands"/>, the caller checks that the spans hold <c>count</c> keys and values.
/// </remarks>
internal static unsafe class MapBatchCommands
{
    /// <summary>Reads the next entries, and removes them if told so.</summary>
    /// <param name="position">
    /// Where to go on: empty for the start, then what the last call left in <paramref name="next"/>.
    /// </param>
    /// <param name="next">At least as long as a key and 4 bytes; the kernel leaves its position here.</param>
    /// <param name="count">How many entries fit, then how many were read.</param>
    /// <returns>
    /// Zero, or the error number: <c>ENOENT</c> when these were the last, <c>ENOSPC</c> when a bucket did not fit.
    /// </returns>
    public static int LookupBatch(
        this IBpfKernel kernel,
        SafeBpfHandle map,
        bool delete,
        ReadOnlySpan<byte> position,
        Span<byte> next,
        Span<byte> keys,
        Span<byte> values,
        ref uint count)
    {
        using BorrowedDescriptor fd = map.Borrow();

        // SAFETY: all four spans stay where they are during the call. Their lengths are the caller's duty.
        fixed (byte* inAddress = position)
        fixed (byte* outAddress = next)
        fixed (byte* keyAddress = keys)
        fixed (byte* valueAddress = values)
        {
            var attribute = new MapBatchAttr
            {
                InBatch = (ulong)inAddress,
                OutBatch = (ulong)outAddress,
                Keys = (ulong)keyAddress,
                Values = (ulong)valueAddress,
                Count = count,
                MapFd = (uint)fd.Number,
            };
            BpfCommand command = delete ? BpfCommand.MapLookupAndDeleteBatch : BpfCommand.MapLookupBatch;
            int result = kernel.Invoke(command, ref attribute);
            count = attribute.Count;
            return -result;
        }
    }

    /// <summary>Writes entries.</summary>
    /// <param name="count">How many, then how many were written.</param>
    /// <returns>Zero, or the error number of the first entry that failed.</returns>
    public static int UpdateBatch(
        this IBpfKernel kernel,
        SafeBpfHandle map,
        ReadOnlySpan<byte> keys,
        ReadOnlySpan<byte> values,
        ulong elementFlags,
        ref uint count) =>
        Change(kernel, BpfCommand.MapUpdateBatch, map, keys, values, elementFlags, ref count);

    /// <summary>Removes entries.</summary>
    /// <param name="count">How many, then how many were removed.</param>
    /// <returns>Zero, or the error number of the first entry that failed: <c>ENOENT</c> if it was not there.</returns>
    public static int DeleteBatch(this IBpfKernel kernel, SafeBpfHandle map, ReadOnlySpan<byte> keys, ref uint count) =>
        Change(kernel, BpfCommand.MapDeleteBatch, map, keys, [], 0, ref count);

    private static int Change(
        IBpfKernel kernel,
        BpfCommand command,
        SafeBpfHandle map,
        ReadOnlySpan<byte> keys,
        ReadOnlySpan<byte> values,
        ulong elementFlags,
        ref uint count)
    {
        using BorrowedDescriptor fd = map.Borrow();

        // SAFETY: the kernel only reads, and only during the call.
        fixed (byte* keyAddress = keys)
        fixed (byte* valueAddress = values)
        {
            var attribute = new MapBatchAttr
            {
                Keys = (ulong)keyAddress,
                Values = (ulong)valueAddress,
                Count = count,
                MapFd = (uint)fd.Number,
                ElemFlags = elementFlags,
            };
            int result = kernel.Invoke(command, ref attribute);
            count = attribute.Count;
            return -result;
        }
    }
}
