using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>
/// An expression. Operands of an operation have the same type already (conversions are nodes), so the type of the
/// operand
/// says width and signedness. "Storage" marks expressions that denote memory and can be assigned.
/// </summary>
public abstract class BoundExpression : BoundNode
{
    private protected BoundExpression(SyntaxNode syntax, TypeSymbol type)
        : base(syntax) => Type = type;

    /// <summary>The type of the value.</summary>
    public TypeSymbol Type { get; }
}

/// <summary>An integer, bool, char, enum value or floating-point number (as its bits), already in its type.</summary>
public sealed class BoundLiteral(SyntaxNode syntax, TypeSymbol type, long value) : BoundExpression(syntax, type)
{
    /// <summary>The value; bit pattern for u64 and floating point.</summary>
    public long Value { get; } = value;

    /// <summary>
    /// Whether the place decides on the type: a literal, or constants without a declared type. Only while binding.
    /// </summary>
    internal bool IsUntyped { get; init; }
}

/// <summary>A string in its place's <see cref="StringType"/> (or of its own length).</summary>
public sealed class BoundStringLiteral(SyntaxNode syntax, TypeSymbol type, ImmutableArray<byte> bytes)
    : BoundExpression(syntax, type)
{
    /// <summary>UTF-8 without a terminating zero; not longer than the type.</summary>
    public ImmutableArray<byte> Bytes { get; } = bytes;
}

/// <summary><c>null</c> in a pointer type.</summary>
public sealed class BoundNull(SyntaxNode syntax, TypeSymbol type) : BoundExpression(syntax, type);

/// <summary>The zero value of a type: <c>T::new()</c>, and what follows an error.</summary>
public sealed class BoundZero(SyntaxNode syntax, TypeSymbol type) : BoundExpression(syntax, type);

/// <summary>Storage: a variable, parameter, global or config block.</summary>
public sealed class BoundVariable(SyntaxNode syntax, VariableSymbol variable) : BoundExpression(syntax, variable.Type)
{
    /// <summary>The variable.</summary>
    public VariableSymbol Variable { get; } = variable;
}

/// <summary>A map itself, as an argument of a kernel helper.</summary>
public sealed class BoundMap(SyntaxNode syntax, MapSymbol map) : BoundExpression(syntax, new MapReferenceType(map))
{
    /// <summary>The map.</summary>
    public MapSymbol Map { get; } = map;
}

/// <summary>
/// Storage: a field of a struct. The receiver is storage, a <see cref="BoundDereference"/>, or a struct value.
/// </summary>
public sealed class BoundField(SyntaxNode syntax, BoundExpression receiver, FieldSymbol field)
    : BoundExpression(syntax, field.Type)
{
    /// <summary>The struct.</summary>
    public BoundExpression Receiver { get; } = receiver;

    /// <summary>The field.</summary>
    public FieldSymbol Field { get; } = field;
}

/// <summary>Storage: what a pointer points to. <c>p->f</c> is a field of it, <c>p[i]</c> is <c>*(p + i)</c>.</summary>
public sealed class BoundDereference(SyntaxNode syntax, TypeSymbol type, BoundExpression pointer)
    : BoundExpression(syntax, type)
{
    /// <summary>The pointer, never nullable here.</summary>
    public BoundExpression Pointer { get; } = pointer;
}

/// <summary>
/// Storage: an element of an array, or a character of a string. An index out of range reads 0 and writes nothing.
/// </summary>
public sealed class BoundIndex(SyntaxNode syntax, TypeSymbol type, BoundExpression array, BoundExpression index)
    : BoundExpression(syntax, type)
{
    /// <summary>The array or string.</summary>
    public BoundExpression Array { get; } = array;

    /// <summary>The index, any integer type.</summary>
    public BoundExpression Index { get; } = index;
}

/// <summary>
/// Storage: the value of a map entry. Reading gives zero when it is absent; assigning creates it; a compound assignment
/// to
/// the whole value starts from zero. Below a <see cref="BoundField"/> or <see cref="BoundIndex"/> that is assigned to,
/// an
/// absent entry is left absent.
/// </summary>
public sealed class BoundMapEntry(SyntaxNode syntax, MapSymbol map, BoundExpression key)
    : BoundExpression(syntax, map.Value)
{
    /// <summary>The map.</summary>
    public MapSymbol Map { get; } = map;

    /// <summary>The key, in the map's key type.</summary>
    public BoundExpression Key { get; } = key;
}

/// <summary>A nullable pointer to a map entry: <c>var e = m[k]</c> of a struct, <c>&amp;m[k]</c>.</summary>
public sealed class BoundMapReference(SyntaxNode syntax, TypeSymbol type, MapSymbol map, BoundExpression key)
    : BoundExpression(syntax, type)
{
    /// <summary>The map.</summary>
    public MapSymbol Map { get; } = map;

    /// <summary>The key, in the map's key type.</summary>
    public BoundExpression Key { get; } = key;
}

