namespace KernelScript.Ir;

/// <summary>Kinds of SSA values.</summary>
public enum IrTypeKind
{
    /// <summary>No value; also the recognisably invalid default.</summary>
    Void,

    /// <summary>0 or 1.</summary>
    Bool,

    /// <summary>8-bit integer; operations say signedness.</summary>
    I8,

    /// <summary>16-bit integer.</summary>
    I16,

    /// <summary>32-bit integer.</summary>
    I32,

    /// <summary>64-bit integer.</summary>
    I64,

    /// <summary>64-bit pointer with address space and nullability.</summary>
    Pointer,
}

/// <summary>The type of an SSA value. Aggregates exist in memory only.</summary>
/// <param name="Kind">Integer width, bool or pointer.</param>
/// <param name="Space">Where a pointer points; <see cref="AddressSpace.None"/> for other kinds.</param>
/// <param name="IsNullable">Whether a pointer may be null; a nullable pointer is never dereferenced.</param>
public readonly record struct IrType(IrTypeKind Kind, AddressSpace Space = AddressSpace.None, bool IsNullable = false)
{
    /// <summary>No value.</summary>
    public static IrType Void => default;

    /// <summary>0 or 1.</summary>
    public static IrType Bool => new(IrTypeKind.Bool);

    /// <summary>8 bits.</summary>
    public static IrType I8 => new(IrTypeKind.I8);

    /// <summary>16 bits.</summary>
    public static IrType I16 => new(IrTypeKind.I16);

    /// <summary>32 bits.</summary>
    public static IrType I32 => new(IrTypeKind.I32);

    /// <summary>64 bits.</summary>
    public static IrType I64 => new(IrTypeKind.I64);

    /// <summary>A pointer that is not null.</summary>
    public static IrType Pointer(AddressSpace space) => new(IrTypeKind.Pointer, space);

    /// <summary>A pointer that may be null.</summary>
    public static IrType NullablePointer(AddressSpace space) => new(IrTypeKind.Pointer, space, true);

    /// <summary>The integer type of <paramref name="bits"/> bits: 8, 16, 32 or 64.</summary>
    public static IrType Integer(int bits) => bits switch
    {
        8 => I8,
        16 => I16,
        32 => I32,
        64 => I64,
        _ => throw new ArgumentOutOfRangeException(nameof(bits), bits, "Integers have 8, 16, 32 or 64 bits."),
    };

    /// <summary>Whether this is an integer of 8 to 64 bits (not bool).</summary>
    public bool IsInteger => Kind is >= IrTypeKind.I8 and <= IrTypeKind.I64;

    /// <summary>Whether this is a pointer.</summary>
    public bool IsPointer => Kind == IrTypeKind.Pointer;

    /// <summary>Width in bits: 1 for bool, 64 for pointers, 0 for void.</summary>
    public int Bits => Kind switch
    {
        IrTypeKind.Bool => 1,
        IrTypeKind.I8 => 8,
        IrTypeKind.I16 => 16,
        IrTypeKind.I32 => 32,
        IrTypeKind.I64 or IrTypeKind.Pointer => 64,
        _ => 0,
    };

    /// <summary>Bytes in memory: 1 for bool.</summary>
    public int Bytes => Kind == IrTypeKind.Bool ? 1 : Bits / 8;

    /// <summary>The same pointer, not null.</summary>
    public IrType AsNonNull() => this with { IsNullable = false };
}
