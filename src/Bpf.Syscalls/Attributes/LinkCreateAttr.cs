using System.Runtime.InteropServices;

namespace Bpf.Syscalls.Attributes;

/// <summary>What <c>union bpf_attr</c> holds for <c>BPF_LINK_CREATE</c>. The tail depends on the attach type.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct LinkCreateAttr
{
    [FieldOffset(0)]
    public uint ProgFd;

    /// <summary>A descriptor or an interface index.</summary>
    [FieldOffset(4)]
    public uint TargetFd;

    [FieldOffset(8)]
    public uint AttachType;

    [FieldOffset(12)]
    public uint Flags;

    /// <summary>Tracing programs that are attached to a function other than the one they were loaded for.</summary>
    [FieldOffset(16)]
    public uint TargetBtfId;

    /// <summary>Iterators: address of <c>union bpf_iter_link_info</c>.</summary>
    [FieldOffset(16)]
    public ulong IterInfo;

    [FieldOffset(24)]
    public uint IterInfoLen;

    /// <summary>Perf events: the value <c>bpf_get_attach_cookie</c> returns.</summary>
    [FieldOffset(16)]
    public ulong PerfEventCookie;

    /// <summary>Tracing programs: the value <c>bpf_get_attach_cookie</c> returns.</summary>
    [FieldOffset(24)]
    public ulong TracingCookie;

    /// <summary>TCX, netkit, cgroup: the link or program beside which to attach.</summary>
    [FieldOffset(16)]
    public uint RelativeFd;

    [FieldOffset(24)]
    public ulong ExpectedRevision;

    /// <summary>Uprobes: address of the path, which ends with a zero.</summary>
    [FieldOffset(16)]
    public ulong UprobePath;

    /// <summary>Uprobes: address of the offsets in the file, 8 bytes each.</summary>
    [FieldOffset(24)]
    public ulong UprobeOffsets;

    /// <summary>Uprobes: address of the cookies, 8 bytes each; 0 for none.</summary>
    [FieldOffset(40)]
    public ulong UprobeCookies;

    [FieldOffset(48)]
    public uint UprobeCount;

    /// <summary>Uprobes: <c>BPF_F_UPROBE_MULTI_RETURN</c> 1.</summary>
    [FieldOffset(52)]
    public uint UprobeFlags;

    /// <summary>Uprobes: the process; 0 for all.</summary>
    [FieldOffset(56)]
    public uint UprobePid;

    /// <summary>Netfilter: the protocol family.</summary>
    [FieldOffset(16)]
    public uint NetfilterFamily;

    /// <summary>Netfilter: the place in the packet's way.</summary>
    [FieldOffset(20)]
    public uint NetfilterHook;

    [FieldOffset(24)]
    public int NetfilterPriority;

    /// <summary>Netfilter: <c>BPF_F_NETFILTER_IP_DEFRAG</c> 1.</summary>
    [FieldOffset(28)]
    public uint NetfilterFlags;
}
