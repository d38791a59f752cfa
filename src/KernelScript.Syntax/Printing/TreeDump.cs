using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace KernelScript.Syntax;

/// <summary>
/// The text form of a tree: one line a node with its role, kind, values and place, children indented.
/// </summary>
/// <remarks>Without places, two trees have the same text exactly when they are equivalent.</remarks>
public sealed class TreeDump : ISyntaxShapeSink
{
    private readonly StringBuilder _output;
    private readonly bool _withPlaces;
    private readonly List<(string Role, SyntaxNode Node)> _children = [];

    private TreeDump(StringBuilder output, bool withPlaces)
    {
        _output = output;
        _withPlaces = withPlaces;
    }

    /// <summary>The tree under a node; ends with a new line.</summary>
    /// <param name="withPlaces">Whether each line ends with <c>@line:column-line:column</c>.</param>
    public static string Write(SyntaxNode node, bool withPlaces = false)
    {
        ArgumentNullException.ThrowIfNull(node);
        var output = new StringBuilder();
        new TreeDump(output, withPlaces).Append(node, null, 0);
        return output.ToString();
    }

    void ISyntaxShapeSink.Kind(string name) => _output.Append(name);

    void ISyntaxShapeSink.Value(string role, string text) => _output.Append(' ').Append(role).Append('=').Append(text);

    void ISyntaxShapeSink.Child(string role, SyntaxNode? child)
    {
        if (child is not null)
        {
            _children.Add((role, child));
        }
    }

    void ISyntaxShapeSink.Children<T>(string role, ImmutableArray<T> children)
    {
        foreach (T child in children)
        {
            _children.Add((role, child));
        }
    }

    private void Append(SyntaxNode node, string? role, int depth)
    {
        _output.Append(' ', depth * 2);
        if (role is not null)
        {
            _output.Append(role).Append(": ");
        }

        // The children wait above those of the ancestors: a stack of lists in one list.
        int first = _children.Count;
        SyntaxShape.Describe(node, this);
        if (_withPlaces)
        {
            _output.Append(CultureInfo.InvariantCulture, $" @{node.Location.Start}-{node.Location.End}");
        }

        _output.Append('\n');
        for (int i = first; i < _children.Count; i++)
        {
            (string childRole, SyntaxNode child) = _children[i];
            Append(child, childRole, depth + 1);
        }

        _children.RemoveRange(first, _children.Count - first);
    }
}
