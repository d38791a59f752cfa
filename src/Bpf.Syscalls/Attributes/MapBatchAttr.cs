using System.Runtime.InteropServices;

namespace Bpf.Syscalls.Attributes;

/// <summary>What <c>union bpf_attr</c> holds for the batch commands.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MapBatchAttr
{
    public ulong InBatch;
    public ulong OutBatch;
    public ulong Keys;
    public ulong Values;
    public uint Count;
    public uint MapFd;
    public ulong ElemFlags;
    public ulong Flags;
}
