namespace KernelScript.Semantics.Lowering;

/// <summary>
/// Finds the variables from outside a loop that it changes and whose value matters to anything else in it.
/// </summary>
/// <remarks>
/// A sum that only grows is not among them: the verifier forgets by itself what nothing depends on. All others may
/// decide a branch, an index or an address, here or in a function that they are passed to.
/// </remarks>
internal sealed class LoopVariables : BoundWalker
{
    private readonly List<VariableSymbol> _changed = [];
    private readonly HashSet<VariableSymbol> _used = [];
    private readonly HashSet<VariableSymbol> _declared = [];
    private VariableSymbol? _target;

    private LoopVariables()
    {
    }

    /// <summary>The variables that a loop changes and decides by, in the order of their first change.</summary>
    public static IReadOnlyList<VariableSymbol> FindDeciding(BoundStatement body, BoundExpression? condition)
    {
        var finder = new LoopVariables();
        if (condition is not null)
        {
            finder.Visit(condition);
        }

        finder.Visit(body);
        return [.. finder._changed.Where(v => finder._used.Contains(v) && !finder._declared.Contains(v))];
    }

    /// <inheritdoc/>
    public override void Visit(BoundNode node)
    {
        switch (node)
        {
            case BoundVariable v:
                if (v.Variable != _target)
                {
                    _used.Add(v.Variable);
                }

                break;
            case BoundDeclaration d:
                _declared.Add(d.Variable);
                VisitChildren(d);
                break;
            case BoundAssignment { Target: BoundVariable target } a:
                VisitChange(target.Variable, a.Value);
                break;
            case BoundCompoundAssignment { Target: BoundVariable target } a:
                VisitChange(target.Variable, a.Value);
                break;
            default:
                VisitChildren(node);
                break;
        }
    }

    private void VisitChange(VariableSymbol variable, BoundExpression value)
    {
        if (!_changed.Contains(variable))
        {
            _changed.Add(variable);
        }

        _target = variable;
        Visit(value);
        _target = null;
    }
}