/// <summary>
/// Whether the map has the key, as bool: <c>m[k] != null</c>; negations are <see cref="BoundUnary"/>.
/// </summary>
public sealed class BoundMapContains(SyntaxNode syntax, MapSymbol map, BoundExpression key)
    : BoundExpression(syntax, BuiltInTypes.Bool)
{
    /// <summary>The map.</summary>
    public MapSymbol Map { get; } = map;

    /// <summary>The key, in the map's key type.</summary>
    public BoundExpression Key { get; } = key;
}

/// <summary>
/// Whether the entry was there when the variable was set from it (see <see cref="VariableSymbol.HasPresence"/>).
/// </summary>
public sealed class BoundPresence(SyntaxNode syntax, VariableSymbol variable)
    : BoundExpression(syntax, BuiltInTypes.Bool)
{
    /// <summary>The variable.</summary>
    public VariableSymbol Variable { get; } = variable;
}

/// <summary>A nullable pointer that the flow of control has shown to be not null; the type says so.</summary>
public sealed class BoundNonNull(SyntaxNode syntax, TypeSymbol type, BoundExpression operand)
    : BoundExpression(syntax, type)
{
    /// <summary>The nullable pointer.</summary>
    public BoundExpression Operand { get; } = operand;
}

/// <summary>An operation with one operand, of the operand's type.</summary>
public sealed class BoundUnary(SyntaxNode syntax, UnaryOperation operation, BoundExpression operand)
    : BoundExpression(syntax, operand.Type)
{
    /// <summary>What is done.</summary>
    public UnaryOperation Operation { get; } = operation;

    /// <summary>The operand.</summary>
    public BoundExpression Operand { get; } = operand;
}

/// <summary>An operation with two operands.</summary>
public sealed class BoundBinary(
    SyntaxNode syntax, TypeSymbol type, BinaryOperation operation, BoundExpression left, BoundExpression right)
    : BoundExpression(syntax, type)
{
    /// <summary>What is done.</summary>
    public BinaryOperation Operation { get; } = operation;

    /// <summary>The left operand.</summary>
    public BoundExpression Left { get; } = left;

    /// <summary>The right operand.</summary>
    public BoundExpression Right { get; } = right;
}

/// <summary>
/// A change of type. Between integers, bool, char and enums: zero- or sign-extension by the source's signedness, or
/// truncation (to bool: not zero). Between pointers, pointer and integer: the same bits. Strings: cut or zero-padded.
/// Floating point (userspace): by value. An array to a pointer to its element: its address.
/// </summary>
public sealed class BoundConversion(SyntaxNode syntax, TypeSymbol type, BoundExpression operand)
    : BoundExpression(syntax, type)
{
    /// <summary>The value converted.</summary>
    public BoundExpression Operand { get; } = operand;
}

/// <summary><c>c ? a : b</c> and <c>if</c> as an expression.</summary>
public sealed class BoundConditional(
    SyntaxNode syntax, BoundExpression condition, BoundExpression whenTrue, BoundExpression whenFalse)
    : BoundExpression(syntax, whenTrue.Type)
{
    /// <summary>The bool decided on.</summary>
    public BoundExpression Condition { get; } = condition;

    /// <summary>Evaluated when it holds.</summary>
    public BoundExpression WhenTrue { get; } = whenTrue;

    /// <summary>Evaluated when not.</summary>
    public BoundExpression WhenFalse { get; } = whenFalse;
}

/// <summary>
/// Statements, then a value: a block as a match arm or an <c>if</c> branch. A void value for statements only.
/// </summary>
public sealed class BoundBlockExpression(
    SyntaxNode syntax, ImmutableArray<BoundStatement> statements, BoundExpression? value)
    : BoundExpression(syntax, value?.Type ?? BuiltInTypes.Void)
{
    /// <summary>Executed first.</summary>
    public ImmutableArray<BoundStatement> Statements { get; } = statements;

    /// <summary>The value, or null.</summary>
    public BoundExpression? Value { get; } = value;
}

/// <summary>
/// Values that an arm takes: from <paramref name="First"/> to <paramref name="Last"/>, both included.
/// </summary>
/// <param name="First">Lowest value, in the subject's signedness.</param>
/// <param name="Last">Highest value.</param>
/// <param name="Text">For string subjects: the string compared with; otherwise default.</param>
public readonly record struct BoundPattern(long First, long Last, ImmutableArray<byte> Text = default);

/// <summary>An arm: its patterns (none for <c>default</c>) and its value.</summary>
public sealed record BoundMatchArm(ImmutableArray<BoundPattern> Patterns, BoundExpression Value);

/// <summary>
/// A match. The first arm that takes the subject is evaluated; without one (enum covered) the value is zero.
/// </summary>
public sealed class BoundMatch(
    SyntaxNode syntax, TypeSymbol type, BoundExpression subject, ImmutableArray<BoundMatchArm> arms)
    : BoundExpression(syntax, type)
{
    /// <summary>What is looked at, once.</summary>
    public BoundExpression Subject { get; } = subject;

    /// <summary>The arms in order.</summary>
    public ImmutableArray<BoundMatchArm> Arms { get; } = arms;
}

