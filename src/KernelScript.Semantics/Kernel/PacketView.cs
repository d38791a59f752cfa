namespace KernelScript.Semantics;

/// <summary>
/// A view of a packet: its value is the program's context, its fields are functions of the standard library.
/// </summary>
/// <param name="Type">The struct without fields that stands for it in types.</param>
/// <param name="Context">The context behind it.</param>
/// <param name="Prefix">What its functions' names begin with: <c>packet_</c>, <c>tcp_</c>.</param>
internal sealed record PacketView(StructType Type, StructType Context, string Prefix);

/// <summary>The views of the packets of one kind of program.</summary>
internal sealed class PacketViews
{
    private readonly PacketView[] _views;

    /// <summary>The views of a context.</summary>
    public PacketViews(StructType context)
    {
        string family = context.Name == "xdp_md" ? "xdp" : "skb";
        PacketView Create(string part) =>
            new(new StructType($"{family}_{part}", StructRole.Context), context, part + "_");
        _views = [Create("packet"), Create("tcp"), Create("udp"), Create("ip"), Create("eth")];
    }

    /// <summary>The whole packet.</summary>
    public PacketView Packet => _views[0];

    /// <summary>The view that a type stands for, or null.</summary>
    public PacketView? Of(StructType type) => Array.Find(_views, v => ReferenceEquals(v.Type, type));

    /// <summary>The view of a type's name, or null.</summary>
    public PacketView? Find(string name) => Array.Find(_views, v => v.Type.Name == name);

    /// <summary>The view that a method such as <c>tcp_header</c> of the packet gives, or null.</summary>
    public PacketView? Header(string method) => method switch
    {
        "tcp_header" => _views[1],
        "udp_header" => _views[2],
        "ip_header" => _views[3],
        "eth_header" => _views[4],
        _ => null,
    };
}
