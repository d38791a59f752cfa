namespace Bpf.Vm;

/// <summary>Where a program redirected its packet.</summary>
/// <param name="Map">The map, for <c>bpf_redirect_map</c>; otherwise null.</param>
/// <param name="Target">Interface index, or key in the map.</param>
/// <param name="Flags">Flags given to the helper.</param>
public readonly record struct VmRedirect(VmMap? Map, ulong Target, ulong Flags);
