namespace KernelScript.Semantics;

/// <summary>
/// What a null test can say something about: a variable, or up to two fields of what it holds or points to.
/// </summary>
internal readonly record struct Place(VariableSymbol Variable, FieldSymbol? First = null, FieldSymbol? Second = null)
{
    /// <summary>The place an expression denotes, or null when it is none that can be followed.</summary>
    public static Place? Of(BoundExpression expression) => expression switch
    {
        BoundVariable v => new Place(v.Variable),
        BoundNonNull n => Of(n.Operand),
        BoundConversion { Type: PointerType, Operand.Type: PointerType } c => Of(c.Operand),
        BoundDereference d => Of(d.Pointer),
        BoundField f => Of(f.Receiver) is { } receiver ? receiver.Extend(f.Field) : null,
        _ => null,
    };

    private Place? Extend(FieldSymbol field) => (First, Second) switch
    {
        (null, _) => this with { First = field },
        (_, null) => this with { Second = field },
        _ => null,
    };
}
