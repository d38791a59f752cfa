using System.Collections.Immutable;

namespace KernelScript.Syntax;

/// <summary>A statement.</summary>
public abstract class StatementSyntax : SyntaxNode
{
    private protected StatementSyntax(SourceSpan location)
        : base(location)
    {
    }
}

/// <summary>
/// <c>{ statements }</c>; also the single statement of an <c>if</c> or a loop that is written without braces.
/// </summary>
public sealed class BlockSyntax(SourceSpan location, ImmutableArray<StatementSyntax> statements)
    : StatementSyntax(location)
{
    /// <summary>The statements in order.</summary>
    public ImmutableArray<StatementSyntax> Statements { get; } = statements;
}

/// <summary><c>var name: T = value</c></summary>
public sealed class VariableStatementSyntax(
    SourceSpan location, Identifier name, TypeSyntax? type, ExpressionSyntax? initializer)
    : StatementSyntax(location)
{
    /// <summary>The name of the variable.</summary>
    public Identifier Name { get; } = name;

    /// <summary>The written type; null when it follows from the value.</summary>
    public TypeSyntax? Type { get; } = type;

    /// <summary>The first value; null for zero.</summary>
    public ExpressionSyntax? Initializer { get; } = initializer;
}

/// <summary><c>const NAME: T = value</c> in a function.</summary>
public sealed class ConstantStatementSyntax(
    SourceSpan location, Identifier name, TypeSyntax? type, ExpressionSyntax value)
    : StatementSyntax(location)
{
    /// <summary>The name of the constant.</summary>
    public Identifier Name { get; } = name;

    /// <summary>The written type; null when it follows from the value.</summary>
    public TypeSyntax? Type { get; } = type;

    /// <summary>The value.</summary>
    public ExpressionSyntax Value { get; } = value;
}

/// <summary><c>target = value</c>, <c>target += value</c> and so on.</summary>
public sealed class AssignmentStatementSyntax(
    SourceSpan location,
    ExpressionSyntax target,
    BinaryOperator? operation,
    TextSpan operatorSpan,
    ExpressionSyntax value)
    : StatementSyntax(location)
{
    /// <summary>What denotes the storage: a name, a member, an element or a dereference.</summary>
    public ExpressionSyntax Target { get; } = target;

    /// <summary>The operator of a compound assignment; null for <c>=</c>.</summary>
    public BinaryOperator? Operator { get; } = operation;

    /// <summary>Where <c>=</c>, <c>+=</c>… stands.</summary>
    public TextSpan OperatorSpan { get; } = operatorSpan;

    /// <summary>The right side.</summary>
    public ExpressionSyntax Value { get; } = value;
}

/// <summary>An expression as a statement; a <c>match</c> among them.</summary>
public sealed class ExpressionStatementSyntax(SourceSpan location, ExpressionSyntax expression)
    : StatementSyntax(location)
{
    /// <summary>The expression.</summary>
    public ExpressionSyntax Expression { get; } = expression;
}

/// <summary><c>if (condition) { } else { }</c> or <c>if (var name = value) { } else { }</c></summary>
public sealed class IfStatementSyntax(
    SourceSpan location,
    Identifier? binding,
    ExpressionSyntax condition,
    BlockSyntax then,
    StatementSyntax? otherwise)
    : StatementSyntax(location)
{
    /// <summary>
    /// The name of <c>if (var name = value)</c>, known in <see cref="Then"/> only; null for a plain condition.
    /// </summary>
    public Identifier? Binding { get; } = binding;

    /// <summary>The condition, or the value that <see cref="Binding"/> names.</summary>
    public ExpressionSyntax Condition { get; } = condition;

    /// <summary>The branch taken when the condition holds.</summary>
    public BlockSyntax Then { get; } = then;

    /// <summary>The other branch: a block or a further <c>if</c>; null for none.</summary>
    public StatementSyntax? Else { get; } = otherwise;
}

/// <summary><c>for (i in start..end) { }</c></summary>
public sealed class ForRangeStatementSyntax(
    SourceSpan location, Identifier variable, ExpressionSyntax start, ExpressionSyntax end, BlockSyntax body)
    : StatementSyntax(location)
{
    /// <summary>The name of the counter.</summary>
    public Identifier Variable { get; } = variable;

    /// <summary>The first value.</summary>
    public ExpressionSyntax Start { get; } = start;

    /// <summary>The value after the last.</summary>
    public ExpressionSyntax End { get; } = end;

    /// <summary>What is repeated.</summary>
    public BlockSyntax Body { get; } = body;
}

