using System.Collections.Immutable;

namespace KernelScript.Syntax;

/// <summary>Gathers the direct children of a node.</summary>
internal sealed class ChildCollector : ISyntaxShapeSink
{
    private readonly List<SyntaxNode> _children = [];

    private ChildCollector()
    {
    }

    /// <summary>The direct children in the order of the text.</summary>
    public static IReadOnlyList<SyntaxNode> Collect(SyntaxNode node)
    {
        var collector = new ChildCollector();
        SyntaxShape.Describe(node, collector);
        return collector._children;
    }

    public void Kind(string name)
    {
    }

    public void Value(string role, string text)
    {
    }

    public void Child(string role, SyntaxNode? child)
    {
        if (child is not null)
        {
            _children.Add(child);
        }
    }

    public void Children<T>(string role, ImmutableArray<T> children)
        where T : SyntaxNode
    {
        foreach (T child in children)
        {
            _children.Add(child);
        }
    }
}
