namespace Bpf.Loader;

/// <summary>Whether a map outlives its process in the bpf file system.</summary>
/// <remarks><c>enum libbpf_pin_type</c> of libbpf; the values are its.</remarks>
public enum PinType
{
    /// <summary>The map is not pinned. <c>LIBBPF_PIN_NONE</c>.</summary>
    None = 0,

    /// <summary>
    /// The map is pinned under its name, and a map already pinned there is used instead. <c>LIBBPF_PIN_BY_NAME</c>.
    /// </summary>
    ByName = 1,
}
