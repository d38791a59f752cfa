namespace Bpf.Vm;

/// <summary>A packet in its buffer: room in front, metadata, data, room behind.</summary>
internal sealed class VmPacket
{
    // XDP_PACKET_HEADROOM, and a page less the struct skb_shared_info that the kernel keeps at its end.
    public const int Headroom = 256;
    private const int FrameEnd = 4096 - 320;

    private VmPacket(byte[] bytes, int meta, int data, int end)
    {
        Buffer = new VmBuffer("packet", bytes) { Origin = VmMemory.PacketOrigin };
        Move(meta, data, end);
    }

    public VmBuffer Buffer { get; }

    /// <summary>Offset of the metadata; equal to <see cref="Data"/> when there is none.</summary>
    public int Meta { get; private set; }

    /// <summary>Offset of the first byte.</summary>
    public int Data { get; private set; }

    /// <summary>Offset one past the last byte.</summary>
    public int End { get; private set; }

    public int Length => End - Data;

    /// <summary>Offset one past the room behind the data.</summary>
    public int Capacity => Buffer.Bytes.Length;

    public Span<byte> Bytes => Buffer.Bytes.AsSpan(Data, Length);

    public Span<byte> Metadata => Buffer.Bytes.AsSpan(Meta, Data - Meta);

    public static uint AddressOf(int offset) => VmMemory.PacketOrigin + (uint)offset;

    public static VmPacket Create(ReadOnlySpan<byte> data, ReadOnlySpan<byte> metadata)
    {
        byte[] bytes = new byte[Math.Max(FrameEnd, Headroom + data.Length)];
        data.CopyTo(bytes.AsSpan(Headroom));
        int meta = Headroom - metadata.Length;
        metadata.CopyTo(bytes.AsSpan(meta));
        return new VmPacket(bytes, meta, Headroom, Headroom + data.Length);
    }

    /// <summary>Sets the bounds; only what is between metadata and end stays accessible.</summary>
    public void Move(int meta, int data, int end)
    {
        Meta = meta;
        Data = data;
        End = end;
        Buffer.Zero = (uint)data;
        Buffer.Start = (uint)meta;
        Buffer.End = (uint)end;
    }
}
