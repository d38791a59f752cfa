namespace KernelScript.Semantics;

/// <summary>What types have in common: width, sign, range.</summary>
public static class TypeFacts
{
    /// <summary>Whether an earlier error made it; nothing more is said about it.</summary>
    public static bool IsError(this TypeSymbol type) => type is PrimitiveType { Kind: PrimitiveKind.Error };

    /// <summary>Whether it is no value.</summary>
    public static bool IsVoid(this TypeSymbol type) => type is PrimitiveType { Kind: PrimitiveKind.Void };

    /// <summary>Whether it is the truth value.</summary>
    public static bool IsBool(this TypeSymbol type) => type is PrimitiveType { Kind: PrimitiveKind.Bool };

    /// <summary>Whether it is the type of a bare <c>null</c>.</summary>
    public static bool IsNull(this TypeSymbol type) => type is PrimitiveType { Kind: PrimitiveKind.Null };

    /// <summary>Whether it is one of the floating-point types.</summary>
    public static bool IsFloat(this TypeSymbol type) =>
        type is PrimitiveType { Kind: PrimitiveKind.F32 or PrimitiveKind.F64 };

    /// <summary>Whether values are numbers with integer arithmetic: integers, char and enums, not bool.</summary>
    public static bool IsInteger(this TypeSymbol type) => AsInteger(type) is not null;

    /// <summary>
    /// The integer type whose arithmetic a type has: itself, u8 for char, the underlying type of an enum; or null.
    /// </summary>
    public static PrimitiveType? AsInteger(this TypeSymbol type) => type switch
    {
        PrimitiveType { IsInteger: true } primitive => primitive,
        PrimitiveType { Kind: PrimitiveKind.Char } => BuiltInTypes.U8,
        EnumType e => e.Underlying,
        _ => null,
    };

    /// <summary>Whether widening sign-extends.</summary>
    public static bool IsSigned(this TypeSymbol type) => AsInteger(type) is { IsSigned: true } || IsFloat(type);

    /// <summary>The smallest value of an integer type.</summary>
    public static Int128 MinValue(this PrimitiveType type) =>
        type.IsSigned ? -(Int128.One << (type.Size * 8 - 1)) : Int128.Zero;

    /// <summary>The largest value of an integer type.</summary>
    public static Int128 MaxValue(this PrimitiveType type) =>
        (Int128.One << (type.Size * 8 - (type.IsSigned ? 1 : 0))) - 1;

    /// <summary>Whether the type holds the value.</summary>
    public static bool Holds(this PrimitiveType type, Int128 value) =>
        value >= MinValue(type) && value <= MaxValue(type);

    /// <summary>The value wrapped to the type's width: what arithmetic gives.</summary>
    public static Int128 Wrap(this PrimitiveType type, Int128 value)
    {
        ulong bits = (ulong)(UInt128)value;
        int unused = 64 - type.Size * 8;
        return type.IsSigned ? (long)(bits << unused) >> unused : (bits << unused) >> unused;
    }

    /// <summary>
    /// The type of an integer whose place asks for none: u32, else the smallest of u64, i32, i64 that holds it.
    /// </summary>
    public static PrimitiveType DefaultInteger(Int128 value) =>
        BuiltInTypes.U32.Holds(value) ? BuiltInTypes.U32
        : BuiltInTypes.I32.Holds(value) ? BuiltInTypes.I32
        : value < 0 ? BuiltInTypes.I64
        : BuiltInTypes.U64;

    /// <summary>
    /// The type in which two integers meet: the wider one; of two equally wide ones with different signs the unsigned
    /// one.
    /// </summary>
    public static PrimitiveType Common(PrimitiveType a, PrimitiveType b) =>
        a.Size != b.Size ? (a.Size > b.Size ? a : b) : a.IsSigned ? b : a;

    /// <summary>The integer type of that width and sign.</summary>
    /// <param name="size">Bytes: 1, 2, 4 or 8.</param>
    public static PrimitiveType Integer(int size, bool isSigned) => (size, isSigned) switch
    {
        (1, false) => BuiltInTypes.U8,
        (2, false) => BuiltInTypes.U16,
        (4, false) => BuiltInTypes.U32,
        (8, false) => BuiltInTypes.U64,
        (1, true) => BuiltInTypes.I8,
        (2, true) => BuiltInTypes.I16,
        (4, true) => BuiltInTypes.I32,
        (8, true) => BuiltInTypes.I64,
        _ => throw new ArgumentOutOfRangeException(nameof(size), size, "an integer has 1, 2, 4 or 8 bytes"),
    };

    /// <summary>The struct behind a pointer, or null.</summary>
    public static StructType? PointedStruct(this TypeSymbol type) => (type as PointerType)?.Element as StructType;

    /// <summary>Whether it is a pointer that may be null.</summary>
    public static bool IsNullablePointer(this TypeSymbol type) => type is PointerType { IsNullable: true };
}