/// <summary>The address of storage.</summary>
public sealed class BoundAddressOf(SyntaxNode syntax, TypeSymbol type, BoundExpression storage)
    : BoundExpression(syntax, type)
{
    /// <summary>The storage.</summary>
    public BoundExpression Storage { get; } = storage;
}

/// <summary>A call of a function of the script, an extern, or a kernel helper by its name.</summary>
public sealed class BoundCall(SyntaxNode syntax, FunctionSymbol function, ImmutableArray<BoundExpression> arguments)
    : BoundExpression(syntax, function.ReturnType)
{
    /// <summary>What is called.</summary>
    public FunctionSymbol Function { get; } = function;

    /// <summary>Arguments in order, in the parameters' types.</summary>
    public ImmutableArray<BoundExpression> Arguments { get; } = arguments;
}

/// <summary>
/// A tail call: only as the value of a <see cref="BoundReturn"/>, possibly below conditionals and matches.
/// </summary>
public sealed class BoundTailCall(SyntaxNode syntax, FunctionSymbol program, BoundExpression context)
    : BoundExpression(syntax, program.ReturnType)
{
    /// <summary>The program gone to.</summary>
    public FunctionSymbol Program { get; } = program;

    /// <summary>The context handed on.</summary>
    public BoundExpression Context { get; } = context;
}

/// <summary>A call through a function pointer.</summary>
public sealed class BoundIndirectCall(
    SyntaxNode syntax, TypeSymbol type, BoundExpression target, ImmutableArray<BoundExpression> arguments)
    : BoundExpression(syntax, type)
{
    /// <summary>The pointer.</summary>
    public BoundExpression Target { get; } = target;

    /// <summary>Arguments in order.</summary>
    public ImmutableArray<BoundExpression> Arguments { get; } = arguments;
}

/// <summary>A function by name: a function pointer, or a program reference for <c>load</c>.</summary>
public sealed class BoundFunctionReference(SyntaxNode syntax, TypeSymbol type, FunctionSymbol function)
    : BoundExpression(syntax, type)
{
    /// <summary>The function.</summary>
    public FunctionSymbol Function { get; } = function;
}

/// <summary>A call of what the language supplies.</summary>
public sealed class BoundBuiltInCall(
    SyntaxNode syntax, TypeSymbol type, BuiltInFunction function, ImmutableArray<BoundExpression> arguments)
    : BoundExpression(syntax, type)
{
    /// <summary>Which one.</summary>
    public BuiltInFunction Function { get; } = function;

    /// <summary>
    /// Arguments in order. <c>print</c> always has a format in front, a <see cref="BoundStringLiteral"/>, made up when
    /// the
    /// script lists values; integers after it are 64 bits wide and their conversions say so (<c>%lld</c>, <c>%llu</c>,
    /// <c>%llx</c>), strings are <see cref="StringType"/> with <c>%s</c>, characters <c>%c</c>, pointers <c>%p</c>.
    /// </summary>
    public ImmutableArray<BoundExpression> Arguments { get; } = arguments;
}

/// <summary>An operation of a map.</summary>
public sealed class BoundMapOperation(
    SyntaxNode syntax,
    TypeSymbol type,
    MapSymbol map,
    MapOperation operation,
    ImmutableArray<BoundExpression> arguments)
    : BoundExpression(syntax, type)
{
    /// <summary>The map.</summary>
    public MapSymbol Map { get; } = map;

    /// <summary>The operation.</summary>
    public MapOperation Operation { get; } = operation;

    /// <summary>Arguments in order.</summary>
    public ImmutableArray<BoundExpression> Arguments { get; } = arguments;
}

/// <summary>A struct value. Fields not named are zero.</summary>
public sealed class BoundStructLiteral(
    SyntaxNode syntax, StructType type, ImmutableArray<KeyValuePair<FieldSymbol, BoundExpression>> fields)
    : BoundExpression(syntax, type)
{
    /// <summary>The fields given, in the order they are evaluated.</summary>
    public ImmutableArray<KeyValuePair<FieldSymbol, BoundExpression>> Fields { get; } = fields;
}

/// <summary>
/// An array value. Elements not given are zero; with <see cref="IsRepeated"/> the one element fills all.
/// </summary>
public sealed class BoundArrayLiteral(
    SyntaxNode syntax, ArrayType type, ImmutableArray<BoundExpression> elements, bool isRepeated)
    : BoundExpression(syntax, type)
{
    /// <summary>The elements given.</summary>
    public ImmutableArray<BoundExpression> Elements { get; } = elements;

    /// <summary>Whether the one element fills the array.</summary>
    public bool IsRepeated { get; } = isRepeated;
}
