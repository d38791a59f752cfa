namespace Bpf.Syscalls;

/// <summary>Flags given when a map is created.</summary>
/// <remarks>
/// <c>BPF_F_*</c> of <c>linux/bpf.h</c>, "flags for BPF_MAP_CREATE command"; the values are the kernel's.
/// </remarks>
[Flags]
public enum MapFlags
{
    /// <summary>No flags.</summary>
    None = 0,

    /// <summary>Entries are allocated when they are made. <c>BPF_F_NO_PREALLOC</c>. Since Linux 4.6.</summary>
    NoPreallocation = 1 << 0,

    /// <summary>An LRU map keeps a list per CPU. <c>BPF_F_NO_COMMON_LRU</c>. Since Linux 4.10.</summary>
    NoCommonLru = 1 << 1,

    /// <summary>The NUMA node of the spec is used. <c>BPF_F_NUMA_NODE</c>. Since Linux 4.14.</summary>
    NumaNode = 1 << 2,

    /// <summary>User space may only read. <c>BPF_F_RDONLY</c>. Since Linux 4.15.</summary>
    ReadOnly = 1 << 3,

    /// <summary>User space may only write. <c>BPF_F_WRONLY</c>. Since Linux 4.15.</summary>
    WriteOnly = 1 << 4,

    /// <summary>Stacks hold build ids and offsets. <c>BPF_F_STACK_BUILD_ID</c>. Since Linux 4.17.</summary>
    StackBuildId = 1 << 5,

    /// <summary>Hashes start from 0. <c>BPF_F_ZERO_SEED</c>. Since Linux 5.0.</summary>
    ZeroSeed = 1 << 6,

    /// <summary>Programs may only read. <c>BPF_F_RDONLY_PROG</c>. Since Linux 5.2.</summary>
    ReadOnlyProgram = 1 << 7,

    /// <summary>Programs may only write. <c>BPF_F_WRONLY_PROG</c>. Since Linux 5.2.</summary>
    WriteOnlyProgram = 1 << 8,

    /// <summary>Socket storage goes along when a socket is cloned. <c>BPF_F_CLONE</c>. Since Linux 5.4.</summary>
    Clone = 1 << 9,

    /// <summary>User space may map the values into memory. <c>BPF_F_MMAPABLE</c>. Since Linux 5.5.</summary>
    MemoryMappable = 1 << 10,

    /// <summary>
    /// Perf events stay when their map descriptor closes. <c>BPF_F_PRESERVE_ELEMS</c>. Since Linux 5.10.
    /// </summary>
    PreserveElements = 1 << 11,

    /// <summary>
    /// The size may differ from that of the template of inner maps. <c>BPF_F_INNER_MAP</c>. Since Linux 5.10.
    /// </summary>
    InnerMap = 1 << 12,

    /// <summary>A struct_ops map is attached by a link. <c>BPF_F_LINK</c>. Since Linux 6.4.</summary>
    Link = 1 << 13,

    /// <summary>The value type is from the BTF of a module. <c>BPF_F_VTYPE_BTF_OBJ_FD</c>. Since Linux 6.9.</summary>
    ValueTypeBtfFd = 1 << 15,

    /// <summary>A fault in an arena is a signal. <c>BPF_F_SEGV_ON_FAULT</c>. Since Linux 6.9.</summary>
    SignalOnFault = 1 << 17,

    /// <summary>Arena pointers are not converted. <c>BPF_F_NO_USER_CONV</c>. Since Linux 6.9.</summary>
    NoUserConversion = 1 << 18,
}
