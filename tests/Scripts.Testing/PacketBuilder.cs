using System.Buffers.Binary;
using System.Globalization;
using Xunit;

namespace Scripts.Testing;

/// <summary>Makes the packets that samples name: <c>tcp(80)</c>, <c>ipv4(1)</c>, <c>zeros(64)</c>, <c>hex(…)</c>,
/// <c>count(64)</c> (bytes 0, 1, 2, …), <c>words(1, 2)</c> of 64 bits.</summary>
public static class PacketBuilder
{
    private const int EthernetHeader = 14;
    private const int Ipv4Header = 20;

    /// <summary>The bytes that <paramref name="description"/> names.</summary>
    public static byte[] Build(string description)
    {
        ArgumentNullException.ThrowIfNull(description);
        int open = description.IndexOf('(', StringComparison.Ordinal);
        string kind = description[..open];
        string[] arguments = description[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries);
        return kind switch
        {
            "hex" => Convert.FromHexString(arguments[0]),
            "zeros" => new byte[Number(arguments[0])],
            "count" => [.. Enumerable.Range(0, (int)Number(arguments[0])).Select(i => (byte)i)],
            "ethernet" => Ethernet((ushort)Number(arguments[0]), new byte[46]),
            "ipv4" => Ipv4((byte)Number(arguments[0]), new byte[20]),
            "tcp" => Ipv4(6, Tcp((ushort)Number(arguments[0]))),
            "udp" => Ipv4(17, Udp((ushort)Number(arguments[0]))),
            "words" => Words(arguments),
            "record" => new byte[64],
            _ => throw new FormatException($"No packet is called '{kind}'."),
        };
    }

    /// <summary>A number in decimal or, after <c>0x</c>, hexadecimal.</summary>
    public static long Number(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith("0x", StringComparison.Ordinal)
            ? long.Parse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : long.Parse(text, CultureInfo.InvariantCulture);
    }

    private static byte[] Ethernet(ushort type, byte[] payload)
    {
        byte[] packet = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0, 0, .. payload];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(12), type);
        return packet;
    }

    private static byte[] Ipv4(byte protocol, byte[] payload)
    {
        byte[] header = [0x45, 0, 0, 0, 0, 1, 0x40, 0, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(Ipv4Header + payload.Length));
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), Checksum(header));
        byte[] frame = Ethernet(0x0800, [.. header, .. payload]);
        Assert.Equal(EthernetHeader + Ipv4Header + payload.Length, frame.Length);
        return frame;
    }

    /// <summary>A connection request.</summary>
    private static byte[] Tcp(ushort port)
    {
        byte[] header = new byte[20];
        BinaryPrimitives.WriteUInt16BigEndian(header, 40000);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), port);
        header[12] = 5 << 4;
        header[13] = 2;
        return header;
    }

    private static byte[] Udp(ushort port)
    {
        byte[] header = new byte[16];
        BinaryPrimitives.WriteUInt16BigEndian(header, 40000);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), port);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), 16);
        return header;
    }

    private static byte[] Words(string[] values)
    {
        byte[] bytes = new byte[values.Length * 8];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * 8), Number(values[i]));
        }

        return bytes;
    }

    private static ushort Checksum(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (int i = 0; i < header.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        }

        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~(sum + (sum >> 16));
    }
}
