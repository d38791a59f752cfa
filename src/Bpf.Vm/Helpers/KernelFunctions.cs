using System.Buffers.Binary;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Kernel functions: number iterators and those that do nothing here.</summary>
internal static class KernelFunctions
{
    private const ulong IteratorSize = 8;

    public static IEnumerable<KeyValuePair<string, VmHelper>> All =>
    [
        new("bpf_iter_num_new", NewIterator),
        new("bpf_iter_num_next", NextNumber),
        new("bpf_iter_num_destroy", DestroyIterator),
        new("bpf_rcu_read_lock", _ => 0),
        new("bpf_rcu_read_unlock", _ => 0),
        new("bpf_preempt_disable", _ => 0),
        new("bpf_preempt_enable", _ => 0),
        new("bpf_cast_to_kern_ctx", call => call.R1),
        new("bpf_rdonly_cast", call => call.R1),
    ];

    // (iterator, start, end). The iterator holds the last number given out and the end.
    private static ulong NewIterator(VmCall call)
    {
        (int start, int end) = ((int)call.R2, (int)call.R3);
        int error =
            start > end ? Errno.EINVAL :
            (long)end - start > ControlHelpers.MaxLoops ? Errno.E2BIG : 0;
        SetIterator(call, error == 0 ? start - 1 : 0, error == 0 ? end : 0);
        return VmCall.Error(error);
    }

    private static ulong NextNumber(VmCall call)
    {
        ReadOnlySpan<byte> iterator = call.Read(call.R1, IteratorSize);
        int current = BinaryPrimitives.ReadInt32LittleEndian(iterator);
        int end = BinaryPrimitives.ReadInt32LittleEndian(iterator[sizeof(int)..]);
        if ((long)current + 1 >= end)
        {
            SetIterator(call, 0, 0);
            return 0;
        }

        SetIterator(call, current + 1, end);
        return call.R1;
    }

    private static ulong DestroyIterator(VmCall call)
    {
        SetIterator(call, 0, 0);
        return 0;
    }

    private static void SetIterator(VmCall call, int current, int end)
    {
        Span<byte> iterator = call.Write(call.R1, IteratorSize);
        BinaryPrimitives.WriteInt32LittleEndian(iterator, current);
        BinaryPrimitives.WriteInt32LittleEndian(iterator[sizeof(int)..], end);
    }
}
