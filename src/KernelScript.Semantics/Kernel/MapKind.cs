using System.Collections.Immutable;

namespace KernelScript.Semantics;

/// <summary>What type arguments a map type takes.</summary>
internal enum MapShape
{
    /// <summary>Key and value: <c>hash&lt;K, V&gt;(n)</c>.</summary>
    KeyValue,

    /// <summary>A u32 key and a value: <c>array&lt;u32, V&gt;(n)</c>.</summary>
    IndexValue,

    /// <summary>A value only: <c>queue&lt;V&gt;(n)</c>.</summary>
    Value,

    /// <summary>A record: <c>ringbuf&lt;T&gt;(bytes)</c>.</summary>
    Record,

    /// <summary>Nothing: <c>stack_trace(n)</c>.</summary>
    None,
}

/// <summary>A map type of the kernel.</summary>
/// <param name="Name">The kernel's name in lower case.</param>
/// <param name="Number"><c>enum bpf_map_type</c>.</param>
/// <param name="Shape">The type arguments it takes.</param>
internal sealed record MapKind(string Name, int Number, MapShape Shape)
{
    /// <summary>Whether each possible CPU has its own value.</summary>
    public bool IsPerCpu { get; init; }

    /// <summary>Whether every key below the size is always present and none can be deleted.</summary>
    public bool IsArray { get; init; }

    /// <summary>Whether this version compiles it.</summary>
    public bool IsSupported { get; init; }

    /// <summary>How a declaration is written.</summary>
    public string Example => Shape switch
    {
        MapShape.KeyValue => $"{Name}<K, V>(entries)",
        MapShape.IndexValue => $"{Name}<u32, V>(entries)",
        MapShape.Value => $"{Name}<V>(entries)",
        MapShape.Record => $"{Name}<T>(bytes)",
        _ => $"{Name}(entries)",
    };
}

/// <summary>The table of map types.</summary>
internal static class MapKinds
{
    private static readonly ImmutableArray<MapKind> _kinds =
    [
        new("hash", 1, MapShape.KeyValue) { IsSupported = true },
        new("array", 2, MapShape.IndexValue) { IsArray = true, IsSupported = true },
        new("percpu_hash", 5, MapShape.KeyValue) { IsPerCpu = true, IsSupported = true },
        new("percpu_array", 6, MapShape.IndexValue) { IsPerCpu = true, IsArray = true, IsSupported = true },
        new("lru_hash", 9, MapShape.KeyValue) { IsSupported = true },
        new("ringbuf", 27, MapShape.Record) { IsSupported = true },
        new("lru_percpu_hash", 10, MapShape.KeyValue) { IsPerCpu = true, IsSupported = true },
        new("lpm_trie", 11, MapShape.KeyValue),
        new("queue", 22, MapShape.Value),
        new("stack", 23, MapShape.Value),
        new("bloom_filter", 30, MapShape.Value),
        new("perf_event_array", 4, MapShape.None),
        new("stack_trace", 7, MapShape.None),
        new("prog_array", 3, MapShape.None),
        new("array_of_maps", 12, MapShape.KeyValue),
        new("hash_of_maps", 13, MapShape.KeyValue),
        new("devmap", 14, MapShape.IndexValue),
        new("devmap_hash", 25, MapShape.KeyValue),
        new("cpumap", 16, MapShape.IndexValue),
        new("xskmap", 17, MapShape.IndexValue),
        new("sockmap", 15, MapShape.IndexValue),
        new("sockhash", 18, MapShape.KeyValue),
        new("sk_storage", 24, MapShape.Value),
        new("task_storage", 29, MapShape.Value),
        new("inode_storage", 28, MapShape.Value),
        new("cgrp_storage", 32, MapShape.Value),
        new("cgroup_storage", 19, MapShape.Value),
        new("user_ringbuf", 31, MapShape.Record),
        new("arena", 33, MapShape.None),
    ];

    /// <summary>All kinds, those of the grammar first.</summary>
    public static ImmutableArray<MapKind> All => _kinds;

    /// <summary>The kind of that name, or null.</summary>
    public static MapKind? Find(string name)
    {
        foreach (MapKind kind in _kinds)
        {
            if (kind.Name == name)
            {
                return kind;
            }
        }

        return null;
    }
}
