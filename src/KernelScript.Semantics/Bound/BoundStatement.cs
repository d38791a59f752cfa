using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>A statement.</summary>
public abstract class BoundStatement : BoundNode
{
    private protected BoundStatement(SyntaxNode syntax)
        : base(syntax)
    {
    }
}

/// <summary>Statements in order. Its variables are unique symbols: scopes need no further care.</summary>
public sealed class BoundBlock(SyntaxNode syntax, ImmutableArray<BoundStatement> statements) : BoundStatement(syntax)
{
    /// <summary>The statements.</summary>
    public ImmutableArray<BoundStatement> Statements { get; } = statements;
}

/// <summary>A local variable. Zero without an initial value, each time it is reached.</summary>
public sealed class BoundDeclaration(SyntaxNode syntax, VariableSymbol variable, BoundExpression? initializer)
    : BoundStatement(syntax)
{
    /// <summary>The variable.</summary>
    public VariableSymbol Variable { get; } = variable;

    /// <summary>The initial value in the variable's type, or null.</summary>
    public BoundExpression? Initializer { get; } = initializer;
}

/// <summary><c>target = value</c>.</summary>
public sealed class BoundAssignment(SyntaxNode syntax, BoundExpression target, BoundExpression value)
    : BoundStatement(syntax)
{
    /// <summary>The storage assigned to.</summary>
    public BoundExpression Target { get; } = target;

    /// <summary>The value, in the target's type.</summary>
    public BoundExpression Value { get; } = value;
}

/// <summary>
/// <c>target op= value</c>. The target's place is evaluated once. Add, subtract, and, or, xor on 32- and 64-bit
/// integers in
/// shared map values and globals are atomic on the kernel side.
/// </summary>
public sealed class BoundCompoundAssignment(
    SyntaxNode syntax, BoundExpression target, BinaryOperation operation, BoundExpression value)
    : BoundStatement(syntax)
{
    /// <summary>The storage changed.</summary>
    public BoundExpression Target { get; } = target;

    /// <summary>The operation.</summary>
    public BinaryOperation Operation { get; } = operation;

    /// <summary>The right operand, in the target's type (shift counts and pointer steps in their own).</summary>
    public BoundExpression Value { get; } = value;
}

/// <summary>An expression for its effect.</summary>
public sealed class BoundExpressionStatement(SyntaxNode syntax, BoundExpression expression) : BoundStatement(syntax)
{
    /// <summary>The expression.</summary>
    public BoundExpression Expression { get; } = expression;
}

/// <summary>A decision. <c>if (var x = e)</c> is a block of a declaration and this.</summary>
public sealed class BoundIf(
    SyntaxNode syntax, BoundExpression condition, BoundStatement then, BoundStatement? otherwise)
    : BoundStatement(syntax)
{
    /// <summary>The bool decided on.</summary>
    public BoundExpression Condition { get; } = condition;

    /// <summary>Executed when it holds.</summary>
    public BoundStatement Then { get; } = then;

    /// <summary>Executed when not, or null.</summary>
    public BoundStatement? Else { get; } = otherwise;
}

/// <summary>
/// <c>for (i in from..to)</c>: from ≤ i &lt; to; both ends are evaluated once, in the variable's type.
/// </summary>
public sealed class BoundForRange(
    SyntaxNode syntax, VariableSymbol variable, BoundExpression from, BoundExpression to, BoundStatement body)
    : BoundStatement(syntax)
{
    /// <summary>The loop variable; the body may change its copy without effect on the iteration.</summary>
    public VariableSymbol Variable { get; } = variable;

    /// <summary>The first value.</summary>
    public BoundExpression From { get; } = from;

    /// <summary>One past the last value.</summary>
    public BoundExpression To { get; } = to;

    /// <summary>The body.</summary>
    public BoundStatement Body { get; } = body;
}

/// <summary><c>for (k, v in m)</c>: every entry once, in no fixed order. Key and value are copies.</summary>
public sealed class BoundForMap(
    SyntaxNode syntax, VariableSymbol key, VariableSymbol value, MapSymbol map, BoundStatement body)
    : BoundStatement(syntax)
{
    /// <summary>The key.</summary>
    public VariableSymbol Key { get; } = key;

    /// <summary>The value.</summary>
    public VariableSymbol Value { get; } = value;

    /// <summary>The map walked.</summary>
    public MapSymbol Map { get; } = map;

    /// <summary>The body.</summary>
    public BoundStatement Body { get; } = body;
}

/// <summary><c>while</c>; <c>loop</c> has the condition true.</summary>
public sealed class BoundWhile(SyntaxNode syntax, BoundExpression condition, BoundStatement body)
    : BoundStatement(syntax)
{
    /// <summary>The bool decided on before each round.</summary>
    public BoundExpression Condition { get; } = condition;

    /// <summary>The body.</summary>
    public BoundStatement Body { get; } = body;
}

/// <summary>Leaves the innermost loop.</summary>
public sealed class BoundBreak(SyntaxNode syntax) : BoundStatement(syntax);

/// <summary>Goes on with the next round of the innermost loop.</summary>
public sealed class BoundContinue(SyntaxNode syntax) : BoundStatement(syntax);

/// <summary>
/// Leaves the function. A bare return of a function with a named return has that variable as its value.
/// </summary>
public sealed class BoundReturn(SyntaxNode syntax, BoundExpression? value) : BoundStatement(syntax)
{
    /// <summary>The value in the function's return type, or null.</summary>
    public BoundExpression? Value { get; } = value;
}

/// <summary><c>delete m[k]</c>.</summary>
public sealed class BoundDelete(SyntaxNode syntax, MapSymbol map, BoundExpression key) : BoundStatement(syntax)
{
    /// <summary>The map.</summary>
    public MapSymbol Map { get; } = map;

    /// <summary>The key, in the map's key type.</summary>
    public BoundExpression Key { get; } = key;
}

/// <summary>A catch clause.</summary>
/// <param name="Code">The error it takes, or null for all the rest.</param>
/// <param name="Body">Executed for it.</param>
public sealed record BoundCatch(long? Code, BoundStatement Body);

/// <summary><c>try</c> with its clauses.</summary>
public sealed class BoundTry(SyntaxNode syntax, BoundStatement body, ImmutableArray<BoundCatch> catches)
    : BoundStatement(syntax)
{
    /// <summary>What is tried.</summary>
    public BoundStatement Body { get; } = body;

    /// <summary>The clauses in order.</summary>
    public ImmutableArray<BoundCatch> Catches { get; } = catches;
}

/// <summary><c>throw code</c>.</summary>
public sealed class BoundThrow(SyntaxNode syntax, BoundExpression code) : BoundStatement(syntax)
{
    /// <summary>The error, as i64.</summary>
    public BoundExpression Code { get; } = code;
}

/// <summary><c>defer</c>: executed when the function is left, last one first.</summary>
public sealed class BoundDefer(SyntaxNode syntax, BoundStatement action) : BoundStatement(syntax)
{
    /// <summary>What is executed.</summary>
    public BoundStatement Action { get; } = action;
}
