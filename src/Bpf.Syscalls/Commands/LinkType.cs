namespace Bpf.Syscalls;

/// <summary>The kinds of link; uapi <c>linux/bpf.h</c>, <c>enum bpf_link_type</c>.</summary>
public enum LinkType
{
    /// <summary>No kind: <c>BPF_LINK_TYPE_UNSPEC</c>.</summary>
    Unspecified = 0,

    /// <summary><c>BPF_LINK_TYPE_RAW_TRACEPOINT</c>. Since Linux 5.8.</summary>
    RawTracepoint = 1,

    /// <summary><c>BPF_LINK_TYPE_TRACING</c>: fentry, fexit, tp_btf, LSM. Since Linux 5.8.</summary>
    Tracing = 2,

    /// <summary><c>BPF_LINK_TYPE_CGROUP</c>. Since Linux 5.7.</summary>
    Cgroup = 3,

    /// <summary><c>BPF_LINK_TYPE_ITER</c>. Since Linux 5.8.</summary>
    Iterator = 4,

    /// <summary><c>BPF_LINK_TYPE_NETNS</c>. Since Linux 5.8.</summary>
    NetworkNamespace = 5,

    /// <summary><c>BPF_LINK_TYPE_XDP</c>. Since Linux 5.9.</summary>
    Xdp = 6,

    /// <summary>
    /// <c>BPF_LINK_TYPE_PERF_EVENT</c>: tracepoints, kprobes, uprobes, perf events. Since Linux 5.15.
    /// </summary>
    PerfEvent = 7,

    /// <summary><c>BPF_LINK_TYPE_KPROBE_MULTI</c>. Since Linux 5.18.</summary>
    KprobeMulti = 8,

    /// <summary><c>BPF_LINK_TYPE_STRUCT_OPS</c>. Since Linux 6.4.</summary>
    StructOps = 9,

    /// <summary><c>BPF_LINK_TYPE_NETFILTER</c>. Since Linux 6.4.</summary>
    Netfilter = 10,

    /// <summary><c>BPF_LINK_TYPE_TCX</c>. Since Linux 6.6.</summary>
    Tcx = 11,

    /// <summary><c>BPF_LINK_TYPE_UPROBE_MULTI</c>. Since Linux 6.6.</summary>
    UprobeMulti = 12,

    /// <summary><c>BPF_LINK_TYPE_NETKIT</c>. Since Linux 6.7.</summary>
    Netkit = 13,

    /// <summary><c>BPF_LINK_TYPE_SOCKMAP</c>. Since Linux 6.10.</summary>
    SocketMap = 14,
}
