using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>What the name of a program's ELF section says about the program.</summary>
/// <param name="Type">The kind of program.</param>
/// <param name="AttachType">Where it is attached, when the kernel wants to know at load.</param>
/// <param name="AttachTo">What follows the first part of the name; <see langword="null"/> if nothing does.</param>
/// <param name="Flags">Flags of the load.</param>
/// <param name="IsAutoLoaded">Whether it is loaded with its object: the name does not begin with <c>?</c>.</param>
/// <remarks>The names are those of libbpf: <c>Documentation/bpf/libbpf/program_types.rst</c>.</remarks>
public sealed record ProgramSection(
    ProgramType Type, AttachType AttachType, string? AttachTo, ProgramFlags Flags, bool IsAutoLoaded)
{
    private const ProgramFlags Sleepable = ProgramFlags.Sleepable;

    // In a section that takes a target, the target follows after a slash. The first rule that fits a program names it.
    private static readonly ImmutableArray<Rule> _rules =
    [
        new("xdp", ProgramType.Xdp, AttachType.Xdp),
        new("xdp/devmap", ProgramType.Xdp, AttachType.XdpDevMap),
        new("xdp/cpumap", ProgramType.Xdp, AttachType.XdpCpuMap),
        new("xdp.frags", ProgramType.Xdp, AttachType.Xdp, Flags: ProgramFlags.XdpHasFragments),
        new("xdp.frags/devmap", ProgramType.Xdp, AttachType.XdpDevMap, Flags: ProgramFlags.XdpHasFragments),
        new("xdp.frags/cpumap", ProgramType.Xdp, AttachType.XdpCpuMap, Flags: ProgramFlags.XdpHasFragments),
        new("tc", ProgramType.SchedCls),
        new("classifier", ProgramType.SchedCls),
        new("tcx/ingress", ProgramType.SchedCls, AttachType.TcxIngress),
        new("tcx/egress", ProgramType.SchedCls, AttachType.TcxEgress),
        new("tc/ingress", ProgramType.SchedCls, AttachType.TcxIngress),
        new("tc/egress", ProgramType.SchedCls, AttachType.TcxEgress),
        new("netkit/primary", ProgramType.SchedCls, AttachType.NetkitPrimary),
        new("netkit/peer", ProgramType.SchedCls, AttachType.NetkitPeer),
        new("action", ProgramType.SchedAct),
        new("socket", ProgramType.SocketFilter),
        new("kprobe", ProgramType.Kprobe, TakesTarget: true),
        new("kretprobe", ProgramType.Kprobe, TakesTarget: true),
        new("uprobe", ProgramType.Kprobe, TakesTarget: true),
        new("uprobe.s", ProgramType.Kprobe, Flags: Sleepable, TakesTarget: true),
        new("uretprobe", ProgramType.Kprobe, TakesTarget: true),
        new("uretprobe.s", ProgramType.Kprobe, Flags: Sleepable, TakesTarget: true),
        new("ksyscall", ProgramType.Kprobe, TakesTarget: true),
        new("kretsyscall", ProgramType.Kprobe, TakesTarget: true),
        new("usdt", ProgramType.Kprobe, TakesTarget: true),
        new("usdt.s", ProgramType.Kprobe, Flags: Sleepable, TakesTarget: true),
        new("kprobe.multi", ProgramType.Kprobe, AttachType.TraceKprobeMulti, TakesTarget: true),
        new("kretprobe.multi", ProgramType.Kprobe, AttachType.TraceKprobeMulti, TakesTarget: true),
        new("kprobe.session", ProgramType.Kprobe, AttachType.TraceKprobeSession, TakesTarget: true),
        new("uprobe.multi", ProgramType.Kprobe, AttachType.TraceUprobeMulti, TakesTarget: true),
        new("uretprobe.multi", ProgramType.Kprobe, AttachType.TraceUprobeMulti, TakesTarget: true),
        new("uprobe.session", ProgramType.Kprobe, AttachType.TraceUprobeSession, TakesTarget: true),
        new("uprobe.multi.s", ProgramType.Kprobe, AttachType.TraceUprobeMulti, Sleepable, TakesTarget: true),
        new("uretprobe.multi.s", ProgramType.Kprobe, AttachType.TraceUprobeMulti, Sleepable, TakesTarget: true),
        new("uprobe.session.s", ProgramType.Kprobe, AttachType.TraceUprobeSession, Sleepable, TakesTarget: true),
        new("tracepoint", ProgramType.Tracepoint, TakesTarget: true),
        new("tp", ProgramType.Tracepoint, TakesTarget: true),
        new("raw_tracepoint", ProgramType.RawTracepoint, TakesTarget: true),
        new("raw_tp", ProgramType.RawTracepoint, TakesTarget: true),
        new("raw_tracepoint.w", ProgramType.RawTracepointWritable, TakesTarget: true),
        new("raw_tp.w", ProgramType.RawTracepointWritable, TakesTarget: true),
        new("tp_btf", ProgramType.Tracing, AttachType.TraceRawTracepoint, TakesTarget: true),
        new("fentry", ProgramType.Tracing, AttachType.TraceFEntry, TakesTarget: true),
        new("fexit", ProgramType.Tracing, AttachType.TraceFExit, TakesTarget: true),
        new("fmod_ret", ProgramType.Tracing, AttachType.ModifyReturn, TakesTarget: true),
        new("fentry.s", ProgramType.Tracing, AttachType.TraceFEntry, Sleepable, TakesTarget: true),
        new("fexit.s", ProgramType.Tracing, AttachType.TraceFExit, Sleepable, TakesTarget: true),
        new("fmod_ret.s", ProgramType.Tracing, AttachType.ModifyReturn, Sleepable, TakesTarget: true),
        new("iter", ProgramType.Tracing, AttachType.TraceIter, TakesTarget: true),
        new("iter.s", ProgramType.Tracing, AttachType.TraceIter, Sleepable, TakesTarget: true),
        new("freplace", ProgramType.Extension, TakesTarget: true),
        new("lsm", ProgramType.Lsm, AttachType.LsmMac, TakesTarget: true),
        new("lsm.s", ProgramType.Lsm, AttachType.LsmMac, Sleepable, TakesTarget: true),
        new("lsm_cgroup", ProgramType.Lsm, AttachType.LsmCgroup, TakesTarget: true),
        new("struct_ops", ProgramType.StructOps, TakesTarget: true),
        new("struct_ops.s", ProgramType.StructOps, Flags: Sleepable, TakesTarget: true),
        new("syscall", ProgramType.Syscall, Flags: Sleepable),
        new("perf_event", ProgramType.PerfEvent),
        new("netfilter", ProgramType.Netfilter, AttachType.Netfilter),
        new("flow_dissector", ProgramType.FlowDissector, AttachType.FlowDissector),
        new("lirc_mode2", ProgramType.LircMode2, AttachType.LircMode2),
        new("lwt_in", ProgramType.LwtIn),
        new("lwt_out", ProgramType.LwtOut),
        new("lwt_xmit", ProgramType.LwtXmit),
        new("lwt_seg6local", ProgramType.LwtSeg6Local),
        new("sk_lookup", ProgramType.SkLookup, AttachType.SkLookup),
        new("sk_reuseport", ProgramType.SkReuseport, AttachType.SkReuseportSelect),
        new("sk_reuseport/migrate", ProgramType.SkReuseport, AttachType.SkReuseportSelectOrMigrate),
        new("sk_msg", ProgramType.SkMsg, AttachType.SkMsgVerdict),
        new("sk_skb/stream_parser", ProgramType.SkSkb, AttachType.SkSkbStreamParser),
        new("sk_skb/stream_verdict", ProgramType.SkSkb, AttachType.SkSkbStreamVerdict),
        new("sk_skb/verdict", ProgramType.SkSkb, AttachType.SkSkbVerdict),
        new("sk_skb", ProgramType.SkSkb),
        new("sockops", ProgramType.SockOps, AttachType.CgroupSockOps),
        new("cgroup_skb/ingress", ProgramType.CgroupSkb, AttachType.CgroupInetIngress),
        new("cgroup_skb/egress", ProgramType.CgroupSkb, AttachType.CgroupInetEgress),
        new("cgroup/skb", ProgramType.CgroupSkb),
        new("cgroup/sock_create", ProgramType.CgroupSock, AttachType.CgroupInetSockCreate),
        new("cgroup/sock", ProgramType.CgroupSock, AttachType.CgroupInetSockCreate),
        new("cgroup/sock_release", ProgramType.CgroupSock, AttachType.CgroupInetSockRelease),
        new("cgroup/post_bind4", ProgramType.CgroupSock, AttachType.CgroupInet4PostBind),
        new("cgroup/post_bind6", ProgramType.CgroupSock, AttachType.CgroupInet6PostBind),
        new("cgroup/bind4", ProgramType.CgroupSockAddr, AttachType.CgroupInet4Bind),
        new("cgroup/bind6", ProgramType.CgroupSockAddr, AttachType.CgroupInet6Bind),
        new("cgroup/connect4", ProgramType.CgroupSockAddr, AttachType.CgroupInet4Connect),
        new("cgroup/connect6", ProgramType.CgroupSockAddr, AttachType.CgroupInet6Connect),
        new("cgroup/connect_unix", ProgramType.CgroupSockAddr, AttachType.CgroupUnixConnect),
        new("cgroup/sendmsg4", ProgramType.CgroupSockAddr, AttachType.CgroupUdp4SendMsg),
        new("cgroup/sendmsg6", ProgramType.CgroupSockAddr, AttachType.CgroupUdp6SendMsg),
        new("cgroup/sendmsg_unix", ProgramType.CgroupSockAddr, AttachType.CgroupUnixSendMsg),
        new("cgroup/recvmsg4", ProgramType.CgroupSockAddr, AttachType.CgroupUdp4RecvMsg),
        new("cgroup/recvmsg6", ProgramType.CgroupSockAddr, AttachType.CgroupUdp6RecvMsg),
        new("cgroup/recvmsg_unix", ProgramType.CgroupSockAddr, AttachType.CgroupUnixRecvMsg),
        new("cgroup/getpeername4", ProgramType.CgroupSockAddr, AttachType.CgroupInet4GetPeerName),
        new("cgroup/getpeername6", ProgramType.CgroupSockAddr, AttachType.CgroupInet6GetPeerName),
        new("cgroup/getpeername_unix", ProgramType.CgroupSockAddr, AttachType.CgroupUnixGetPeerName),
        new("cgroup/getsockname4", ProgramType.CgroupSockAddr, AttachType.CgroupInet4GetSockName),
        new("cgroup/getsockname6", ProgramType.CgroupSockAddr, AttachType.CgroupInet6GetSockName),
        new("cgroup/getsockname_unix", ProgramType.CgroupSockAddr, AttachType.CgroupUnixGetSockName),
        new("cgroup/sysctl", ProgramType.CgroupSysctl, AttachType.CgroupSysctl),
        new("cgroup/getsockopt", ProgramType.CgroupSockopt, AttachType.CgroupGetSockopt),
        new("cgroup/setsockopt", ProgramType.CgroupSockopt, AttachType.CgroupSetSockopt),
        new("cgroup/dev", ProgramType.CgroupDevice, AttachType.CgroupDevice),
    ];

    /// <summary>Reads the name of a section.</summary>
    /// <returns>Whether the name is that of a kind of program.</returns>
    public static bool TryParse(string name, [NotNullWhen(true)] out ProgramSection? section)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool isAutoLoaded = !name.StartsWith('?');
        string rest = isAutoLoaded ? name : name[1..];
        foreach (Rule rule in _rules)
        {
            if (rule.Matches(rest, out string? target))
            {
                section = new ProgramSection(rule.Type, rule.AttachType, target, rule.Flags, isAutoLoaded);
                return true;
            }
        }

        section = null;
        return false;
    }

    /// <summary>The conventional section of a program that names none.</summary>
    /// <exception cref="InvalidOperationException">No section fits the program's type and attachment.</exception>
    public static string NameOf(ProgramSpec program)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (program.SectionName is { } given)
        {
            return given;
        }

        Rule rule = _rules.FirstOrDefault(rule => rule.Fits(program))
            ?? throw new InvalidOperationException(
                $"name the section of '{program.Name}': none is for {program.Type} at {program.AttachType}: "
                + "set SectionName");
        string target = rule.TakesTarget && program.AttachTo is { Length: > 0 } to ? "/" + to : string.Empty;
        return (program.IsAutoLoaded ? string.Empty : "?") + rule.Name + target;
    }

    private sealed record Rule(
        string Name, ProgramType Type, AttachType AttachType = default, ProgramFlags Flags = default,
        bool TakesTarget = false)
    {
        /// <summary>The flags that a name can express.</summary>
        private const ProgramFlags Named = ProgramFlags.Sleepable | ProgramFlags.XdpHasFragments;

        public bool Matches(string name, out string? target)
        {
            target = null;
            if (!name.StartsWith(Name, StringComparison.Ordinal))
            {
                return false;
            }

            if (name.Length == Name.Length)
            {
                return true;
            }

            target = name[(Name.Length + 1)..];
            return TakesTarget && name[Name.Length] == '/' && target.Length > 0;
        }

        public bool Fits(ProgramSpec program) =>
            Type == program.Type && (program.Flags & Named & ~Flags) == 0 && (Flags & ~program.Flags & Named) == 0
            && (AttachType == program.AttachType || IsOptional(program));

        // XDP programs may leave it unsaid. libbpf before 1.3 does not know tcx sections, and takes "tc" for both.
        private bool IsOptional(ProgramSpec program) => Type switch
        {
            ProgramType.Xdp => program.AttachType == default && AttachType == AttachType.Xdp,
            ProgramType.SchedCls => Name == "tc" && program.AttachType is AttachType.TcxIngress or AttachType.TcxEgress,
            _ => false,
        };
    }
}