/// <summary><c>for (key, value in map) { }</c>, also written <c>for (key, value) in map { }</c></summary>
public sealed class ForEachStatementSyntax(
    SourceSpan location, Identifier key, Identifier value, ExpressionSyntax collection, BlockSyntax body)
    : StatementSyntax(location)
{
    /// <summary>The name of the key.</summary>
    public Identifier Key { get; } = key;

    /// <summary>The name of the value.</summary>
    public Identifier Value { get; } = value;

    /// <summary>The map that is walked.</summary>
    public ExpressionSyntax Collection { get; } = collection;

    /// <summary>What is done for each entry.</summary>
    public BlockSyntax Body { get; } = body;
}

/// <summary><c>while (condition) { }</c></summary>
public sealed class WhileStatementSyntax(SourceSpan location, ExpressionSyntax condition, BlockSyntax body)
    : StatementSyntax(location)
{
    /// <summary>Tested before each round.</summary>
    public ExpressionSyntax Condition { get; } = condition;

    /// <summary>What is repeated.</summary>
    public BlockSyntax Body { get; } = body;
}

/// <summary><c>loop { }</c>: repeats until it is left.</summary>
public sealed class LoopStatementSyntax(SourceSpan location, BlockSyntax body) : StatementSyntax(location)
{
    /// <summary>What is repeated.</summary>
    public BlockSyntax Body { get; } = body;
}

/// <summary><c>return</c> or <c>return value</c></summary>
public sealed class ReturnStatementSyntax(SourceSpan location, ExpressionSyntax? value) : StatementSyntax(location)
{
    /// <summary>The result; null for a naked return.</summary>
    public ExpressionSyntax? Value { get; } = value;
}

/// <summary><c>break</c></summary>
public sealed class BreakStatementSyntax(SourceSpan location) : StatementSyntax(location);

/// <summary><c>continue</c></summary>
public sealed class ContinueStatementSyntax(SourceSpan location) : StatementSyntax(location);

/// <summary><c>delete map[key]</c> or <c>delete pointer</c></summary>
public sealed class DeleteStatementSyntax(SourceSpan location, ExpressionSyntax target) : StatementSyntax(location)
{
    /// <summary>The entry of a map, or the pointer whose object is freed.</summary>
    public ExpressionSyntax Target { get; } = target;
}

/// <summary><c>try { } catch 1 { } catch _ { }</c></summary>
public sealed class TryStatementSyntax(
    SourceSpan location, BlockSyntax body, ImmutableArray<CatchClauseSyntax> catches)
    : StatementSyntax(location)
{
    /// <summary>What may throw.</summary>
    public BlockSyntax Body { get; } = body;

    /// <summary>The catch clauses in order.</summary>
    public ImmutableArray<CatchClauseSyntax> Catches { get; } = catches;
}

/// <summary><c>throw code</c></summary>
public sealed class ThrowStatementSyntax(SourceSpan location, ExpressionSyntax value) : StatementSyntax(location)
{
    /// <summary>The error code.</summary>
    public ExpressionSyntax Value { get; } = value;
}

/// <summary><c>defer call()</c> or <c>defer { }</c>: done when the function is left.</summary>
public sealed class DeferStatementSyntax(SourceSpan location, StatementSyntax body) : StatementSyntax(location)
{
    /// <summary>An expression statement or a block.</summary>
    public StatementSyntax Body { get; } = body;
}

/// <summary><c>catch pattern { }</c></summary>
public sealed class CatchClauseSyntax(SourceSpan location, PatternSyntax pattern, BlockSyntax body)
    : SyntaxNode(location)
{
    /// <summary>
    /// An integer literal, the name of a constant, or <see cref="DefaultPatternSyntax"/> for <c>_</c>.
    /// </summary>
    public PatternSyntax Pattern { get; } = pattern;

    /// <summary>What handles the error.</summary>
    public BlockSyntax Body { get; } = body;
}
