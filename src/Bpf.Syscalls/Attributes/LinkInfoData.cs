using System.Runtime.InteropServices;

namespace Bpf.Syscalls.Attributes;

/// <summary>
/// The head of <c>struct bpf_link_info</c> and the members of its union that are read here (uapi <c>linux/bpf.h</c>).
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct LinkInfoData
{
    [FieldOffset(0)]
    public uint Type;

    [FieldOffset(4)]
    public uint Id;

    [FieldOffset(8)]
    public uint ProgId;

    /// <summary>XDP, TCX, netkit.</summary>
    [FieldOffset(16)]
    public uint Ifindex;

    /// <summary>TCX, netkit.</summary>
    [FieldOffset(20)]
    public uint TcxAttachType;

    /// <summary>Tracing (fentry, tp_btf, …).</summary>
    [FieldOffset(16)]
    public uint TracingAttachType;

    [FieldOffset(20)]
    public uint TargetObjId;

    [FieldOffset(24)]
    public uint TargetBtfId;

    /// <summary>Raw tracepoints: address of a buffer for the name.</summary>
    [FieldOffset(16)]
    public ulong TpName;

    [FieldOffset(24)]
    public uint TpNameLen;

    /// <summary>Cgroup: the inode of the cgroup's directory.</summary>
    [FieldOffset(16)]
    public ulong CgroupId;

    [FieldOffset(24)]
    public uint CgroupAttachType;
}
