using System.Collections.Immutable;

namespace KernelScript.Ir;

/// <summary>A map that functions name.</summary>
public sealed class IrMap
{
    /// <summary>The name, unique in the module.</summary>
    public required string Name { get; init; }

    /// <summary>The kernel's number: <c>enum bpf_map_type</c>.</summary>
    public required int Type { get; init; }

    /// <summary>The key's type; void where the map type has none.</summary>
    public required DataType Key { get; init; }

    /// <summary>The value's type; void where the map type has none.</summary>
    public required DataType Value { get; init; }

    /// <summary>Entries, or bytes for ring buffers.</summary>
    public required int MaxEntries { get; init; }

    /// <summary><c>BPF_F_*</c> of <c>BPF_MAP_CREATE</c>.</summary>
    public uint Flags { get; init; }

    /// <summary>Whether the loader pins it.</summary>
    public bool IsPinned { get; init; }

    /// <summary>The place of the declaration.</summary>
    public SourcePosition Position { get; init; }
}

/// <summary>Where a global lives.</summary>
public enum GlobalSection
{
    /// <summary>Initialised, writable.</summary>
    Data,

    /// <summary>Zero at the start, writable.</summary>
    Bss,

    /// <summary>Frozen at load.</summary>
    ReadOnlyData,
}

/// <summary>A global variable or constant data.</summary>
public sealed class IrGlobal
{
    /// <summary>The name, unique in the module. Generated ones start with a dot.</summary>
    public required string Name { get; init; }

    /// <summary>Where it lives.</summary>
    public required GlobalSection Section { get; init; }

    /// <summary>Its type; the size is taken from it.</summary>
    public required DataType Type { get; init; }

    /// <summary>Alignment in bytes: 1, 2, 4 or 8.</summary>
    public required int Alignment { get; init; }

    /// <summary>Initial bytes; empty for <see cref="GlobalSection.Bss"/>.</summary>
    public ImmutableArray<byte> Contents { get; init; } = [];

    /// <summary>Hidden from userspace (<c>local var</c>, string constants).</summary>
    public bool IsHidden { get; init; }
}

/// <summary>A source file, for line info.</summary>
/// <param name="Path">As shown in messages.</param>
/// <param name="Lines">Its lines, without line ends.</param>
public sealed record IrSourceFile(string Path, ImmutableArray<string> Lines);

/// <summary>A compilation unit: what the back end turns into one object.</summary>
public sealed class IrModule
{
    /// <summary>Programs and subprograms, by unique name, in a fixed order.</summary>
    public List<IrFunction> Functions { get; } = [];

    /// <summary>Maps in declaration order.</summary>
    public List<IrMap> Maps { get; } = [];

    /// <summary>Globals in declaration order.</summary>
    public List<IrGlobal> Globals { get; } = [];

    /// <summary>Files that positions name.</summary>
    public List<IrSourceFile> Files { get; } = [];

    /// <summary>The licence told to the kernel.</summary>
    public string License { get; set; } = "GPL";

    /// <summary>The function of that name, or null.</summary>
    public IrFunction? FindFunction(string name) => Functions.Find(f => f.Name == name);

    /// <summary>The map of that name, or null.</summary>
    public IrMap? FindMap(string name) => Maps.Find(m => m.Name == name);

    /// <summary>The global of that name, or null.</summary>
    public IrGlobal? FindGlobal(string name) => Globals.Find(g => g.Name == name);
}
