using System.Collections.Immutable;

namespace KernelScript.Syntax;

/// <summary>An expression. Parentheses are not kept: the tree says what belongs together.</summary>
public abstract class ExpressionSyntax : SyntaxNode
{
    private protected ExpressionSyntax(SourceSpan location)
        : base(location)
    {
    }
}

/// <summary>A name that stands alone.</summary>
public sealed class NameExpressionSyntax(SourceSpan location, Identifier name) : ExpressionSyntax(location)
{
    /// <summary>The name.</summary>
    public Identifier Name { get; } = name;
}

/// <summary><c>Type::name</c>, as in <c>FlowStats::new()</c> or <c>Protocol::TCP</c>.</summary>
public sealed class QualifiedNameExpressionSyntax(SourceSpan location, Identifier qualifier, Identifier name)
    : ExpressionSyntax(location)
{
    /// <summary>What stands before <c>::</c>.</summary>
    public Identifier Qualifier { get; } = qualifier;

    /// <summary>What stands after it.</summary>
    public Identifier Name { get; } = name;
}

/// <summary><c>-x</c>, <c>!x</c>, <c>~x</c>, <c>*x</c>, <c>&amp;x</c></summary>
public sealed class UnaryExpressionSyntax(SourceSpan location, UnaryOperator operation, ExpressionSyntax operand)
    : ExpressionSyntax(location)
{
    /// <summary>The operator, the first character of the node.</summary>
    public UnaryOperator Operator { get; } = operation;

    /// <summary>What it is applied to.</summary>
    public ExpressionSyntax Operand { get; } = operand;
}

/// <summary><c>left operator right</c></summary>
public sealed class BinaryExpressionSyntax(
    SourceSpan location,
    ExpressionSyntax left,
    BinaryOperator operation,
    TextSpan operatorSpan,
    ExpressionSyntax right)
    : ExpressionSyntax(location)
{
    /// <summary>The left operand.</summary>
    public ExpressionSyntax Left { get; } = left;

    /// <summary>The operator.</summary>
    public BinaryOperator Operator { get; } = operation;

    /// <summary>Where the operator stands.</summary>
    public TextSpan OperatorSpan { get; } = operatorSpan;

    /// <summary>The right operand.</summary>
    public ExpressionSyntax Right { get; } = right;
}

/// <summary><c>x as T</c>, also written <c>(T*)(x)</c></summary>
public sealed class CastExpressionSyntax(SourceSpan location, ExpressionSyntax operand, TypeSyntax type)
    : ExpressionSyntax(location)
{
    /// <summary>What is converted.</summary>
    public ExpressionSyntax Operand { get; } = operand;

    /// <summary>The type it gets.</summary>
    public TypeSyntax Type { get; } = type;
}

/// <summary><c>condition ? a : b</c></summary>
public sealed class ConditionalExpressionSyntax(
    SourceSpan location, ExpressionSyntax condition, ExpressionSyntax whenTrue, ExpressionSyntax whenFalse)
    : ExpressionSyntax(location)
{
    /// <summary>What decides.</summary>
    public ExpressionSyntax Condition { get; } = condition;

    /// <summary>The value when it holds.</summary>
    public ExpressionSyntax WhenTrue { get; } = whenTrue;

    /// <summary>The value when it does not.</summary>
    public ExpressionSyntax WhenFalse { get; } = whenFalse;
}

/// <summary><c>if (condition) { a } else { b }</c> where a value is wanted.</summary>
public sealed class IfExpressionSyntax(
    SourceSpan location,
    Identifier? binding,
    ExpressionSyntax condition,
    BlockExpressionSyntax then,
    ExpressionSyntax? otherwise)
    : ExpressionSyntax(location)
{
    /// <summary>
    /// The name of <c>if (var name = value)</c>, known in <see cref="Then"/> only; null for a plain condition.
    /// </summary>
    public Identifier? Binding { get; } = binding;

    /// <summary>The condition, or the value that <see cref="Binding"/> names.</summary>
    public ExpressionSyntax Condition { get; } = condition;

    /// <summary>The branch taken when the condition holds.</summary>
    public BlockExpressionSyntax Then { get; } = then;

    /// <summary>
    /// A <see cref="BlockExpressionSyntax"/> or a further <see cref="IfExpressionSyntax"/>; null for none.
    /// </summary>
    public ExpressionSyntax? Else { get; } = otherwise;
}

/// <summary>
/// <c>{ statements value }</c>: a branch of an <c>if</c> or an arm of a <c>match</c> that gives a value.
/// </summary>
public sealed class BlockExpressionSyntax(
    SourceSpan location, ImmutableArray<StatementSyntax> statements, ExpressionSyntax? value)
    : ExpressionSyntax(location)
{
    /// <summary>The statements before the value.</summary>
    public ImmutableArray<StatementSyntax> Statements { get; } = statements;

    /// <summary>The last expression; null when the block ends with another statement, such as <c>return</c>.</summary>
    public ExpressionSyntax? Value { get; } = value;
}

