using System.Runtime.InteropServices;

namespace Bpf.Syscalls.Attributes;

/// <summary>What <c>union bpf_attr</c> holds for <c>BPF_MAP_FREEZE</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MapFreezeAttr
{
    public uint MapFd;
}
