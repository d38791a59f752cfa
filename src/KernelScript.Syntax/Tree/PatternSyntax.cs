namespace KernelScript.Syntax;

/// <summary>What an arm of a <c>match</c> or a <c>catch</c> compares with.</summary>
public abstract class PatternSyntax : SyntaxNode
{
    private protected PatternSyntax(SourceSpan location)
        : base(location)
    {
    }
}

/// <summary>
/// A literal, or a negated integer literal: <c>80</c>, <c>-1</c>, <c>'a'</c>, <c>"GET"</c>, <c>true</c>.
/// </summary>
public sealed class LiteralPatternSyntax(SourceSpan location, ExpressionSyntax value) : PatternSyntax(location)
{
    /// <summary>A literal expression, or <see cref="UnaryOperator.Negate"/> of one.</summary>
    public ExpressionSyntax Value { get; } = value;
}

/// <summary>A named constant: <c>IPPROTO_TCP</c>, <c>Protocol::TCP</c>.</summary>
public sealed class NamePatternSyntax(SourceSpan location, Identifier? qualifier, Identifier name)
    : PatternSyntax(location)
{
    /// <summary>The enum or module before <c>::</c>; null when the name stands alone.</summary>
    public Identifier? Qualifier { get; } = qualifier;

    /// <summary>The name of the constant.</summary>
    public Identifier Name { get; } = name;
}

/// <summary><c>a..b</c>: from a, up to and without b.</summary>
public sealed class RangePatternSyntax(SourceSpan location, PatternSyntax start, PatternSyntax end)
    : PatternSyntax(location)
{
    /// <summary>The first value: a literal or a name.</summary>
    public PatternSyntax Start { get; } = start;

    /// <summary>The value after the last: a literal or a name.</summary>
    public PatternSyntax End { get; } = end;
}

/// <summary><c>default</c> in a match, <c>_</c> in a match or a catch: everything else.</summary>
public sealed class DefaultPatternSyntax(SourceSpan location) : PatternSyntax(location);

/// <summary>A pattern that is missing from the script. A diagnostic has been reported.</summary>
public sealed class MissingPatternSyntax(SourceSpan location) : PatternSyntax(location);
