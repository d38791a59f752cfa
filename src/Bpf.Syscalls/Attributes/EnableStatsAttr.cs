using System.Runtime.InteropServices;

namespace Bpf.Syscalls.Attributes;

/// <summary>What <c>union bpf_attr</c> holds for <c>BPF_ENABLE_STATS</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EnableStatsAttr
{
    public uint Type;
}
