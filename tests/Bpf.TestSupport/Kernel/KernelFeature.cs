namespace Bpf.TestSupport;

/// <summary>
/// What a kernel test needs besides its kernel version. These depend on the machine's configuration, not on the
/// version.
/// </summary>
[Flags]
public enum KernelFeature
{
    None = 0,

    /// <summary>The kernel describes its own types: <c>/sys/kernel/btf/vmlinux</c>.</summary>
    Btf = 1,

    /// <summary>A bpf file system can be mounted.</summary>
    BpfFileSystem = 2,

    /// <summary>tracefs can be mounted.</summary>
    TraceFileSystem = 4,

    /// <summary>The <c>ip</c> tool makes network namespaces and veth pairs.</summary>
    NetworkNamespaces = 8,

    /// <summary>A cgroup2 hierarchy is mounted somewhere.</summary>
    CgroupV2 = 16,

    /// <summary>Kernel functions can be probed.</summary>
    Kprobes = 32,

    /// <summary>User functions can be probed.</summary>
    Uprobes = 64,

    /// <summary>fentry and fexit programs load.</summary>
    FunctionEntry = 128,
}
