using System.Buffers.Binary;

namespace Bpf.TestSupport;

/// <summary>Ethernet frames with known content.</summary>
public static class TestFrame
{
    public const ushort Ipv4EtherType = 0x0800;
    public const byte IcmpProtocol = 1;
    public const byte TcpProtocol = 6;
    public const byte UdpProtocol = 17;

    private const int EthernetSize = 14;
    private const int IpSize = 20;

    /// <summary>A frame to the broadcast address.</summary>
    public static byte[] Ethernet(ushort etherType, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[EthernetSize + payload.Length];
        frame.AsSpan(0, 6).Fill(0xff);
        ((ReadOnlySpan<byte>)[2, 0, 0, 0, 0, 1]).CopyTo(frame.AsSpan(6));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), etherType);
        payload.CopyTo(frame.AsSpan(EthernetSize));
        return frame;
    }

    /// <summary>An IPv4 packet from 192.0.2.1 to 192.0.2.2.</summary>
    public static byte[] Ipv4(byte protocol, ReadOnlySpan<byte> payload)
    {
        byte[] packet = new byte[IpSize + payload.Length];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = protocol;
        ((ReadOnlySpan<byte>)[192, 0, 2, 1, 192, 0, 2, 2]).CopyTo(packet.AsSpan(12));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), Checksum(packet.AsSpan(0, IpSize)));
        payload.CopyTo(packet.AsSpan(IpSize));
        return Ethernet(Ipv4EtherType, packet);
    }

    /// <summary>A UDP datagram with a payload of zeros.</summary>
    public static byte[] Udp(ushort sourcePort, ushort destinationPort, int payloadLength = 0)
    {
        byte[] datagram = new byte[8 + payloadLength];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), destinationPort);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(4), (ushort)datagram.Length);
        return Ipv4(UdpProtocol, datagram);
    }

    /// <summary>A TCP segment with the SYN flag and a payload of zeros.</summary>
    public static byte[] Tcp(ushort sourcePort, ushort destinationPort, int payloadLength = 0)
    {
        byte[] segment = new byte[20 + payloadLength];
        BinaryPrimitives.WriteUInt16BigEndian(segment, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), destinationPort);
        segment[12] = 5 << 4;
        segment[13] = 2;
        return Ipv4(TcpProtocol, segment);
    }

    /// <summary>An ICMP echo request with a payload of zeros.</summary>
    public static byte[] Icmp(int payloadLength = 0)
    {
        byte[] message = new byte[8 + payloadLength];
        message[0] = 8;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), Checksum(message));
        return Ipv4(IcmpProtocol, message);
    }

    // RFC 1071: the complement of the sum of the 16-bit words.
    private static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i + 1 < bytes.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        }

        while (sum >> 16 != 0)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
