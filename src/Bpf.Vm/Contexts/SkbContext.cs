using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Bpf.Vm;

/// <summary>
/// The context of TC and socket programs, <c>struct __sk_buff</c> of <c>linux/bpf.h</c>, and their packet.
/// </summary>
/// <remarks>
/// The defaults are those of <c>BPF_PROG_TEST_RUN</c> on the loopback interface: interface 1, protocol and packet type
/// from the Ethernet header, everything else 0.
/// </remarks>
public sealed class SkbContext : VmContext
{
    private const int Size = 192;
    private const int MacAddressLength = 6;
    private const int EthernetTypeOffset = 12;
    private const int LengthOffset = 0;
    private const int PacketTypeOffset = 4;
    private const int MarkOffset = 8;
    private const int QueueMappingOffset = 12;
    private const int ProtocolOffset = 16;
    private const int PriorityOffset = 32;
    private const int IngressIfindexOffset = 36;
    private const int IfindexOffset = 40;
    private const int TcIndexOffset = 44;
    private const int ControlOffset = 48;
    private const int ControlCount = 5;
    private const int HashOffset = 68;
    private const int TcClassIdOffset = 72;
    private const int DataOffset = 76;
    private const int DataEndOffset = 80;
    private const int DataMetaOffset = 140;
    private const int TimestampOffset = 152;
    private const int WireLengthOffset = 160;
    private const int GsoSegmentsOffset = 164;
    private const int GsoSizeOffset = 176;

    // TC_ACT_REDIRECT and TC_ACT_SHOT.
    private const ulong Redirect = 7;
    private const ulong Shot = 2;

    private static readonly ImmutableArray<(int Offset, int Size)> _writable =
    [
        (MarkOffset, 4), (QueueMappingOffset, 4), (PriorityOffset, 4), (TcIndexOffset, 4),
        (ControlOffset, 4 * ControlCount), (TcClassIdOffset, 4), (TimestampOffset, 8),
    ];

    private readonly byte[] _packet;
    private readonly byte[] _fields = new byte[Size];

    /// <summary>A packet, from its Ethernet header on.</summary>
    public SkbContext(ReadOnlySpan<byte> packet)
    {
        _packet = packet.ToArray();
        Ifindex = 1;
        if (packet.Length >= EthernetTypeOffset + 2)
        {
            Protocol = BinaryPrimitives.ReadUInt16LittleEndian(packet[EthernetTypeOffset..]);
            PacketType = PacketTypeOf(packet[..MacAddressLength]);
        }
    }

    /// <summary>A packet and the fields as a program left them: <see cref="VmResult.Context"/>.</summary>
    /// <exception cref="ArgumentException">
    /// <paramref name="fields"/> are not as long as <c>struct __sk_buff</c>.
    /// </exception>
    public SkbContext(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> fields)
    {
        if (fields.Length != Size)
        {
            throw new ArgumentException(
                $"make skb context: {fields.Length} bytes of fields, not {Size}", nameof(fields));
        }

        _packet = packet.ToArray();
        fields.CopyTo(_fields);
    }

    /// <summary>Kind of receiver: 0 this host, 1 broadcast, 2 multicast, 3 another host, 4 outgoing.</summary>
    public uint PacketType { get => Read(PacketTypeOffset); init => Write(PacketTypeOffset, value); }

    /// <summary>The mark.</summary>
    public uint Mark { get => Read(MarkOffset); init => Write(MarkOffset, value); }

    /// <summary>The transmit queue.</summary>
    public uint QueueMapping { get => Read(QueueMappingOffset); init => Write(QueueMappingOffset, value); }

    /// <summary>EtherType, its bytes in network order.</summary>
    public uint Protocol { get => Read(ProtocolOffset); init => Write(ProtocolOffset, value); }

    /// <summary>The priority.</summary>
    public uint Priority { get => Read(PriorityOffset); init => Write(PriorityOffset, value); }

    /// <summary>Interface the packet came in by.</summary>
    public uint IngressIfindex { get => Read(IngressIfindexOffset); init => Write(IngressIfindexOffset, value); }

    /// <summary>Interface the packet is at.</summary>
    public uint Ifindex { get => Read(IfindexOffset); init => Write(IfindexOffset, value); }

    /// <summary>The traffic control index.</summary>
    public uint TcIndex { get => Read(TcIndexOffset); init => Write(TcIndexOffset, value); }

    /// <summary>The hash of the flow.</summary>
    public uint Hash { get => Read(HashOffset); init => Write(HashOffset, value); }

    /// <summary>The traffic class.</summary>
    public uint TcClassId { get => Read(TcClassIdOffset); init => Write(TcClassIdOffset, value); }

    /// <summary>The time stamp in ns.</summary>
    public ulong Timestamp
    {
        get => BinaryPrimitives.ReadUInt64LittleEndian(_fields.AsSpan(TimestampOffset));
        init => BinaryPrimitives.WriteUInt64LittleEndian(_fields.AsSpan(TimestampOffset), value);
    }

    /// <summary>Bytes on the wire.</summary>
    public uint WireLength { get => Read(WireLengthOffset); init => Write(WireLengthOffset, value); }

    /// <summary>Segments of an offloaded packet.</summary>
    public uint GsoSegments { get => Read(GsoSegmentsOffset); init => Write(GsoSegmentsOffset, value); }

    /// <summary>Bytes of such a segment.</summary>
    public uint GsoSize { get => Read(GsoSizeOffset); init => Write(GsoSizeOffset, value); }

    /// <summary>The five words of <c>cb</c>.</summary>
    /// <exception cref="ArgumentException">There are not five.</exception>
    public ImmutableArray<uint> Control
    {
        get => [.. Enumerable.Range(0, ControlCount).Select(i => Read(ControlOffset + 4 * i))];
        init
        {
            if (value.Length != ControlCount)
            {
                throw new ArgumentException($"make skb context: cb has {ControlCount} words, not {value.Length}");
            }

            for (int i = 0; i < ControlCount; i++)
            {
                Write(ControlOffset + 4 * i, value[i]);
            }
        }
    }

    internal override (ulong Accepted, ulong Refused) RedirectCodes => (Redirect, Shot);

    internal override VmBuffer CreateMemory()
    {
        bool[] writable = new bool[Size];
        foreach ((int offset, int size) in _writable)
        {
            writable.AsSpan(offset, size).Fill(true);
        }

        return new VmBuffer("context", (byte[])_fields.Clone()) { IsWritable = false, WritableBytes = writable };
    }

    internal override VmPacket CreatePacket() => VmPacket.Create(_packet, []);

    internal override void Refresh(VmBuffer memory, VmPacket packet)
    {
        Span<byte> bytes = memory.Bytes;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[LengthOffset..], (uint)packet.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[DataOffset..], VmPacket.AddressOf(packet.Data));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[DataEndOffset..], VmPacket.AddressOf(packet.End));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[DataMetaOffset..], VmPacket.AddressOf(packet.Meta));
    }

    // The loopback interface has the address 0; the lowest bit of the first byte marks a group.
    private static uint PacketTypeOf(ReadOnlySpan<byte> destination) =>
        !destination.ContainsAnyExcept((byte)0) ? 0u :
        !destination.ContainsAnyExcept((byte)0xff) ? 1u :
        (destination[0] & 1) != 0 ? 2u : 3u;

    private uint Read(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_fields.AsSpan(offset));

    private void Write(int offset, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_fields.AsSpan(offset), value);
}
