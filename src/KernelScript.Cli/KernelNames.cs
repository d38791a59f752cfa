using Bpf.Syscalls;

namespace KernelScript.Cli;

/// <summary>The kernel's spelling of the types of its objects, as bpftool shows it.</summary>
internal static class KernelNames
{
    /// <summary>Such as <c>xdp</c>, <c>sched_cls</c>, <c>raw_tracepoint</c>.</summary>
    public static string Of(ProgramType type) => InSnakeCase(type.ToString());

    /// <summary>Such as <c>hash</c>, <c>prog_array</c>, <c>percpu_hash</c>, <c>ringbuf</c>.</summary>
    public static string Of(MapType type) => type switch
    {
        MapType.ProgramArray => "prog_array",
        MapType.DevMapHash => "devmap_hash",
        MapType.ReuseportSockArray => "reuseport_sockarray",
        MapType.UserRingBuf => "user_ringbuf",
        MapType.RingBuf or MapType.DevMap or MapType.SockMap or MapType.CpuMap or MapType.XskMap or MapType.SockHash =>
            type.ToString().ToLowerInvariant(),
        _ => InSnakeCase(type.ToString()).Replace("per_cpu", "percpu", StringComparison.Ordinal),
    };

    /// <summary>Such as <c>xdp</c>, <c>perf_event</c>, <c>netns</c>.</summary>
    public static string Of(LinkType type) => type switch
    {
        LinkType.Iterator => "iter",
        LinkType.NetworkNamespace => "netns",
        LinkType.SocketMap => "sockmap",
        _ => InSnakeCase(type.ToString()),
    };

    /// <summary>Any name of ours in the kernel's manner: <c>TcxLink</c> is <c>tcx_link</c>.</summary>
    public static string InSnakeCase(string name) => string.Concat(
        name.Select((c, i) =>
            char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
