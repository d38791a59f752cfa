namespace Bpf.Asm;

/// <summary>What a 64-bit immediate load loads: the source register field of the encoding.</summary>
/// <remarks>RFC 9669, section 5.4; <c>BPF_PSEUDO_*</c> of <c>linux/bpf.h</c>.</remarks>
public enum WideLoadKind : byte
{
    /// <summary>The immediate itself.</summary>
    Value = 0,

    /// <summary>The map whose descriptor is the low half (<c>BPF_PSEUDO_MAP_FD</c>).</summary>
    MapFd = 1,

    /// <summary>
    /// An address in the first value of a map: low half descriptor, high half byte offset
    /// (<c>BPF_PSEUDO_MAP_VALUE</c>).
    /// </summary>
    MapValue = 2,

    /// <summary>
    /// A kernel variable: low half BTF id, high half descriptor of the module's BTF or 0 (<c>BPF_PSEUDO_BTF_ID</c>).
    /// </summary>
    BtfId = 3,

    /// <summary>
    /// A function of this program: low half the distance in slots from the instruction after it
    /// (<c>BPF_PSEUDO_FUNC</c>).
    /// </summary>
    Function = 4,

    /// <summary>The map at an index of the load attribute's <c>fd_array</c> (<c>BPF_PSEUDO_MAP_IDX</c>).</summary>
    MapIndex = 5,

    /// <summary>As <see cref="MapValue"/> by an index of <c>fd_array</c> (<c>BPF_PSEUDO_MAP_IDX_VALUE</c>).</summary>
    MapIndexValue = 6,
}
