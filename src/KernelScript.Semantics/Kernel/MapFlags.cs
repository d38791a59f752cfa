namespace KernelScript.Semantics;

/// <summary>The flags of <c>@flags(…)</c>: <c>BPF_F_*</c> of <c>linux/bpf.h</c> for <c>BPF_MAP_CREATE</c>.</summary>
internal static class MapFlags
{
    /// <summary>Their names, for suggestions.</summary>
    public static IEnumerable<string> Names =>
    [
        "BPF_F_NO_PREALLOC", "BPF_F_NO_COMMON_LRU", "BPF_F_NUMA_NODE", "BPF_F_RDONLY", "BPF_F_WRONLY",
        "BPF_F_STACK_BUILD_ID", "BPF_F_ZERO_SEED", "BPF_F_RDONLY_PROG", "BPF_F_WRONLY_PROG", "BPF_F_CLONE",
        "BPF_F_MMAPABLE", "BPF_F_PRESERVE_ELEMS", "BPF_F_INNER_MAP",
    ];

    /// <summary>
    /// The bit of a flag by its kernel name or the short lower-case form (<c>no_prealloc</c>), or null.
    /// </summary>
    public static uint? Find(string name)
    {
        const string Prefix = "BPF_F_";
        string full = name.StartsWith(Prefix, StringComparison.Ordinal) ? name : Prefix + name.ToUpperInvariant();
        return full switch
        {
            "BPF_F_NO_PREALLOC" => 1u << 0,
            "BPF_F_NO_COMMON_LRU" => 1u << 1,
            "BPF_F_NUMA_NODE" => 1u << 2,
            "BPF_F_RDONLY" => 1u << 3,
            "BPF_F_WRONLY" => 1u << 4,
            "BPF_F_STACK_BUILD_ID" => 1u << 5,
            "BPF_F_ZERO_SEED" => 1u << 6,
            "BPF_F_RDONLY_PROG" => 1u << 7,
            "BPF_F_WRONLY_PROG" => 1u << 8,
            "BPF_F_CLONE" => 1u << 9,
            "BPF_F_MMAPABLE" => 1u << 10,
            "BPF_F_PRESERVE_ELEMS" => 1u << 11,
            "BPF_F_INNER_MAP" => 1u << 12,
            _ => null,
        };
    }
}
