namespace Bpf.Syscalls;

/// <summary>Places where a program is attached; some program types are verified differently for each.</summary>
/// <remarks>
/// <c>enum bpf_attach_type</c> of <c>linux/bpf.h</c>; the values are the kernel's. 0 also stands for "not stated".
/// </remarks>
public enum AttachType
{
    /// <summary>Packets received in a control group. <c>BPF_CGROUP_INET_INGRESS</c>. Since Linux 4.10.</summary>
    CgroupInetIngress = 0,

    /// <summary>Packets sent from a control group. <c>BPF_CGROUP_INET_EGRESS</c>. Since Linux 4.10.</summary>
    CgroupInetEgress = 1,

    /// <summary>Creation of an inet socket. <c>BPF_CGROUP_INET_SOCK_CREATE</c>. Since Linux 4.10.</summary>
    CgroupInetSockCreate = 2,

    /// <summary>TCP socket events. <c>BPF_CGROUP_SOCK_OPS</c>. Since Linux 4.13.</summary>
    CgroupSockOps = 3,

    /// <summary>Message boundaries in a stream. <c>BPF_SK_SKB_STREAM_PARSER</c>. Since Linux 4.14.</summary>
    SkSkbStreamParser = 4,

    /// <summary>Verdict on a stream message. <c>BPF_SK_SKB_STREAM_VERDICT</c>. Since Linux 4.14.</summary>
    SkSkbStreamVerdict = 5,

    /// <summary>Device access. <c>BPF_CGROUP_DEVICE</c>. Since Linux 4.15.</summary>
    CgroupDevice = 6,

    /// <summary>Verdict on a message being sent. <c>BPF_SK_MSG_VERDICT</c>. Since Linux 4.17.</summary>
    SkMsgVerdict = 7,

    /// <summary>IPv4 <c>bind</c>. <c>BPF_CGROUP_INET4_BIND</c>. Since Linux 4.17.</summary>
    CgroupInet4Bind = 8,

    /// <summary>IPv6 <c>bind</c>. <c>BPF_CGROUP_INET6_BIND</c>. Since Linux 4.17.</summary>
    CgroupInet6Bind = 9,

    /// <summary>IPv4 <c>connect</c>. <c>BPF_CGROUP_INET4_CONNECT</c>. Since Linux 4.17.</summary>
    CgroupInet4Connect = 10,

    /// <summary>IPv6 <c>connect</c>. <c>BPF_CGROUP_INET6_CONNECT</c>. Since Linux 4.17.</summary>
    CgroupInet6Connect = 11,

    /// <summary>After an IPv4 <c>bind</c>. <c>BPF_CGROUP_INET4_POST_BIND</c>. Since Linux 4.17.</summary>
    CgroupInet4PostBind = 12,

    /// <summary>After an IPv6 <c>bind</c>. <c>BPF_CGROUP_INET6_POST_BIND</c>. Since Linux 4.17.</summary>
    CgroupInet6PostBind = 13,

    /// <summary>IPv4 unconnected UDP send. <c>BPF_CGROUP_UDP4_SENDMSG</c>. Since Linux 4.18.</summary>
    CgroupUdp4SendMsg = 14,

    /// <summary>IPv6 unconnected UDP send. <c>BPF_CGROUP_UDP6_SENDMSG</c>. Since Linux 4.18.</summary>
    CgroupUdp6SendMsg = 15,

    /// <summary>Infrared decoder. <c>BPF_LIRC_MODE2</c>. Since Linux 4.18.</summary>
    LircMode2 = 16,

    /// <summary>Flow dissector. <c>BPF_FLOW_DISSECTOR</c>. Since Linux 4.20.</summary>
    FlowDissector = 17,

    /// <summary>Sysctl access. <c>BPF_CGROUP_SYSCTL</c>. Since Linux 5.2.</summary>
    CgroupSysctl = 18,

    /// <summary>IPv4 unconnected UDP receive. <c>BPF_CGROUP_UDP4_RECVMSG</c>. Since Linux 5.2.</summary>
    CgroupUdp4RecvMsg = 19,

    /// <summary>IPv6 unconnected UDP receive. <c>BPF_CGROUP_UDP6_RECVMSG</c>. Since Linux 5.2.</summary>
    CgroupUdp6RecvMsg = 20,

    /// <summary><c>getsockopt</c>. <c>BPF_CGROUP_GETSOCKOPT</c>. Since Linux 5.3.</summary>
    CgroupGetSockopt = 21,

    /// <summary><c>setsockopt</c>. <c>BPF_CGROUP_SETSOCKOPT</c>. Since Linux 5.3.</summary>
    CgroupSetSockopt = 22,

    /// <summary>Tracepoint with typed arguments (<c>tp_btf</c>). <c>BPF_TRACE_RAW_TP</c>. Since Linux 5.5.</summary>
    TraceRawTracepoint = 23,

    /// <summary>Function entry. <c>BPF_TRACE_FENTRY</c>. Since Linux 5.5.</summary>
    TraceFEntry = 24,

    /// <summary>Function exit. <c>BPF_TRACE_FEXIT</c>. Since Linux 5.5.</summary>
    TraceFExit = 25,

    /// <summary>Function entry, may replace the return value. <c>BPF_MODIFY_RETURN</c>. Since Linux 5.7.</summary>
    ModifyReturn = 26,

    /// <summary>Security hook. <c>BPF_LSM_MAC</c>. Since Linux 5.7.</summary>
    LsmMac = 27,

    /// <summary>Iterator over kernel objects. <c>BPF_TRACE_ITER</c>. Since Linux 5.8.</summary>
    TraceIter = 28,

