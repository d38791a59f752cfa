using System.Runtime.InteropServices;

namespace Bpf.Syscalls.Attributes;

/// <summary>What <c>union bpf_attr</c> holds for the commands on one element of a map.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MapElementAttr
{
    public uint MapFd;
    public ulong Key;
    public ulong Value;
    public ulong Flags;
}
