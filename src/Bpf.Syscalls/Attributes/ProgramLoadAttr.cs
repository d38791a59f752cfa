using System.Runtime.InteropServices;

namespace Bpf.Syscalls.Attributes;

/// <summary>What <c>union bpf_attr</c> holds for <c>BPF_PROG_LOAD</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProgramLoadAttr : ILoggedAttribute
{
    public uint ProgType;
    public uint InsnCnt;
    public ulong Insns;
    public ulong License;
    public uint LogLevel;
    public uint LogSize;
    public ulong LogBuf;
    public uint KernVersion;
    public uint ProgFlags;
    public ObjectName ProgName;
    public uint ProgIfindex;
    public uint ExpectedAttachType;
    public uint ProgBtfFd;
    public uint FuncInfoRecSize;
    public ulong FuncInfo;
    public uint FuncInfoCnt;
    public uint LineInfoRecSize;
    public ulong LineInfo;
    public uint LineInfoCnt;
    public uint AttachBtfId;
    public uint AttachProgFd;
    public uint CoreReloCnt;
    public ulong FdArray;
    public ulong CoreRelos;
    public uint CoreReloRecSize;
    public uint LogTrueSize;
    public int ProgTokenFd;
    public uint FdArrayCnt;

    readonly uint ILoggedAttribute.LogTrueSize => LogTrueSize;

    void ILoggedAttribute.SetLog(ulong buffer, uint size, uint level) =>
        (LogBuf, LogSize, LogLevel) = (buffer, size, level);
}
