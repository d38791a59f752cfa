using System.Runtime.InteropServices;

namespace Bpf.Syscalls.Attributes;

/// <summary>What <c>union bpf_attr</c> holds for <c>BPF_PROG_BIND_MAP</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProgramBindMapAttr
{
    public uint ProgFd;
    public uint MapFd;
    public uint Flags;
}
