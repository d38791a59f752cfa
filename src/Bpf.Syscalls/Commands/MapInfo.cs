namespace Bpf.Syscalls;

/// <summary>What the kernel tells about a map; uapi <c>linux/bpf.h</c>, <c>struct bpf_map_info</c>.</summary>
public sealed record MapInfo
{
    /// <summary>The kind of map.</summary>
    public required MapType Type { get; init; }

    /// <summary>The id.</summary>
    public required uint Id { get; init; }

    /// <summary>Bytes of a key.</summary>
    public required uint KeySize { get; init; }

    /// <summary>Bytes of a value; for per-CPU maps of one CPU's.</summary>
    public required uint ValueSize { get; init; }

    /// <summary>The most entries; bytes of data for ring buffers.</summary>
    public required uint MaxEntries { get; init; }

    /// <summary>The flags it was made with.</summary>
    public required MapFlags Flags { get; init; }

    /// <summary>The name, at most 15 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The id of its BTF; 0 for none.</summary>
    public uint BtfId { get; init; }

    /// <summary>The type of keys in its BTF; 0 for none.</summary>
    public uint KeyTypeId { get; init; }

    /// <summary>The type of values in its BTF; 0 for none.</summary>
    public uint ValueTypeId { get; init; }

    /// <summary>Type-specific: the number of hash functions of a bloom filter, the address of an arena.</summary>
    public ulong Extra { get; init; }
}
