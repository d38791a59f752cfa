using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

/// <summary>
/// Storage whose operands (indices, keys, pointers) are evaluated and whose checks are not made yet. So the operands
/// of a target are evaluated before the value assigned, and the checks stand next to the access.
/// </summary>
internal abstract record Storage
{
    private protected Storage()
    {
    }
}

/// <summary>A variable.</summary>
internal sealed record VariableStorage(VariableSymbol Variable) : Storage;

/// <summary>A field.</summary>
internal sealed record FieldStorage(Storage Parent, FieldSymbol Field) : Storage;

/// <summary>An element: at a constant index, or at <paramref name="Index"/> (i64) when that is a value.</summary>
/// <param name="MaxIndex">The largest value the index can have.</param>
internal sealed record ElementStorage(
    Storage Parent, TypeSymbol Element, int Count, long ConstantIndex, Value Index, ulong MaxIndex) : Storage;

/// <summary>
/// What is at a pointer plus constant bytes plus, if valid, a number of bytes that only run time
/// knows.
/// </summary>
/// <param name="Dynamic">Bytes as i64, or no value.</param>
/// <param name="MaxDynamic">The largest value it can have.</param>
internal sealed record PointerStorage(
    Value Pointer, PointerOrigin Origin, long Offset, Value Dynamic, ulong MaxDynamic, int Size, int Alignment)
    : Storage
{
    /// <summary>A pointer that nothing is read or written through.</summary>
    public static PointerStorage AddressOnly(Value pointer, Value dynamic, ulong mostDynamic) =>
        new(pointer, default, 0, dynamic, mostDynamic, 0, 1);
}

/// <summary>A map entry.</summary>
internal sealed record EntryStorage(MapSymbol Map, Value Key) : Storage;

/// <summary>A value in a temporary of the frame.</summary>
internal sealed record TemporaryStorage(MemoryPlace Place) : Storage;

/// <summary>
/// Memory with its checks made, except those for the end of a packet, which need the size of the
/// access.
/// </summary>
/// <param name="Base">The pointer, or the context.</param>
/// <param name="Offset">Bytes from there.</param>
/// <param name="Alignment">What the address is known to be a multiple of, in bytes.</param>
/// <param name="Origin">Where the memory is.</param>
/// <param name="Field">The field, when the last step was one: bit fields and context fields need it.</param>
internal readonly record struct MemoryPlace(
    Value Base, int Offset, int Alignment, PointerOrigin Origin, FieldSymbol? Field = null)
{
    /// <summary>Whether it is a field of the context.</summary>
    public bool IsContext => Origin.Space == AddressSpace.Context;

    /// <summary>A place inside this one.</summary>
    public MemoryPlace At(int offset, FieldSymbol? field = null) => this with
    {
        Offset = Offset + offset,
        Alignment = offset == 0 ? Alignment : Math.Min(Alignment, offset & -offset),
        Field = field,
    };
}