    /// <summary>IPv4 <c>getpeername</c>. <c>BPF_CGROUP_INET4_GETPEERNAME</c>. Since Linux 5.8.</summary>
    CgroupInet4GetPeerName = 29,

    /// <summary>IPv6 <c>getpeername</c>. <c>BPF_CGROUP_INET6_GETPEERNAME</c>. Since Linux 5.8.</summary>
    CgroupInet6GetPeerName = 30,

    /// <summary>IPv4 <c>getsockname</c>. <c>BPF_CGROUP_INET4_GETSOCKNAME</c>. Since Linux 5.8.</summary>
    CgroupInet4GetSockName = 31,

    /// <summary>IPv6 <c>getsockname</c>. <c>BPF_CGROUP_INET6_GETSOCKNAME</c>. Since Linux 5.8.</summary>
    CgroupInet6GetSockName = 32,

    /// <summary>XDP program run by a device map entry. <c>BPF_XDP_DEVMAP</c>. Since Linux 5.8.</summary>
    XdpDevMap = 33,

    /// <summary>Release of an inet socket. <c>BPF_CGROUP_INET_SOCK_RELEASE</c>. Since Linux 5.9.</summary>
    CgroupInetSockRelease = 34,

    /// <summary>XDP program run by a CPU map entry. <c>BPF_XDP_CPUMAP</c>. Since Linux 5.9.</summary>
    XdpCpuMap = 35,

    /// <summary>Socket lookup. <c>BPF_SK_LOOKUP</c>. Since Linux 5.9.</summary>
    SkLookup = 36,

    /// <summary>XDP on a network interface. <c>BPF_XDP</c>. Since Linux 5.9.</summary>
    Xdp = 37,

    /// <summary>Verdict on a socket buffer. <c>BPF_SK_SKB_VERDICT</c>. Since Linux 5.13.</summary>
    SkSkbVerdict = 38,

    /// <summary>Choice in a reuseport group. <c>BPF_SK_REUSEPORT_SELECT</c>. Since Linux 5.14.</summary>
    SkReuseportSelect = 39,

    /// <summary>
    /// Choice or migration in a reuseport group. <c>BPF_SK_REUSEPORT_SELECT_OR_MIGRATE</c>. Since Linux 5.14.
    /// </summary>
    SkReuseportSelectOrMigrate = 40,

    /// <summary>Perf event link. <c>BPF_PERF_EVENT</c>. Since Linux 5.15.</summary>
    PerfEvent = 41,

    /// <summary>Many kernel functions with one link. <c>BPF_TRACE_KPROBE_MULTI</c>. Since Linux 5.18.</summary>
    TraceKprobeMulti = 42,

    /// <summary>Security hook of a control group. <c>BPF_LSM_CGROUP</c>. Since Linux 6.0.</summary>
    LsmCgroup = 43,

    /// <summary>Link to a kernel structure of callbacks. <c>BPF_STRUCT_OPS</c>. Since Linux 6.4.</summary>
    StructOps = 44,

    /// <summary>Netfilter hook. <c>BPF_NETFILTER</c>. Since Linux 6.4.</summary>
    Netfilter = 45,

    /// <summary>Traffic control, incoming, by link. <c>BPF_TCX_INGRESS</c>. Since Linux 6.6.</summary>
    TcxIngress = 46,

    /// <summary>Traffic control, outgoing, by link. <c>BPF_TCX_EGRESS</c>. Since Linux 6.6.</summary>
    TcxEgress = 47,

    /// <summary>Many user functions with one link. <c>BPF_TRACE_UPROBE_MULTI</c>. Since Linux 6.6.</summary>
    TraceUprobeMulti = 48,

    /// <summary>Unix socket <c>connect</c>. <c>BPF_CGROUP_UNIX_CONNECT</c>. Since Linux 6.7.</summary>
    CgroupUnixConnect = 49,

    /// <summary>Unix socket <c>sendmsg</c>. <c>BPF_CGROUP_UNIX_SENDMSG</c>. Since Linux 6.7.</summary>
    CgroupUnixSendMsg = 50,

    /// <summary>Unix socket <c>recvmsg</c>. <c>BPF_CGROUP_UNIX_RECVMSG</c>. Since Linux 6.7.</summary>
    CgroupUnixRecvMsg = 51,

    /// <summary>Unix socket <c>getpeername</c>. <c>BPF_CGROUP_UNIX_GETPEERNAME</c>. Since Linux 6.7.</summary>
    CgroupUnixGetPeerName = 52,

    /// <summary>Unix socket <c>getsockname</c>. <c>BPF_CGROUP_UNIX_GETSOCKNAME</c>. Since Linux 6.7.</summary>
    CgroupUnixGetSockName = 53,

    /// <summary>Netkit device, primary side. <c>BPF_NETKIT_PRIMARY</c>. Since Linux 6.7.</summary>
    NetkitPrimary = 54,

    /// <summary>Netkit device, peer side. <c>BPF_NETKIT_PEER</c>. Since Linux 6.7.</summary>
    NetkitPeer = 55,

    /// <summary>
    /// Entry and return of many kernel functions with one program. <c>BPF_TRACE_KPROBE_SESSION</c>. Since Linux 6.10.
    /// </summary>
    TraceKprobeSession = 56,

    /// <summary>
    /// Entry and return of many user functions with one program. <c>BPF_TRACE_UPROBE_SESSION</c>. Since Linux 6.13.
    /// </summary>
    TraceUprobeSession = 57,
}
