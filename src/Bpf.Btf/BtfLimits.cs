namespace Bpf.Btf;

/// <summary>Bounds of the format and of this reader.</summary>
internal static class BtfLimits
{
    /// <summary>
    /// Deepest chain of types by value, pointers included, that ends at a structure or function prototype.
    /// </summary>
    /// <remarks>The kernel's own bound (<c>MAX_RESOLVE_DEPTH</c>) is 32.</remarks>
    public const int MaxDepth = 128;

    /// <summary>Longest name in bytes. The kernel takes 511 (<c>KSYM_NAME_LEN</c>).</summary>
    /// <remarks>Without a bound, records that share one huge string would make huge names.</remarks>
    public const int MaxNameLength = 1023;

    /// <summary>Highest type id. <c>BTF_MAX_TYPE</c> of <c>linux/btf.h</c>.</summary>
    public const int MaxTypeId = 0xFFFFF;

    /// <summary>Most members, values or parameters of one type. <c>BTF_MAX_VLEN</c>: what 16 bits hold.</summary>
    public const int MaxElements = 0xFFFF;
}
