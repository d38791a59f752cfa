using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Ring buffers and perf events.</summary>
internal static class RingBufferHelpers
{
    // BPF_RB_NO_WAKEUP and BPF_RB_FORCE_WAKEUP.
    private const ulong WakeupFlags = 3;

    // BPF_F_CTXLEN_MASK: so many bytes of the packet follow the data of a perf event.
    private const int PacketLengthShift = 32;
    private const ulong PacketLengthMask = 0xfffff;

    public static (HelperFunction Id, VmHelper Helper)[] All =>
    [
        (HelperFunction.RingbufOutput, Output),
        (HelperFunction.RingbufReserve, Reserve),
        (HelperFunction.RingbufSubmit, call => Commit(call, discard: false)),
        (HelperFunction.RingbufDiscard, call => Commit(call, discard: true)),
        (HelperFunction.RingbufQuery, Query),
        (HelperFunction.PerfEventOutput, OutputEvent),
    ];

    private static ulong Output(VmCall call)
    {
        VmRingBuffer ring = call.Map<VmRingBuffer>(call.R1);
        ReadOnlySpan<byte> data = call.Read(call.R2, call.R3);
        if (VmCall.HasUnknownFlags(call.R4, WakeupFlags, out ulong error))
        {
            return error;
        }

        int offset = ring.Reserve(call.R3);
        if (offset < 0)
        {
            return VmCall.Error(Errno.EAGAIN);
        }

        data.CopyTo(ring.Memory.Bytes.AsSpan(offset));
        ring.Commit(offset, discard: false);
        return 0;
    }

    private static ulong Reserve(VmCall call)
    {
        VmRingBuffer ring = call.Map<VmRingBuffer>(call.R1);
        int offset = call.R3 == 0 ? ring.Reserve(call.R2) : -1;
        return offset < 0 ? 0 : call.Machine.AddressOf(ring, offset);
    }

    private static ulong Commit(VmCall call, bool discard) =>
        call.Machine.CommitRingRecord(call.R1, discard)
            ? 0ul
            : throw new VmFault(VmError.BadArgument, $"0x{call.R1:x} is no reserved record");

    private static ulong Query(VmCall call)
    {
        VmRingBuffer ring = call.Map<VmRingBuffer>(call.R1);
        return call.R2 switch
        {
            0 => ring.AvailableData,
            1 => (ulong)ring.Shape.MaxEntries,
            2 => ring.ConsumerPosition,
            3 => ring.ProducerPosition,
            _ => 0,
        };
    }

    private static ulong OutputEvent(VmCall call)
    {
        VmEventArray events = call.Map<VmEventArray>(call.R2);
        ReadOnlySpan<byte> data = call.Read(call.R4, call.R5);
        int packetLength = (int)((call.R3 >> PacketLengthShift) & PacketLengthMask);
        if (packetLength == 0)
        {
            events.Add(data);
            return 0;
        }

        if (packetLength > call.Packet.Length)
        {
            return VmCall.Error(Errno.EFAULT);
        }

        events.Add([.. data, .. call.Packet.Bytes[..packetLength]]);
        return 0;
    }
}
