using System.Runtime.InteropServices;

namespace Bpf.Syscalls.Attributes;

/// <summary>What <c>union bpf_attr</c> holds for <c>BPF_*_GET_NEXT_ID</c> and <c>BPF_*_GET_FD_BY_ID</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ObjectIdAttr
{
    public uint StartId;
    public uint NextId;
    public uint OpenFlags;
    public int FdByIdTokenFd;
}
