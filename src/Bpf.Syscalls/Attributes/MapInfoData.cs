using System.Runtime.InteropServices;

namespace Bpf.Syscalls.Attributes;

/// <summary><c>struct bpf_map_info</c> of uapi <c>linux/bpf.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MapInfoData
{
    public uint Type;
    public uint Id;
    public uint KeySize;
    public uint ValueSize;
    public uint MaxEntries;
    public uint MapFlags;
    public ObjectName Name;
    public uint Ifindex;
    public uint BtfVmlinuxValueTypeId;
    public ulong NetnsDev;
    public ulong NetnsIno;
    public uint BtfId;
    public uint BtfKeyTypeId;
    public uint BtfValueTypeId;
    public uint BtfVmlinuxId;
    public ulong MapExtra;
}
