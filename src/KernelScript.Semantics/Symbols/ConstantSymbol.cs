using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>A constant: wherever its name stands, its value is bound instead.</summary>
internal sealed class ConstantSymbol(string name, BoundExpression value, SyntaxNode? declaration)
    : Symbol(name, declaration)
{
    /// <summary>The value: a literal of any kind.</summary>
    public BoundExpression Value { get; } = value;
}
