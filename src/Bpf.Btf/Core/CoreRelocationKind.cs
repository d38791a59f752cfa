namespace Bpf.Btf;

/// <summary>What a CO-RE relocation computes. <c>enum bpf_core_relo_kind</c> of <c>linux/bpf.h</c>.</summary>
public enum CoreRelocationKind
{
    /// <summary>Offset of a field in bytes. <c>BPF_CORE_FIELD_BYTE_OFFSET</c>.</summary>
    FieldByteOffset = 0,

    /// <summary>Size of a field in bytes. <c>BPF_CORE_FIELD_BYTE_SIZE</c>.</summary>
    FieldByteSize = 1,

    /// <summary>1 if the field exists. <c>BPF_CORE_FIELD_EXISTS</c>.</summary>
    FieldExists = 2,

    /// <summary>1 if the field is signed. <c>BPF_CORE_FIELD_SIGNED</c>.</summary>
    FieldSigned = 3,

    /// <summary>Bits to shift left to extract a bit-field. <c>BPF_CORE_FIELD_LSHIFT_U64</c>.</summary>
    FieldLeftShift = 4,

    /// <summary>Bits to shift right after that. <c>BPF_CORE_FIELD_RSHIFT_U64</c>.</summary>
    FieldRightShift = 5,

    /// <summary>Id of the type in the program's own BTF. <c>BPF_CORE_TYPE_ID_LOCAL</c>.</summary>
    TypeIdLocal = 6,

    /// <summary>Id of the type in the kernel's BTF. <c>BPF_CORE_TYPE_ID_TARGET</c>.</summary>
    TypeIdTarget = 7,

    /// <summary>1 if the type exists. <c>BPF_CORE_TYPE_EXISTS</c>.</summary>
    TypeExists = 8,

    /// <summary>Size of the type in bytes. <c>BPF_CORE_TYPE_SIZE</c>.</summary>
    TypeSize = 9,

    /// <summary>1 if the enumeration has the value. <c>BPF_CORE_ENUMVAL_EXISTS</c>.</summary>
    EnumValueExists = 10,

    /// <summary>The value. <c>BPF_CORE_ENUMVAL_VALUE</c>.</summary>
    EnumValue = 11,

    /// <summary>1 if the type has the same layout. <c>BPF_CORE_TYPE_MATCHES</c>.</summary>
    TypeMatches = 12,
}
