namespace Bpf.Btf;

/// <summary>The kind of a BTF type record.</summary>
/// <remarks><c>BTF_KIND_*</c> of <c>linux/btf.h</c>; the values are the kernel's.</remarks>
public enum BtfKind
{
    /// <summary><c>void</c>: the type with id 0. <c>BTF_KIND_UNKN</c>.</summary>
    Void = 0,

    /// <summary>Integer, character or boolean. <c>BTF_KIND_INT</c>.</summary>
    Int = 1,

    /// <summary>Pointer. <c>BTF_KIND_PTR</c>.</summary>
    Pointer = 2,

    /// <summary>Array. <c>BTF_KIND_ARRAY</c>.</summary>
    Array = 3,

    /// <summary>Structure. <c>BTF_KIND_STRUCT</c>.</summary>
    Struct = 4,

    /// <summary>Union. <c>BTF_KIND_UNION</c>.</summary>
    Union = 5,

    /// <summary>Enumeration with 32-bit values. <c>BTF_KIND_ENUM</c>.</summary>
    Enum = 6,

    /// <summary>Declaration of a structure or union that is defined elsewhere. <c>BTF_KIND_FWD</c>.</summary>
    Forward = 7,

    /// <summary>Type name. <c>BTF_KIND_TYPEDEF</c>.</summary>
    Typedef = 8,

    /// <summary><c>volatile</c>. <c>BTF_KIND_VOLATILE</c>.</summary>
    Volatile = 9,

    /// <summary><c>const</c>. <c>BTF_KIND_CONST</c>.</summary>
    Const = 10,

    /// <summary><c>restrict</c>. <c>BTF_KIND_RESTRICT</c>.</summary>
    Restrict = 11,

    /// <summary>Function. <c>BTF_KIND_FUNC</c>. Since Linux 5.0.</summary>
    Function = 12,

    /// <summary>Parameters and result of a function. <c>BTF_KIND_FUNC_PROTO</c>. Since Linux 5.0.</summary>
    FunctionPrototype = 13,

    /// <summary>Variable. <c>BTF_KIND_VAR</c>. Since Linux 5.2.</summary>
    Variable = 14,

    /// <summary>Section of variables. <c>BTF_KIND_DATASEC</c>. Since Linux 5.2.</summary>
    DataSection = 15,

    /// <summary>Floating point number. <c>BTF_KIND_FLOAT</c>. Since Linux 5.13.</summary>
    Float = 16,

    /// <summary>Tag on a declaration. <c>BTF_KIND_DECL_TAG</c>. Since Linux 5.16.</summary>
    DeclarationTag = 17,

    /// <summary>Tag on a type. <c>BTF_KIND_TYPE_TAG</c>. Since Linux 5.17.</summary>
    TypeTag = 18,

    /// <summary>Enumeration with 64-bit values. <c>BTF_KIND_ENUM64</c>. Since Linux 6.0.</summary>
    Enum64 = 19,
}
