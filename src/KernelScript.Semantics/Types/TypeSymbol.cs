using System.Collections.Immutable;

namespace KernelScript.Semantics;

/// <summary>
/// A type of the language. Types are compared by <see cref="IsSame"/>; structs and enums by identity.
/// </summary>
public abstract class TypeSymbol
{
    private protected TypeSymbol(string name, int size, int alignment)
    {
        Name = name;
        Size = size;
        Alignment = alignment;
    }

    /// <summary>As written in messages: <c>u32</c>, <c>*PacketHeader</c>, <c>str(16)</c>.</summary>
    public string Name { get; }

    /// <summary>Bytes in memory; 0 where values of the type are never in memory. C layout.</summary>
    public virtual int Size { get; }

    /// <summary>Alignment in memory, in bytes.</summary>
    public virtual int Alignment { get; }

    /// <summary>Whether this is the same type as <paramref name="other"/>, aliases seen through.</summary>
    public virtual bool IsSame(TypeSymbol other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>The built-in types.</summary>
public enum PrimitiveKind
{
    /// <summary>What follows an error: silences further messages.</summary>
    Error,

    /// <summary>No value.</summary>
    Void,

    /// <summary>Truth value, one byte.</summary>
    Bool,

    /// <summary>Character, one unsigned byte.</summary>
    Char,

    /// <summary>Unsigned 8 bits.</summary>
    U8,

    /// <summary>Unsigned 16 bits.</summary>
    U16,

    /// <summary>Unsigned 32 bits.</summary>
    U32,

    /// <summary>Unsigned 64 bits.</summary>
    U64,

    /// <summary>Signed 8 bits.</summary>
    I8,

    /// <summary>Signed 16 bits.</summary>
    I16,

    /// <summary>Signed 32 bits.</summary>
    I32,

    /// <summary>Signed 64 bits.</summary>
    I64,

    /// <summary>32-bit floating point, in userspace only.</summary>
    F32,

    /// <summary>64-bit floating point, in userspace only.</summary>
    F64,

    /// <summary>The type of <c>null</c> before its place gives it one.</summary>
    Null,

    /// <summary>A reference to a program, before <c>load</c>.</summary>
    FunctionRef,

    /// <summary>What <c>load</c> gives.</summary>
    ProgramHandle,
}

/// <summary>A built-in type; one object for each kind, in <see cref="BuiltInTypes"/>.</summary>
public sealed class PrimitiveType(PrimitiveKind kind, string name, int size, bool isSigned = false)
    : TypeSymbol(name, size, Math.Max(size, 1))
{
    /// <summary>Which one.</summary>
    public PrimitiveKind Kind { get; } = kind;

    /// <summary>Whether comparisons, division, right shifts and widening treat it as signed.</summary>
    public bool IsSigned { get; } = isSigned;

    /// <summary>Whether it is one of the eight integer types (not bool, not char).</summary>
    public bool IsInteger => Kind is >= PrimitiveKind.U8 and <= PrimitiveKind.I64;
}

/// <summary>The one object of each built-in type.</summary>
public static class BuiltInTypes
{
    /// <summary>What follows an error.</summary>
    public static PrimitiveType Error { get; } = new(PrimitiveKind.Error, "<error>", 0);

    /// <summary>No value.</summary>
    public static PrimitiveType Void { get; } = new(PrimitiveKind.Void, "void", 0);

    /// <summary>Truth value.</summary>
    public static PrimitiveType Bool { get; } = new(PrimitiveKind.Bool, "bool", 1);

    /// <summary>Character.</summary>
    public static PrimitiveType Char { get; } = new(PrimitiveKind.Char, "char", 1);

    /// <summary>Unsigned 8 bits.</summary>
    public static PrimitiveType U8 { get; } = new(PrimitiveKind.U8, "u8", 1);

    /// <summary>Unsigned 16 bits.</summary>
    public static PrimitiveType U16 { get; } = new(PrimitiveKind.U16, "u16", 2);

    /// <summary>Unsigned 32 bits.</summary>
    public static PrimitiveType U32 { get; } = new(PrimitiveKind.U32, "u32", 4);

    /// <summary>Unsigned 64 bits.</summary>
    public static PrimitiveType U64 { get; } = new(PrimitiveKind.U64, "u64", 8);

    /// <summary>Signed 8 bits.</summary>
    public static PrimitiveType I8 { get; } = new(PrimitiveKind.I8, "i8", 1, true);

    /// <summary>Signed 16 bits.</summary>
    public static PrimitiveType I16 { get; } = new(PrimitiveKind.I16, "i16", 2, true);

    /// <summary>Signed 32 bits.</summary>
    public static PrimitiveType I32 { get; } = new(PrimitiveKind.I32, "i32", 4, true);

    /// <summary>Signed 64 bits.</summary>
    public static PrimitiveType I64 { get; } = new(PrimitiveKind.I64, "i64", 8, true);

    /// <summary>32-bit floating point.</summary>
    public static PrimitiveType F32 { get; } = new(PrimitiveKind.F32, "f32", 4, true);

    /// <summary>64-bit floating point.</summary>
    public static PrimitiveType F64 { get; } = new(PrimitiveKind.F64, "f64", 8, true);

    /// <summary>The type of a bare <c>null</c>.</summary>
    public static PrimitiveType Null { get; } = new(PrimitiveKind.Null, "null", 8);

    /// <summary>A reference to a program.</summary>
    public static PrimitiveType FunctionRef { get; } = new(PrimitiveKind.FunctionRef, "FunctionRef", 8);

    /// <summary>A loaded program.</summary>
    public static PrimitiveType ProgramHandle { get; } = new(PrimitiveKind.ProgramHandle, "ProgramHandle", 8);
}

/// <summary><c>str(N)</c>: N bytes, zero padded, up to N characters.</summary>
public sealed class StringType(int capacity) : TypeSymbol($"str({capacity})", capacity, 1)
{
    /// <summary>Characters that fit, and bytes in memory.</summary>
    public int Capacity { get; } = capacity;

    /// <inheritdoc/>
    public override bool IsSame(TypeSymbol other) => other is StringType s && s.Capacity == Capacity;
}

/// <summary>A fixed-size array.</summary>
public sealed class ArrayType(TypeSymbol element, int count)
    : TypeSymbol($"{element.Name}[{count}]", checked(element.Size * count), element.Alignment)
{
    /// <summary>The element type.</summary>
    public TypeSymbol Element { get; } = element;

    /// <summary>Number of elements.</summary>
    public int Count { get; } = count;

    /// <inheritdoc/>
    public override bool IsSame(TypeSymbol other) =>
        other is ArrayType a && a.Count == Count && a.Element.IsSame(Element);
}

/// <summary>
/// A pointer. The type says nothing of the address space: lowering follows spaces through values (helpers are lowered
/// once
/// for each combination of spaces they are called with). Nullability is part of the type; narrowing gives the other
/// one.
/// </summary>
public sealed class PointerType(TypeSymbol element, bool isNullable) : TypeSymbol($"*{element.Name}", 8, 8)
{
    /// <summary>What is pointed to; u8 for <c>*[u8]</c>.</summary>
    public TypeSymbol Element { get; } = element;

    /// <summary>Whether it must be tested before it is dereferenced.</summary>
    public bool IsNullable { get; } = isNullable;

    /// <inheritdoc/>
    public override bool IsSame(TypeSymbol other) => other is PointerType p && p.Element.IsSame(Element);
}

/// <summary>A field of a struct.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type. For packet pointers of a context: <c>*u8</c>, whatever <paramref name="StorageSize"/>
/// says.</param>
/// <param name="Offset">Bytes from the start of the struct.</param>
/// <param name="StorageSize">Bytes taken in the struct: the size of the type, but 4 for <c>xdp_md.data</c>.</param>
/// <param name="BitOffset">First bit inside the storage unit, for bit fields; otherwise 0.</param>
/// <param name="BitSize">Bits of a bit field; 0 for ordinary fields.</param>
public sealed record FieldSymbol(
    string Name, TypeSymbol Type, int Offset, int StorageSize, int BitOffset = 0, int BitSize = 0)
{
    /// <summary>What a context field means beyond its bytes.</summary>
    public ContextFieldRole Role { get; init; }

    /// <summary>
    /// Its bytes when the command line does not give it, for fields with <c>= value</c> in the struct that <c>main</c>
    /// takes;
    /// empty for zero.
    /// </summary>
    public ImmutableArray<byte> DefaultValue { get; init; } = [];
}

/// <summary>The meaning of a context field that is more than a number.</summary>
public enum ContextFieldRole
{
    /// <summary>A plain value.</summary>
    None,

    /// <summary>The start of the packet.</summary>
    PacketData,

    /// <summary>The end of the packet.</summary>
    PacketEnd,

    /// <summary>The start of the metadata before the packet.</summary>
    PacketMeta,
}

/// <summary>What a struct is to the kernel.</summary>
public enum StructRole
{
    /// <summary>Declared by a script: C layout.</summary>
    Plain,

    /// <summary>
    /// A program's context (<c>xdp_md</c>, <c>__sk_buff</c>, a tracepoint record): constant offsets, rewritten loads.
    /// </summary>
    Context,

    /// <summary>A kernel type from BTF.</summary>
    Kernel,
}

/// <summary>A struct. Fields are set once, after creation, so that structs may refer to each other.</summary>
public sealed class StructType(string name, StructRole role) : TypeSymbol(name, 0, 1)
{
    private int _size;
    private int _alignment = 1;

    /// <summary>What it is to the kernel.</summary>
    public StructRole Role { get; } = role;

    /// <summary>Whether it is an <c>option T</c>: a value and whether it is there.</summary>
    public bool IsOption { get; init; }

    /// <summary>The fields in order of their offsets.</summary>
    public ImmutableArray<FieldSymbol> Fields { get; private set; } = [];

    /// <inheritdoc/>
    public override int Size => _size;

    /// <inheritdoc/>
    public override int Alignment => _alignment;

    /// <summary>Gives the struct its layout.</summary>
    public void SetLayout(ImmutableArray<FieldSymbol> fields, int size, int alignment)
    {
        Fields = fields;
        _size = size;
        _alignment = alignment;
    }

    /// <summary>The field of that name, or null.</summary>
    public FieldSymbol? FindField(string name)
    {
        foreach (FieldSymbol field in Fields)
        {
            if (field.Name == name)
            {
                return field;
            }
        }

        return null;
    }
}

/// <summary>An enum. Values are of <see cref="Underlying"/>.</summary>
public sealed class EnumType(string name, PrimitiveType underlying, ImmutableArray<KeyValuePair<string, long>> values)
    : TypeSymbol(name, underlying.Size, underlying.Alignment)
{
    /// <summary>
    /// The integer type behind it: u32, or i32 when a value is negative, or 64 bits when one does not fit.
    /// </summary>
    public PrimitiveType Underlying { get; } = underlying;

    /// <summary>Names and values in declaration order.</summary>
    public ImmutableArray<KeyValuePair<string, long>> Values { get; } = values;
}

/// <summary>The type of a function pointer.</summary>
public sealed class FunctionType(ImmutableArray<TypeSymbol> parameters, TypeSymbol result)
    : TypeSymbol($"fn({string.Join(", ", parameters.Select(p => p.Name))}) -> {result.Name}", 8, 8)
{
    /// <summary>Parameter types.</summary>
    public ImmutableArray<TypeSymbol> Parameters { get; } = parameters;

    /// <summary>The result type.</summary>
    public TypeSymbol Result { get; } = result;

    /// <inheritdoc/>
    public override bool IsSame(TypeSymbol other)
    {
        if (other is not FunctionType f || f.Parameters.Length != Parameters.Length || !f.Result.IsSame(Result))
        {
            return false;
        }

        for (int i = 0; i < Parameters.Length; i++)
        {
            if (!f.Parameters[i].IsSame(Parameters[i]))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A map, as its name has it. Not a type of values.</summary>
public sealed class MapReferenceType(MapSymbol map) : TypeSymbol(map.Name, 0, 1)
{
    /// <summary>The map.</summary>
    public MapSymbol Map { get; } = map;
}
