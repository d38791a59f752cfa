namespace KernelScript.Semantics.Lowering;

/// <summary>
/// Finds the variables that a loop changes and that decide something in it: a condition, an index, an
/// address.
/// </summary>
internal sealed class LoopVariables : BoundWalker
{
    private readonly HashSet<VariableSymbol> _changed = [];
    private readonly HashSet<VariableSymbol> _used = [];
    private int _depth;

    /// <summary>The variables that a loop changes and decides by, in the order of their first change.</summary>
    public static IReadOnlyList<VariableSymbol> FindDeciding(BoundStatement body, BoundExpression? condition)
    {
        var finder = new LoopVariables();
        if (condition is not null)
        {
            finder.VisitCondition(condition);
        }

        finder.Visit(body);
        return [.. finder._changed.Where(finder._used.Contains)];
    }

    private void VisitCondition(BoundExpression condition)
    {
        _depth++;
        Visit(condition);
        _depth--;
    }

    /// <inheritdoc/>
    public override void Visit(BoundNode node)
    {
        switch (node)
        {
            case BoundVariable v when _depth > 0:
                _used.Add(v.Variable);
                break;
            case BoundAssignment { Target: BoundVariable target } a:
                _changed.Add(target.Variable);
                Visit(a.Value);
                break;
            case BoundCompoundAssignment { Target: BoundVariable target } a:
                _changed.Add(target.Variable);
                Visit(a.Value);
                break;
            case BoundIf i:
                VisitCondition(i.Condition);
                Visit(i.Then);
                if (i.Else is { } other)
                {
                    Visit(other);
                }

                break;
            case BoundBinary { Operation: >= BinaryOperation.Equal and <= BinaryOperation.LogicalOr } comparison:
                _depth++;
                VisitChildren(comparison);
                _depth--;
                break;
            case BoundBinary { Operation: BinaryOperation.PointerAdd or BinaryOperation.PointerSubtract } or BoundIndex
                or BoundWhile or BoundForRange or BoundMatch:
                VisitDeciding(node);
                break;
            default:
                VisitChildren(node);
                break;
        }
    }

    private void VisitDeciding(BoundNode node)
    {
        switch (node)
        {
            case BoundBinary b:
                VisitCondition(b.Right);
                Visit(b.Left);
                break;
            case BoundIndex i:
                VisitCondition(i.Index);
                Visit(i.Array);
                break;
            case BoundWhile w:
                VisitCondition(w.Condition);
                Visit(w.Body);
                break;
            case BoundForRange r:
                VisitCondition(r.From);
                VisitCondition(r.To);
                Visit(r.Body);
                break;
            case BoundMatch m:
                VisitCondition(m.Subject);
                foreach (BoundMatchArm arm in m.Arms)
                {
                    Visit(arm.Value);
                }

                break;
        }
    }
}
