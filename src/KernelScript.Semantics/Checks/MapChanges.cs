using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>Finds the maps in which a function, or one that it calls, adds or deletes entries.</summary>
/// <remarks>Reads the syntax, because it is asked while bodies are being bound. A local variable with a map's name is
/// taken for the map.</remarks>
internal sealed class MapChanges(Binder binder)
{
    private readonly Dictionary<FunctionSymbol, HashSet<MapSymbol>> _known = [];

    /// <summary>The maps that a call of the function may change.</summary>
    public IReadOnlySet<MapSymbol> Of(FunctionSymbol function)
    {
        if (_known.TryGetValue(function, out HashSet<MapSymbol>? maps))
        {
            return maps;
        }

        // Entered before its body is read: a recursive function asks for itself.
        _known.Add(function, maps = []);
        if (function.Declaration is FunctionDeclarationSyntax { Body: { } body })
        {
            Collect(body, maps);
        }

        return maps;
    }

    private void Collect(SyntaxNode node, HashSet<MapSymbol> maps)
    {
        switch (node)
        {
            case AssignmentStatementSyntax { Target: IndexExpressionSyntax target }:
                Add(target, maps);
                break;
            case DeleteStatementSyntax { Target: IndexExpressionSyntax target }:
                Add(target, maps);
                break;
            case CallExpressionSyntax { Callee: NameExpressionSyntax callee }
                when binder.FindFunction(callee.Name.Text) is { } function:
                maps.UnionWith(Of(function));
                break;
        }

        foreach (SyntaxNode child in node.Children)
        {
            Collect(child, maps);
        }
    }

    private void Add(IndexExpressionSyntax target, HashSet<MapSymbol> maps)
    {
        if (target.Receiver is NameExpressionSyntax name && binder.FindOwnValue(name.Name.Text) is MapSymbol map)
        {
            maps.Add(map);
        }
    }
}
