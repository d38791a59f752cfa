namespace Bpf.Asm;

/// <summary>What a call calls: the source register field of the encoding.</summary>
/// <remarks>
/// RFC 9669, section 4.3.1; <c>BPF_PSEUDO_CALL</c> and <c>BPF_PSEUDO_KFUNC_CALL</c> of <c>linux/bpf.h</c>.
/// </remarks>
public enum CallKind : byte
{
    /// <summary>The helper whose number is the immediate.</summary>
    Helper = 0,

    /// <summary>A function of this program; the immediate is the distance in slots.</summary>
    Local = 1,

    /// <summary>A kernel function; the immediate is its BTF id, the offset an index of <c>fd_array</c>.</summary>
    Kfunc = 2,
}
