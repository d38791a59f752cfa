using System.Runtime.InteropServices;

namespace Bpf.Syscalls.Attributes;

/// <summary>What <c>union bpf_attr</c> holds for <c>BPF_BTF_LOAD</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BtfLoadAttr : ILoggedAttribute
{
    public ulong Btf;
    public ulong BtfLogBuf;
    public uint BtfSize;
    public uint BtfLogSize;
    public uint BtfLogLevel;
    public uint BtfLogTrueSize;
    public uint BtfFlags;
    public int BtfTokenFd;

    readonly uint ILoggedAttribute.LogTrueSize => BtfLogTrueSize;

    void ILoggedAttribute.SetLog(ulong buffer, uint size, uint level) =>
        (BtfLogBuf, BtfLogSize, BtfLogLevel) = (buffer, size, level);
}
