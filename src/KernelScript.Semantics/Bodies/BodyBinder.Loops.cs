using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Loops. A body is bound again when a fact it started from does not hold at its end: a null test before the loop that
// an
// assignment in it undoes, an entry that a change of its map kills for the next round.
internal sealed partial class BodyBinder
{
    private const int MaxRounds = 4;

    private BoundForRange BindForRange(ForRangeStatementSyntax syntax)
    {
        BoundExpression from = BindValue(syntax.Start, null);
        BoundExpression to = BindValue(syntax.End, null);
        TypeSymbol type = RangeType(from, to);
        from = Convert(from, type);
        to = Convert(to, type);
        var variable = new VariableSymbol(syntax.Variable.Text, VariableKind.Local, type, syntax);
        BoundBlock body = Repeat(
            () =>
            {
                var mark = _scope.Enter();
                DeclareLocal(variable, syntax, syntax.Variable);
                BoundBlock block = BindBlock(syntax.Body);
                LeaveScope(mark);
                return block;
            },
            mayEnd: true);
        return new BoundForRange(syntax, variable, from, to, body);
    }

    private TypeSymbol RangeType(BoundExpression from, BoundExpression to)
    {
        if (from.Type.IsError() || to.Type.IsError())
        {
            return BuiltInTypes.Error;
        }

        if (UnifyIntegers(from, to) is { } type)
        {
            return type;
        }

        Report(Descriptors.TypeMismatch, from.Type.IsInteger() ? to.Syntax : from.Syntax,
            from.Type.IsInteger() ? to.Type.Name : from.Type.Name, "an integer");
        return BuiltInTypes.Error;
    }

    private BoundStatement BindForEach(ForEachStatementSyntax syntax)
    {
        if (BindExpression(syntax.Collection, null) is not BoundMap { Map: var map })
        {
            if (syntax.Collection is not MissingExpressionSyntax)
            {
                Report(Descriptors.NotIndexable, syntax.Collection, syntax.Collection.ToString());
            }

            return new BoundBlock(syntax, []);
        }

        if (map.Key.IsVoid())
        {
            Report(Descriptors.MapOperationMissing, syntax.Collection, map.TypeName, "entries to walk");
        }

        var key = new VariableSymbol(syntax.Key.Text, VariableKind.Local, map.Key, syntax);
        var value = new VariableSymbol(syntax.Value.Text, VariableKind.Local, map.Value, syntax);
        BoundBlock body = Repeat(
            () =>
            {
                var mark = _scope.Enter();
                DeclareLocal(key, syntax, syntax.Key);
                DeclareLocal(value, syntax, syntax.Value);
                BoundBlock block = BindBlock(syntax.Body);
                LeaveScope(mark);
                return block;
            },
            mayEnd: true);
        return new BoundForMap(syntax, key, value, map, body);
    }

    private BoundWhile BindWhile(SyntaxNode syntax, ExpressionSyntax? conditionSyntax, BlockSyntax bodySyntax)
    {
        BoundExpression? condition = null;
        FlowState atEnd = FlowState.Unreachable;
        BoundBlock body = Repeat(
            () =>
            {
                if (conditionSyntax is not null)
                {
                    Condition test = BindCondition(conditionSyntax);
                    condition = test.Value;
                    atEnd = test.WhenFalse;
                    _flow = test.WhenTrue;
                }

                return BindBlock(bodySyntax);
            },
            mayEnd: false,
            () => atEnd);
        return new BoundWhile(syntax, condition ?? new BoundLiteral(syntax, BuiltInTypes.Bool, 1), body);
    }

    /// <summary>Binds a loop's body until what it starts from holds for every round.</summary>
    /// <param name="bind">Binds one round, from <see cref="_flow"/>.</param>
    /// <param name="mayEnd">Whether the loop may end before each round, whatever the state is.</param>
    /// <param name="atEnd">The state when the condition fails; null for none.</param>
    private BoundBlock Repeat(Func<BoundBlock> bind, bool mayEnd, Func<FlowState>? atEnd = null)
    {
        FlowState start = _flow;
        for (int round = 1; ; round++)
        {
            int mark = Diagnostics.Mark;
            int calls = _binder.Nullness.Mark;
            (int shifts, int lost) = (_wideShifts.Count, _lostRecords.Count);
            var loop = new LoopContext();
            _loops.Add(loop);
            _flow = start;
            BoundBlock body = bind();
            _loops.RemoveAt(_loops.Count - 1);
            FlowState back = FlowState.Join(_flow, loop.AtContinue);
            if (start.Covers(back) || round == MaxRounds)
            {
                FlowState end = mayEnd ? FlowState.Join(start, back) : atEnd?.Invoke() ?? FlowState.Unreachable;
                _flow = FlowState.Join(end, loop.AtBreak);
                return body;
            }

            Diagnostics.Rollback(mark);
            _binder.Nullness.Rollback(calls);
            _wideShifts.RemoveRange(shifts, _wideShifts.Count - shifts);
            _lostRecords.RemoveRange(lost, _lostRecords.Count - lost);
            start = FlowState.Join(start, back);
        }
    }

    private BoundBreak BindBreak(BreakStatementSyntax syntax)
    {
        if (_loops is [.., var loop])
        {
            loop.AtBreak = FlowState.Join(loop.AtBreak, _flow);
        }
        else
        {
            Report(Descriptors.OutsideLoop, syntax, "break");
        }

        _flow = FlowState.Unreachable;
        return new BoundBreak(syntax);
    }

    private BoundContinue BindContinue(ContinueStatementSyntax syntax)
    {
        if (_loops is [.., var loop])
        {
            loop.AtContinue = FlowState.Join(loop.AtContinue, _flow);
        }
        else
        {
            Report(Descriptors.OutsideLoop, syntax, "continue");
        }

        _flow = FlowState.Unreachable;
        return new BoundContinue(syntax);
    }
}
