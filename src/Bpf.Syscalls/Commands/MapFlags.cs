namespace Bpf.Syscalls;

/// <summary>Flags of map creation; uapi <c>linux/bpf.h</c>.</summary>
[Flags]
public enum MapFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>BPF_F_NO_PREALLOC</c>: memory of hash entries is allocated when they are made. Needed by LPM tries and local storage.</summary>
    NoPreallocation = 1 << 0,

    /// <summary><c>BPF_F_NO_COMMON_LRU</c>: one list of least recently used entries per CPU.</summary>
    NoCommonLru = 1 << 1,

    /// <summary><c>BPF_F_NUMA_NODE</c>: the map's memory is on the stated node.</summary>
    NumaNode = 1 << 2,

    /// <summary><c>BPF_F_RDONLY</c>: the descriptor only reads.</summary>
    ReadOnly = 1 << 3,

    /// <summary><c>BPF_F_WRONLY</c>: the descriptor only writes.</summary>
    WriteOnly = 1 << 4,

    /// <summary><c>BPF_F_STACK_BUILD_ID</c>: stacks hold build id and offset.</summary>
    StackBuildId = 1 << 5,

    /// <summary><c>BPF_F_ZERO_SEED</c>: the hash function is not seeded; for measurements only.</summary>
    ZeroSeed = 1 << 6,

    /// <summary><c>BPF_F_RDONLY_PROG</c>: programs only read. Since Linux 5.2.</summary>
    ReadOnlyForPrograms = 1 << 7,

    /// <summary><c>BPF_F_WRONLY_PROG</c>: programs only write. Since Linux 5.2.</summary>
    WriteOnlyForPrograms = 1 << 8,

    /// <summary><c>BPF_F_CLONE</c>: socket storage is copied to accepted sockets.</summary>
    Clone = 1 << 9,

    /// <summary><c>BPF_F_MMAPABLE</c>: an array that can be mapped into memory. Since Linux 5.5.</summary>
    MemoryMappable = 1 << 10,

    /// <summary><c>BPF_F_PRESERVE_ELEMS</c>: perf events outlive the descriptor that put them in.</summary>
    PreserveElements = 1 << 11,

    /// <summary><c>BPF_F_INNER_MAP</c>: an inner array may have another number of entries. Since Linux 5.10.</summary>
    InnerMap = 1 << 12,

    /// <summary><c>BPF_F_LINK</c>: the map is attached by a link (struct_ops). Since Linux 6.4.</summary>
    Link = 1 << 13,

    /// <summary><c>BPF_F_SEGV_ON_FAULT</c>: touching an unallocated arena page kills the process. Since Linux 6.9.</summary>
    FaultOnMissingPage = 1 << 17,

    /// <summary><c>BPF_F_NO_USER_CONV</c>: arena pointers are not translated for user space. Since Linux 6.9.</summary>
    NoUserConversion = 1 << 18,
}
