using System.Runtime.InteropServices;

namespace Bpf.Syscalls.Attributes;

/// <summary>What <c>union bpf_attr</c> holds for <c>BPF_ITER_CREATE</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IterCreateAttr
{
    public uint LinkFd;
    public uint Flags;
}
