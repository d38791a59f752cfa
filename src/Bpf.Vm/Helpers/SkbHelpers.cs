using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Copies from and to a socket buffer's packet, and changes of its length.</summary>
internal static class SkbHelpers
{
    private const int EthernetHeaderLength = 14;

    // BPF_F_RECOMPUTE_CSUM and BPF_F_INVALIDATE_HASH.
    private const ulong StoreFlags = 3;

    public static (HelperFunction Id, VmHelper Helper)[] All =>
    [
        (HelperFunction.SkbLoadBytes, call => Load(call, start: 0)),
        (HelperFunction.SkbLoadBytesRelative, LoadRelative),
        (HelperFunction.SkbStoreBytes, Store),
        (HelperFunction.SkbPullData, Pull),
        (HelperFunction.SkbChangeTail, ChangeTail),
        (HelperFunction.SkbChangeHead, ChangeHead),
    ];

    // (context, offset, destination, length). A failed read leaves zeros.
    private static ulong Load(VmCall call, int start)
    {
        Span<byte> target = call.Write(call.R3, (uint)call.R4);
        ulong offset = (uint)call.R2 + (ulong)start;
        if (offset + (ulong)target.Length > (ulong)call.Packet.Length)
        {
            target.Clear();
            return VmCall.Error(Errno.EFAULT);
        }

        call.Packet.Bytes.Slice((int)offset, target.Length).CopyTo(target);
        return 0;
    }

    // The fifth argument says from which header on: BPF_HDR_START_MAC or BPF_HDR_START_NET.
    private static ulong LoadRelative(VmCall call)
    {
        if (call.R5 <= 1)
        {
            return Load(call, call.R5 == 1 ? EthernetHeaderLength : 0);
        }

        call.Write(call.R3, (uint)call.R4).Clear();
        return VmCall.Error(Errno.EFAULT);
    }

    // (context, offset, source, length, flags)
    private static ulong Store(VmCall call)
    {
        ReadOnlySpan<byte> source = call.Read(call.R3, (uint)call.R4);
        if (VmCall.HasUnknownFlags(call.R5, StoreFlags, out ulong error))
        {
            return error;
        }

        ulong offset = (uint)call.R2;
        if (offset + (ulong)source.Length > (ulong)call.Packet.Length)
        {
            return VmCall.Error(Errno.EFAULT);
        }

        source.CopyTo(call.Packet.Bytes[(int)offset..]);
        return 0;
    }

    // The whole packet is linear here, so there is nothing to pull.
    private static ulong Pull(VmCall call) =>
        (uint)call.R2 <= (uint)call.Packet.Length ? 0 : VmCall.Error(Errno.ENOMEM);

    // (context, new length, flags). What is added is zero.
    private static ulong ChangeTail(VmCall call)
    {
        VmPacket packet = call.Packet;
        uint length = (uint)call.R2;
        if (call.R3 != 0 || length < EthernetHeaderLength || packet.Data + (long)length > packet.Capacity)
        {
            return VmCall.Error(Errno.EINVAL);
        }

        int end = packet.Data + (int)length;
        if (end > packet.End)
        {
            packet.Buffer.Bytes.AsSpan(packet.End, end - packet.End).Clear();
        }

        call.Machine.MovePacket(packet.Meta, packet.Data, end);
        return 0;
    }

    // (context, bytes, flags). Adds zeros in front.
    private static ulong ChangeHead(VmCall call)
    {
        VmPacket packet = call.Packet;
        uint room = (uint)call.R2;
        if (call.R3 != 0)
        {
            return VmCall.Error(Errno.EINVAL);
        }

        if (room > packet.Data)
        {
            return VmCall.Error(Errno.ENOMEM);
        }

        int data = packet.Data - (int)room;
        packet.Buffer.Bytes.AsSpan(data, (int)room).Clear();
        call.Machine.MovePacket(data, data, packet.End);
        return 0;
    }
}
