using System.Runtime.InteropServices;

namespace Bpf.Syscalls.Attributes;

/// <summary><c>struct bpf_btf_info</c> of uapi <c>linux/bpf.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BtfInfoData
{
    public ulong Btf;
    public uint BtfSize;
    public uint Id;
    public ulong Name;
    public uint NameLen;
    public uint KernelBtf;
}
