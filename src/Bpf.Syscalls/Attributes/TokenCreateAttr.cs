using System.Runtime.InteropServices;

namespace Bpf.Syscalls.Attributes;

/// <summary>What <c>union bpf_attr</c> holds for <c>BPF_TOKEN_CREATE</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TokenCreateAttr
{
    public uint Flags;
    public uint BpffsFd;
}
