namespace Bpf.Loader;

/// <summary>Where in a packet's way through the network stack a netfilter program runs.</summary>
public enum NetfilterHook
{
    /// <summary>Every packet that arrives, before it is routed. <c>NF_INET_PRE_ROUTING</c>.</summary>
    PreRouting = 0,

    /// <summary>Packets for this host. <c>NF_INET_LOCAL_IN</c>.</summary>
    LocalIn = 1,

    /// <summary>Packets that are passed on. <c>NF_INET_FORWARD</c>.</summary>
    Forward = 2,

    /// <summary>Packets of this host. <c>NF_INET_LOCAL_OUT</c>.</summary>
    LocalOut = 3,

    /// <summary>Every packet that leaves, after it is routed. <c>NF_INET_POST_ROUTING</c>.</summary>
    PostRouting = 4,
}

/// <summary>How a netfilter program is attached.</summary>
public sealed record NetfilterOptions
{
    /// <summary>Where it runs.</summary>
    public required NetfilterHook Hook { get; init; }

    /// <summary>Whether it sees IPv6 packets, rather than IPv4.</summary>
    public bool IsIPv6 { get; init; }

    /// <summary>Hooks of a place run by ascending priority; each program needs one of its own.</summary>
    public int Priority { get; init; }

    /// <summary>Whether fragments are put together before; the priority must be above -400 then.</summary>
    public bool Defragments { get; init; }
}
