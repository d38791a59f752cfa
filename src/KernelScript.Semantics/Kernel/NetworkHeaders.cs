using System.Globalization;

namespace KernelScript.Semantics;

/// <summary>The protocol headers of the kernel's uapi, whose layout is on the wire and never changes.</summary>
/// <remarks>Multi-byte fields are in network byte order, as in the packet. Fields with <c>:n</c> have n bits, lowest
/// first.</remarks>
internal static class NetworkHeaders
{
    // A struct ends with a semicolon; __be16 and __be32 are plain integers here, byte order is the programmer's.
    private const string Table = """
        ethhdr= h_dest:u8[6] h_source:u8[6] h_proto:u16 ;
        vlan_hdr= h_vlan_TCI:u16 h_vlan_encapsulated_proto:u16 ;
        iphdr= ihl:u8:4 version:u8:4 tos:u8 tot_len:u16 id:u16 frag_off:u16 ttl:u8 protocol:u8 check:u16 saddr:u32
        daddr:u32 ;
        ipv6hdr= priority:u8:4 version:u8:4 flow_lbl:u8[3] payload_len:u16 nexthdr:u8 hop_limit:u8 saddr:in6_addr
        daddr:in6_addr ;
        tcphdr= source:u16 dest:u16 seq:u32 ack_seq:u32 ae:u16:1 res1:u16:3 doff:u16:4 fin:u16:1 syn:u16:1 rst:u16:1
        psh:u16:1 ack:u16:1 urg:u16:1 ece:u16:1 cwr:u16:1 window:u16 check:u16 urg_ptr:u16 ;
        udphdr= source:u16 dest:u16 len:u16 check:u16 ;
        icmphdr= type:u8 code:u8 checksum:u16 id:u16 sequence:u16 ;
        icmp6hdr= icmp6_type:u8 icmp6_code:u8 icmp6_cksum:u16 identifier:u16 sequence:u16 ;
        arphdr= ar_hrd:u16 ar_pro:u16 ar_hln:u8 ar_pln:u8 ar_op:u16 ;

        """;

    /// <summary>The names, for suggestions.</summary>
    public static IEnumerable<string> Names =>
        Table.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(row => row[..row.IndexOf('=', StringComparison.Ordinal)]);

    /// <summary>Makes the header of that name; null when there is none.</summary>
    /// <param name="findType">Finds the type of a field that is a header itself.</param>
    public static StructType? Create(string name, Func<string, TypeSymbol?> findType)
    {
        if (name == "in6_addr")
        {
            return CreateIpv6Address();
        }

        int start = KeyTable.IndexOf(Table, name, '=');
        if (start < 0)
        {
            return null;
        }

        ReadOnlySpan<char> row = Table.AsSpan(start + name.Length + 1);
        return Create(name, row[..row.IndexOf(';')].ToString(), findType);
    }

    // A union in the header: the same 16 bytes in three sizes.
    private static StructType CreateIpv6Address()
    {
        var type = new StructType("in6_addr", StructRole.Plain);
        type.SetLayout(
            [
                new FieldSymbol("s6_addr", new ArrayType(BuiltInTypes.U8, 16), 0, 16),
                new FieldSymbol("s6_addr16", new ArrayType(BuiltInTypes.U16, 8), 0, 16),
                new FieldSymbol("s6_addr32", new ArrayType(BuiltInTypes.U32, 4), 0, 16),
            ],
            16, 4);
        return type;
    }

    private static StructType Create(string name, string row, Func<string, TypeSymbol?> findType)
    {
        var layout = new StructLayout();
        foreach (string field in row.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = field.Split(':');
            TypeSymbol type = ParseType(parts[1], findType);
            if (parts.Length == 3)
            {
                layout.AddBits(parts[0], type, int.Parse(parts[2], CultureInfo.InvariantCulture));
            }
            else
            {
                layout.Add(parts[0], type);
            }
        }

        var header = new StructType(name, StructRole.Plain);
        layout.Apply(header);
        return header;
    }

    private static TypeSymbol ParseType(string text, Func<string, TypeSymbol?> findType)
    {
        int bracket = text.IndexOf('[', StringComparison.Ordinal);
        if (bracket >= 0)
        {
            int count = int.Parse(
                text.AsSpan(bracket + 1, text.Length - bracket - 2), NumberStyles.None, CultureInfo.InvariantCulture);
            return new ArrayType(ParseType(text[..bracket], findType), count);
        }

        return NamedTypes.Find(text) ?? findType(text) ?? throw new FormatException($"network header type {text}");
    }
}
