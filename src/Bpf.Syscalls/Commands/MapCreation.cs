namespace Bpf.Syscalls;

/// <summary>What <c>BPF_MAP_CREATE</c> needs to know about a map.</summary>
public sealed record MapCreation
{
    /// <summary>The kind of map.</summary>
    public required MapType Type { get; init; }

    /// <summary>Bytes of a key; 0 for ring buffers, queues and stacks.</summary>
    public uint KeySize { get; init; }

    /// <summary>Bytes of a value; 0 for ring buffers.</summary>
    public uint ValueSize { get; init; }

    /// <summary>The most entries; bytes of data for ring buffers.</summary>
    public uint MaxEntries { get; init; }

    /// <summary>The <c>BPF_F_…</c> flags of map creation.</summary>
    public MapFlags Flags { get; init; }

    /// <summary>The name, cut to 15 bytes; characters that the kernel refuses become underscores.</summary>
    public string Name { get; init; } = "";

    /// <summary>For maps of maps: a map shaped like the inner ones.</summary>
    public SafeBpfHandle? InnerMap { get; init; }

    /// <summary>The NUMA node to allocate on, with <see cref="MapFlags.NumaNode"/>.</summary>
    public uint NumaNode { get; init; }

    /// <summary>The network interface of an offloaded map; 0 for none.</summary>
    public uint InterfaceIndex { get; init; }

    /// <summary>The BTF that describes keys and values; <see langword="null"/> for none. Since Linux 4.18.</summary>
    public SafeBpfHandle? Btf { get; init; }

    /// <summary>The type of keys in <see cref="Btf"/>.</summary>
    public uint KeyTypeId { get; init; }

    /// <summary>The type of values in <see cref="Btf"/>.</summary>
    public uint ValueTypeId { get; init; }

    /// <summary>For <see cref="MapType.StructOps"/>: the type of the value in the kernel's own BTF.</summary>
    public uint KernelValueTypeId { get; init; }

    /// <summary>Type-specific: the number of hash functions of a bloom filter, the address of an arena.</summary>
    public ulong Extra { get; init; }
}
