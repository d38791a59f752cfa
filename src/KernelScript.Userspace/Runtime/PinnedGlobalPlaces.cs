using System.Collections.Immutable;

namespace KernelScript.Userspace.Runtime;

/// <summary>Where the globals declared <c>pin var</c> are.</summary>
/// <param name="Map">The map whose one entry holds them.</param>
/// <param name="Offsets">Bytes from the start of the entry, by name.</param>
public sealed record PinnedGlobalPlaces(string Map, ImmutableDictionary<string, int> Offsets);
