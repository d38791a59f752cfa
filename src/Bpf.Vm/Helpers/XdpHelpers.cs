using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Changes of an XDP packet's bounds, and copies from and to it.</summary>
/// <remarks>Limits as in <c>net/core/filter.c</c> for a packet in one page.</remarks>
internal static class XdpHelpers
{
    // The kernel keeps a struct xdp_frame at the start of the buffer.
    private const int FrameSize = 40;
    private const int EthernetHeaderLength = 14;
    private const int MaxMetadata = 255;

    public static (HelperFunction Id, VmHelper Helper)[] All =>
    [
        (HelperFunction.XdpAdjustHead, AdjustHead),
        (HelperFunction.XdpAdjustTail, AdjustTail),
        (HelperFunction.XdpAdjustMeta, AdjustMeta),
        (HelperFunction.XdpGetBuffLen, call => (ulong)call.Packet.Length),
        (HelperFunction.XdpLoadBytes, call => Copy(call, fromPacket: true)),
        (HelperFunction.XdpStoreBytes, call => Copy(call, fromPacket: false)),
    ];

    private static ulong AdjustHead(VmCall call)
    {
        VmPacket packet = call.Packet;
        int offset = (int)call.R2;
        int metadata = packet.Data - packet.Meta;
        long data = (long)packet.Data + offset;
        if (data < FrameSize + metadata || data > packet.End - EthernetHeaderLength)
        {
            return VmCall.Error(Errno.EINVAL);
        }

        byte[] bytes = packet.Buffer.Bytes;
        bytes.AsSpan(packet.Meta, metadata).CopyTo(bytes.AsSpan(packet.Meta + offset));
        call.Machine.MovePacket(packet.Meta + offset, (int)data, packet.End);
        return 0;
    }

    private static ulong AdjustTail(VmCall call)
    {
        VmPacket packet = call.Packet;
        long end = (long)packet.End + (int)call.R2;
        if (end > packet.Capacity || end < packet.Data + EthernetHeaderLength)
        {
            return VmCall.Error(Errno.EINVAL);
        }

        if (end > packet.End)
        {
            packet.Buffer.Bytes.AsSpan(packet.End, (int)end - packet.End).Clear();
        }

        call.Machine.MovePacket(packet.Meta, packet.Data, (int)end);
        return 0;
    }

    private static ulong AdjustMeta(VmCall call)
    {
        VmPacket packet = call.Packet;
        long meta = (long)packet.Meta + (int)call.R2;
        if (meta < FrameSize || meta > packet.Data)
        {
            return VmCall.Error(Errno.EINVAL);
        }

        long length = packet.Data - meta;
        if (length % 4 != 0 || length > MaxMetadata)
        {
            return VmCall.Error(Errno.EACCES);
        }

        call.Machine.MovePacket((int)meta, packet.Data, packet.End);
        return 0;
    }

    // (context, offset, buffer, length)
    private static ulong Copy(VmCall call, bool fromPacket)
    {
        VmPacket packet = call.Packet;
        uint offset = (uint)call.R2;
        uint length = (uint)call.R4;
        if (offset > 0xffff || length > 0xffff)
        {
            return VmCall.Error(Errno.EFAULT);
        }

        if (offset + length > packet.Length)
        {
            return VmCall.Error(Errno.EINVAL);
        }

        Span<byte> part = packet.Bytes.Slice((int)offset, (int)length);
        if (fromPacket)
        {
            part.CopyTo(call.Write(call.R3, length));
        }
        else
        {
            call.Read(call.R3, length).CopyTo(part);
        }

        return 0;
    }
}
