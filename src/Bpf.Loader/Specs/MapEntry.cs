using System.Collections.Immutable;

namespace Bpf.Loader;

/// <summary>An entry that a map has from the start.</summary>
public sealed record MapEntry
{
    /// <summary>The key, as long as the map's keys.</summary>
    public required ImmutableArray<byte> Key { get; init; }

    /// <summary>The value, as long as the map's values; empty when <see cref="Reference"/> is given.</summary>
    public ImmutableArray<byte> Value { get; init; } = [];

    /// <summary>
    /// The map or program of the collection whose descriptor is the value, for maps of maps or programs.
    /// </summary>
    public string? Reference { get; init; }
}