/// <summary><c>match (value) { pattern: result, default: result }</c></summary>
public sealed class MatchExpressionSyntax(
    SourceSpan location, ExpressionSyntax value, ImmutableArray<MatchArmSyntax> arms)
    : ExpressionSyntax(location)
{
    /// <summary>What is compared.</summary>
    public ExpressionSyntax Value { get; } = value;

    /// <summary>The arms in order.</summary>
    public ImmutableArray<MatchArmSyntax> Arms { get; } = arms;
}

/// <summary><c>pattern | pattern: result</c></summary>
public sealed class MatchArmSyntax(
    SourceSpan location, ImmutableArray<PatternSyntax> patterns, ExpressionSyntax result)
    : SyntaxNode(location)
{
    /// <summary>The alternatives, at least one.</summary>
    public ImmutableArray<PatternSyntax> Patterns { get; } = patterns;

    /// <summary>
    /// The value of the arm. An arm that is a block or a single statement, such as <c>return</c>, is a
    /// <see cref="BlockExpressionSyntax"/>.
    /// </summary>
    public ExpressionSyntax Result { get; } = result;
}

/// <summary>Postfix <c>x?</c>: gives the value if present, leaves the function otherwise.</summary>
public sealed class PropagateExpressionSyntax(SourceSpan location, ExpressionSyntax operand)
    : ExpressionSyntax(location)
{
    /// <summary>What may be absent.</summary>
    public ExpressionSyntax Operand { get; } = operand;
}

/// <summary><c>sizeof(T)</c>, in bytes.</summary>
public sealed class SizeofExpressionSyntax(SourceSpan location, TypeSyntax type) : ExpressionSyntax(location)
{
    /// <summary>The type that is measured; a name may also turn out to be that of a variable.</summary>
    public TypeSyntax Type { get; } = type;
}

/// <summary><c>new T()</c> or <c>new T(flags)</c></summary>
public sealed class NewExpressionSyntax(SourceSpan location, TypeSyntax type, ExpressionSyntax? flags)
    : ExpressionSyntax(location)
{
    /// <summary>The type of the object.</summary>
    public TypeSyntax Type { get; } = type;

    /// <summary>Allocation flags; null when none are written.</summary>
    public ExpressionSyntax? Flags { get; } = flags;
}

/// <summary><c>callee(arguments)</c>; a method call when the callee is a member.</summary>
public sealed class CallExpressionSyntax(
    SourceSpan location, ExpressionSyntax callee, ImmutableArray<ExpressionSyntax> arguments)
    : ExpressionSyntax(location)
{
    /// <summary>A name, a member, or a value of function type.</summary>
    public ExpressionSyntax Callee { get; } = callee;

    /// <summary>The arguments in order.</summary>
    public ImmutableArray<ExpressionSyntax> Arguments { get; } = arguments;
}

/// <summary><c>receiver.name</c> or <c>receiver->name</c></summary>
public sealed class MemberAccessExpressionSyntax(
    SourceSpan location, ExpressionSyntax receiver, bool isArrow, Identifier name)
    : ExpressionSyntax(location)
{
    /// <summary>What has the member.</summary>
    public ExpressionSyntax Receiver { get; } = receiver;

    /// <summary>Whether <c>-></c> is written.</summary>
    public bool IsArrow { get; } = isArrow;

    /// <summary>The name of the member.</summary>
    public Identifier Name { get; } = name;
}

/// <summary><c>receiver[index]</c></summary>
public sealed class IndexExpressionSyntax(SourceSpan location, ExpressionSyntax receiver, ExpressionSyntax index)
    : ExpressionSyntax(location)
{
    /// <summary>An array, a pointer, a string or a map.</summary>
    public ExpressionSyntax Receiver { get; } = receiver;

    /// <summary>The index or the key.</summary>
    public ExpressionSyntax Index { get; } = index;
}

/// <summary><c>Name { field: value, }</c></summary>
public sealed class StructLiteralExpressionSyntax(
    SourceSpan location, Identifier? qualifier, Identifier name, ImmutableArray<FieldInitializerSyntax> fields)
    : ExpressionSyntax(location)
{
    /// <summary>The imported module; null when the struct is named alone.</summary>
    public Identifier? Qualifier { get; } = qualifier;

    /// <summary>The name of the struct.</summary>
    public Identifier Name { get; } = name;

    /// <summary>The fields that are set; the others are zero.</summary>
    public ImmutableArray<FieldInitializerSyntax> Fields { get; } = fields;
}

/// <summary>An expression that is missing from the script. A diagnostic has been reported.</summary>
public sealed class MissingExpressionSyntax(SourceSpan location) : ExpressionSyntax(location);
