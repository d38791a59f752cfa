namespace Bpf.Syscalls;

/// <summary>What the kernel tells about a link; uapi <c>linux/bpf.h</c>, <c>struct bpf_link_info</c>.</summary>
public sealed record LinkInfo
{
    /// <summary>The kind of link.</summary>
    public required LinkType Type { get; init; }

    /// <summary>The id.</summary>
    public required uint Id { get; init; }

    /// <summary>The id of the attached program.</summary>
    public required uint ProgramId { get; init; }

    /// <summary>XDP, TCX, netkit: the network interface; 0 once the interface is gone, and for other kinds.</summary>
    public int InterfaceIndex { get; init; }

    /// <summary>TCX, netkit, tracing, cgroup: where it is attached; <see langword="null"/> for other kinds.</summary>
    public AttachType? AttachType { get; init; }

    /// <summary>Raw tracepoints: the name; empty for other kinds.</summary>
    public string TracepointName { get; init; } = "";

    /// <summary>Cgroup: the inode number of its directory; 0 for other kinds.</summary>
    public ulong CgroupId { get; init; }
}
