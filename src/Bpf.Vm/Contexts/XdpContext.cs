using System.Buffers.Binary;

namespace Bpf.Vm;

/// <summary>The context of XDP programs, <c>struct xdp_md</c> of <c>linux/bpf.h</c>, and their packet.</summary>
/// <remarks>The defaults are those of <c>BPF_PROG_TEST_RUN</c>: interface 1, queue 0.</remarks>
public sealed class XdpContext : VmContext
{
    private const int Size = 24;
    private const int DataOffset = 0;
    private const int DataEndOffset = 4;
    private const int DataMetaOffset = 8;
    private const int IngressIfindexOffset = 12;
    private const int RxQueueIndexOffset = 16;
    private const int EgressIfindexOffset = 20;

    // enum xdp_action.
    private const ulong Aborted = 0;
    private const ulong Redirect = 4;

    private readonly byte[] _packet;
    private readonly byte[] _metadata;

    /// <summary>A packet, from its Ethernet header on, without metadata.</summary>
    public XdpContext(ReadOnlySpan<byte> packet)
        : this(packet, [])
    {
    }

    /// <summary>A packet with metadata in front.</summary>
    /// <exception cref="ArgumentException">Metadata has no multiple of 4 bytes, or more than 252.</exception>
    public XdpContext(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> metadata)
    {
        if (metadata.Length % 4 != 0 || metadata.Length > 252)
        {
            string reason = $"{metadata.Length} bytes of metadata, take a multiple of 4 up to 252";
            throw new ArgumentException($"make XDP context: {reason}", nameof(metadata));
        }

        _packet = packet.ToArray();
        _metadata = metadata.ToArray();
    }

    /// <summary>Interface that got the packet.</summary>
    public uint IngressIfindex { get; init; } = 1;

    /// <summary>Queue that got the packet.</summary>
    public uint RxQueueIndex { get; init; }

    /// <summary>Interface that will send the packet; only device map programs see it.</summary>
    public uint EgressIfindex { get; init; }

    internal override (ulong Accepted, ulong Refused) RedirectCodes => (Redirect, Aborted);

    internal override VmBuffer CreateMemory()
    {
        byte[] bytes = new byte[Size];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(IngressIfindexOffset), IngressIfindex);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(RxQueueIndexOffset), RxQueueIndex);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(EgressIfindexOffset), EgressIfindex);
        return new VmBuffer("context", bytes) { IsWritable = false };
    }

    internal override VmPacket CreatePacket() => VmPacket.Create(_packet, _metadata);

    internal override void Refresh(VmBuffer memory, VmPacket packet)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(memory.Bytes.AsSpan(DataOffset), VmPacket.AddressOf(packet.Data));
        BinaryPrimitives.WriteUInt32LittleEndian(memory.Bytes.AsSpan(DataEndOffset), VmPacket.AddressOf(packet.End));
        BinaryPrimitives.WriteUInt32LittleEndian(memory.Bytes.AsSpan(DataMetaOffset), VmPacket.AddressOf(packet.Meta));
    }
}
