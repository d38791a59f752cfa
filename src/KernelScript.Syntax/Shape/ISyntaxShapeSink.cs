using System.Collections.Immutable;

namespace KernelScript.Syntax;

/// <summary>Receives the parts of a node, see <see cref="SyntaxShape"/>.</summary>
internal interface ISyntaxShapeSink
{
    /// <summary>The name of the kind of node; comes first.</summary>
    void Kind(string name);

    /// <summary>A part that is not a node.</summary>
    void Value(string role, string text);

    /// <summary>A child; null when it is absent.</summary>
    void Child(string role, SyntaxNode? child);

    /// <summary>A list of children.</summary>
    void Children<T>(string role, ImmutableArray<T> children)
        where T : SyntaxNode;
}
