using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>A node of the bound tree: names resolved, types known, conversions explicit, errors reported.</summary>
public abstract class BoundNode
{
    private protected BoundNode(SyntaxNode syntax) => Syntax = syntax;

    /// <summary>What it was made from: its place in the source.</summary>
    public SyntaxNode Syntax { get; }
}
