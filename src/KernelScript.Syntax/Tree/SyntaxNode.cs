namespace KernelScript.Syntax;

/// <summary>A node of the syntax tree. Nodes are immutable and are told apart by reference.</summary>
/// <remarks>
/// The tree is abstract: parentheses, commas and comments are not in it, names and literals keep their text. What the
/// parser repaired after an error is a node whose text is missing; a diagnostic has been reported there.
/// </remarks>
public abstract class SyntaxNode
{
    private protected SyntaxNode(SourceSpan location) => Location = location;

    /// <summary>The file and the characters that the node was made from.</summary>
    public SourceSpan Location { get; }

    /// <summary>The characters that the node was made from.</summary>
    public TextSpan Span => Location.Span;

    /// <summary>The text that the node was made from.</summary>
    public SourceText Source => Location.Source;

    /// <summary>The direct children, in the order of the text.</summary>
    public IReadOnlyList<SyntaxNode> Children => ChildCollector.Collect(this);

    /// <summary>
    /// Whether both trees mean the same text: equal kinds, names, literals and children; places may differ.
    /// </summary>
    public bool IsEquivalentTo(SyntaxNode other) =>
        ReferenceEquals(this, other)
        || string.Equals(TreeDump.Write(this), TreeDump.Write(other), StringComparison.Ordinal);

    /// <summary>The canonical text of the node, see <see cref="SyntaxPrinter"/>.</summary>
    public override string ToString() => SyntaxPrinter.Print(this);
}
