using System.Collections.Immutable;
using Bpf.Btf;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>The blueprint of a map.</summary>
public sealed record MapSpec : INamedSpec
{
    /// <summary>The name that code refers to; the section for data sections (<c>.bss</c>).</summary>
    /// <remarks>The kernel keeps 15 bytes of it.</remarks>
    public required string Name
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            field = value;
        }
    }

    /// <summary>The kind of map.</summary>
    public required MapType Type { get; init; }

    /// <summary>Bytes of a key; 0 for maps without keys.</summary>
    public uint KeySize { get; init; }

    /// <summary>Bytes of a value; 0 for ring buffers and the like.</summary>
    public uint ValueSize { get; init; }

    /// <summary>Entries at most; bytes for ring buffers; pages for arenas.</summary>
    /// <remarks>0 for a <see cref="MapType.PerfEventArray"/> means one per possible CPU.</remarks>
    public uint MaxEntries { get; init; }

    /// <summary>Flags of the creation.</summary>
    public MapFlags Flags { get; init; }

    /// <summary>The type of the keys, in the BTF of the collection.</summary>
    public BtfType? Key { get; init; }

    /// <summary>
    /// The type of the values, in the BTF of the collection; of a data section its <see cref="BtfDataSection"/>.
    /// </summary>
    public BtfType? Value { get; init; }

    /// <summary>The template of the maps that a map of maps holds.</summary>
    public MapSpec? InnerMap { get; init; }

    /// <summary>The memory node, if <see cref="Flags"/> has <see cref="MapFlags.NumaNode"/>.</summary>
    public uint NumaNode { get; init; }

    /// <summary>Meaning by type: hash functions of a Bloom filter, address of an arena. Since Linux 5.16.</summary>
    public ulong MapExtra { get; init; }

    /// <summary>Whether the map is pinned when it is loaded.</summary>
    public PinType Pinning { get; init; }

    /// <summary>The path to pin at; <see langword="null"/>: the loader's folder and the name.</summary>
    public string? PinPath { get; init; }

    /// <summary>Entries stored before any program is loaded.</summary>
    /// <remarks>For a data section one, with the initial bytes; none if all of them are zero.</remarks>
    public ImmutableArray<MapEntry> Contents { get; init; } = [];

    /// <summary>
    /// Whether user space can no longer write once <see cref="Contents"/> are in: constants. Since Linux 5.2.
    /// </summary>
    public bool IsFrozen { get; init; }

    /// <summary>Whether this map holds the variables of a section: its name starts with a dot.</summary>
    public bool IsDataSection => Name[0] == '.';

    /// <summary>The map of a data section.</summary>
    /// <param name="name">
    /// <c>.data</c>, <c>.rodata</c> or <c>.bss</c>, also with a suffix such as <c>.data.hot</c>.
    /// </param>
    /// <param name="contents">The initial bytes of the section.</param>
    /// <param name="type">The variables.</param>
    public static MapSpec DataSection(string name, ImmutableArray<byte> contents, BtfDataSection? type)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool isConstant = name.StartsWith(".rodata", StringComparison.Ordinal);
        return new MapSpec
        {
            Name = name,
            Type = MapType.Array,
            KeySize = sizeof(uint),
            ValueSize = (uint)contents.Length,
            MaxEntries = 1,
            Flags = MapFlags.MemoryMappable | (isConstant ? MapFlags.ReadOnlyProgram : MapFlags.None),
            Value = type,
            Contents = [new MapEntry { Key = [0, 0, 0, 0], Value = contents }],
            IsFrozen = isConstant,
        };
    }
}
