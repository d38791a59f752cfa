namespace Bpf.Syscalls;

/// <summary>Kinds of BPF programs: what calls them and what their context is.</summary>
/// <remarks><c>enum bpf_prog_type</c> of <c>linux/bpf.h</c>; the values are the kernel's.</remarks>
public enum ProgramType
{
    /// <summary>No type given; the kernel refuses it. <c>BPF_PROG_TYPE_UNSPEC</c>.</summary>
    Unspecified = 0,

    /// <summary>Filter on a socket. <c>BPF_PROG_TYPE_SOCKET_FILTER</c>. Since Linux 3.19.</summary>
    SocketFilter = 1,

    /// <summary>Kernel or user probe, at entry or return. <c>BPF_PROG_TYPE_KPROBE</c>. Since Linux 4.1.</summary>
    Kprobe = 2,

    /// <summary>
    /// Traffic control classifier (tc, tcx, netkit). <c>BPF_PROG_TYPE_SCHED_CLS</c>. Since Linux 4.1.
    /// </summary>
    SchedCls = 3,

    /// <summary>Traffic control action. <c>BPF_PROG_TYPE_SCHED_ACT</c>. Since Linux 4.1.</summary>
    SchedAct = 4,

    /// <summary>Tracepoint with its formatted record. <c>BPF_PROG_TYPE_TRACEPOINT</c>. Since Linux 4.7.</summary>
    Tracepoint = 5,

    /// <summary>Packet at the network driver. <c>BPF_PROG_TYPE_XDP</c>. Since Linux 4.8.</summary>
    Xdp = 6,

    /// <summary>Perf event: sampling and counters. <c>BPF_PROG_TYPE_PERF_EVENT</c>. Since Linux 4.9.</summary>
    PerfEvent = 7,

    /// <summary>Packets of a control group. <c>BPF_PROG_TYPE_CGROUP_SKB</c>. Since Linux 4.10.</summary>
    CgroupSkb = 8,

    /// <summary>
    /// Sockets made, bound and released in a control group. <c>BPF_PROG_TYPE_CGROUP_SOCK</c>. Since Linux 4.10.
    /// </summary>
    CgroupSock = 9,

    /// <summary>Lightweight tunnel, incoming. <c>BPF_PROG_TYPE_LWT_IN</c>. Since Linux 4.10.</summary>
    LwtIn = 10,

    /// <summary>Lightweight tunnel, outgoing. <c>BPF_PROG_TYPE_LWT_OUT</c>. Since Linux 4.10.</summary>
    LwtOut = 11,

    /// <summary>Lightweight tunnel, at transmission. <c>BPF_PROG_TYPE_LWT_XMIT</c>. Since Linux 4.10.</summary>
    LwtXmit = 12,

    /// <summary>TCP socket events of a control group. <c>BPF_PROG_TYPE_SOCK_OPS</c>. Since Linux 4.13.</summary>
    SockOps = 13,

    /// <summary>Stream parser and verdict on a socket map. <c>BPF_PROG_TYPE_SK_SKB</c>. Since Linux 4.14.</summary>
    SkSkb = 14,

    /// <summary>Device access of a control group. <c>BPF_PROG_TYPE_CGROUP_DEVICE</c>. Since Linux 4.15.</summary>
    CgroupDevice = 15,

    /// <summary>Messages sent through a socket map. <c>BPF_PROG_TYPE_SK_MSG</c>. Since Linux 4.17.</summary>
    SkMsg = 16,

    /// <summary>Tracepoint with its raw arguments. <c>BPF_PROG_TYPE_RAW_TRACEPOINT</c>. Since Linux 4.17.</summary>
    RawTracepoint = 17,

    /// <summary>Socket addresses of a control group. <c>BPF_PROG_TYPE_CGROUP_SOCK_ADDR</c>. Since Linux 4.17.</summary>
    CgroupSockAddr = 18,

    /// <summary>
    /// Lightweight tunnel, IPv6 segment routing. <c>BPF_PROG_TYPE_LWT_SEG6LOCAL</c>. Since Linux 4.18.
    /// </summary>
    LwtSeg6Local = 19,

    /// <summary>Infrared decoder. <c>BPF_PROG_TYPE_LIRC_MODE2</c>. Since Linux 4.18.</summary>
    LircMode2 = 20,

    /// <summary>Choice of a socket in a reuseport group. <c>BPF_PROG_TYPE_SK_REUSEPORT</c>. Since Linux 4.19.</summary>
    SkReuseport = 21,

    /// <summary>Flow dissector of a network namespace. <c>BPF_PROG_TYPE_FLOW_DISSECTOR</c>. Since Linux 4.20.</summary>
    FlowDissector = 22,

    /// <summary>Sysctl access of a control group. <c>BPF_PROG_TYPE_CGROUP_SYSCTL</c>. Since Linux 5.2.</summary>
    CgroupSysctl = 23,

    /// <summary>
    /// Raw tracepoint, first argument writable. <c>BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE</c>. Since Linux 5.2.
    /// </summary>
    RawTracepointWritable = 24,

    /// <summary>Socket options of a control group. <c>BPF_PROG_TYPE_CGROUP_SOCKOPT</c>. Since Linux 5.3.</summary>
    CgroupSockopt = 25,

    /// <summary>
    /// Typed tracing: fentry, fexit, fmod_ret, tp_btf, iterators. <c>BPF_PROG_TYPE_TRACING</c>. Since Linux 5.5.
    /// </summary>
    Tracing = 26,

    /// <summary>Callback of a kernel structure. <c>BPF_PROG_TYPE_STRUCT_OPS</c>. Since Linux 5.6.</summary>
    StructOps = 27,

    /// <summary>
    /// Replacement of a global function of another program. <c>BPF_PROG_TYPE_EXT</c>. Since Linux 5.6.
    /// </summary>
    Extension = 28,

    /// <summary>Linux security module hook. <c>BPF_PROG_TYPE_LSM</c>. Since Linux 5.7.</summary>
    Lsm = 29,

    /// <summary>Choice of the socket for an incoming packet. <c>BPF_PROG_TYPE_SK_LOOKUP</c>. Since Linux 5.9.</summary>
    SkLookup = 30,

    /// <summary>
    /// Program run by user space that may make system calls. <c>BPF_PROG_TYPE_SYSCALL</c>. Since Linux 5.14.
    /// </summary>
    Syscall = 31,

    /// <summary>Netfilter hook. <c>BPF_PROG_TYPE_NETFILTER</c>. Since Linux 6.4.</summary>
    Netfilter = 32,
}
