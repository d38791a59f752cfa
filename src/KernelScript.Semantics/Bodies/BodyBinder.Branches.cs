using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Branches that give values. In tail position, the value of a 'return', a call of a program is a tail call.
internal sealed partial class BodyBinder
{
    // Blocks without a value whose end is reached: no good where a value is wanted.
    private readonly HashSet<BoundBlockExpression> _openBlocks = [];

    /// <summary>Binds the value of a <c>return</c>.</summary>
    private BoundExpression BindTail(ExpressionSyntax syntax, TypeSymbol expected)
    {
        BoundExpression value = syntax switch
        {
            CallExpressionSyntax e => BindCall(e, expected, isTail: true),
            ConditionalExpressionSyntax e => BindConditional(e, expected, isTail: true),
            IfExpressionSyntax e => BindIfExpression(e, expected, isTail: true),
            MatchExpressionSyntax e => BindMatch(e, expected, isTail: true),
            _ => BindValue(syntax, expected),
        };
        if (value.Type.IsVoid() && !EndsElsewhere(value))
        {
            Report(Descriptors.VoidValue, syntax);
            return Error(syntax);
        }

        return value;
    }

    // Branches that all leave the function give no value and need none.
    private static bool EndsElsewhere(BoundExpression value) => value is BoundBlockExpression or BoundMatch;

    private BoundExpression BindBranch(ExpressionSyntax syntax, TypeSymbol? expected, bool isTail)
    {
        if (syntax is BlockExpressionSyntax block)
        {
            return BindBlockExpression(block, expected, isTail);
        }

        BoundExpression value = syntax switch
        {
            CallExpressionSyntax e => BindCall(e, expected, isTail),
            ConditionalExpressionSyntax e => BindConditional(e, expected, isTail),
            IfExpressionSyntax e => BindIfExpression(e, expected, isTail),
            MatchExpressionSyntax e => BindMatch(e, expected, isTail),
            _ => BindExpression(syntax, expected),
        };
        return expected is not null && !value.Type.IsVoid() && !KeepsItsType(value, expected)
            ? Convert(value, expected)
            : value;
    }

    // What is expected may be no more than the type of a neighbour: in 'a + (c ? b : d)' a number keeps its own, and
    // the place of the whole converts it.
    private static bool KeepsItsType(BoundExpression value, TypeSymbol expected) =>
        expected is PrimitiveType && value.Type is PrimitiveType && expected.IsInteger() && value.Type.IsInteger()
            && value is not BoundLiteral { IsUntyped: true };

    private BoundExpression BindConditional(ConditionalExpressionSyntax syntax, TypeSymbol? expected, bool isTail)
    {
        Condition condition = BindCondition(syntax.Condition);
        _flow = condition.WhenTrue;
        BoundExpression whenTrue = BindBranch(syntax.WhenTrue, expected, isTail);
        FlowState afterTrue = _flow;
        _flow = condition.WhenFalse;
        BoundExpression whenFalse = BindBranch(syntax.WhenFalse, expected, isTail);
        _flow = FlowState.Join(afterTrue, _flow);
        return Choose(syntax, condition.Value, whenTrue, whenFalse);
    }

    private BoundExpression BindIfExpression(IfExpressionSyntax syntax, TypeSymbol? expected, bool isTail)
    {
        if (syntax.Binding is { } name)
        {
            return BindIfBindingExpression(syntax, name, expected, isTail);
        }

        Condition condition = BindCondition(syntax.Condition);
        return BindIfBranches(syntax, condition, expected, isTail);
    }

    private BoundBlockExpression BindIfBindingExpression(
        IfExpressionSyntax syntax, Identifier name, TypeSymbol? expected, bool isTail)
    {
        var mark = _scope.Enter();
        (VariableSymbol variable, BoundExpression? value) = BindVariable(syntax, name, null, syntax.Condition);
        Condition condition = TestBinding(syntax.Condition, variable);
        BoundExpression choice = BindIfBranches(syntax, condition, expected, isTail);
        LeaveScope(mark);
        return new BoundBlockExpression(syntax, [new BoundDeclaration(syntax, variable, value)], choice);
    }

    private BoundExpression BindIfBranches(
        IfExpressionSyntax syntax, Condition condition, TypeSymbol? expected, bool isTail)
    {
        _flow = condition.WhenTrue;
        BoundExpression then = BindBranch(syntax.Then, expected, isTail);
        FlowState afterThen = _flow;
        _flow = condition.WhenFalse;
        if (syntax.Else is null)
        {
            if (!then.Type.IsVoid())
            {
                Report(Descriptors.MissingElse, syntax);
            }

            _flow = FlowState.Join(afterThen, _flow);
            return Error(syntax);
        }

        BoundExpression otherwise = BindBranch(syntax.Else, expected, isTail);
        _flow = FlowState.Join(afterThen, _flow);
        return Choose(syntax, condition.Value, then, otherwise);
    }

    /// <summary>A choice between two values in their common type.</summary>
    private BoundExpression Choose(
        SyntaxNode syntax, BoundExpression condition, BoundExpression whenTrue, BoundExpression whenFalse)
    {
        ImmutableArray<BoundExpression> values = Unify([whenTrue, whenFalse]);
        return values[0].Type.IsError() ? Error(syntax) : new BoundConditional(syntax, condition, values[0], values[1]);
    }

    // Branches that leave the function get a zero of the others' type, which is never reached.
    private ImmutableArray<BoundExpression> Unify(ImmutableArray<BoundExpression> values)
    {
        TypeSymbol type = CommonType(values);
        if (type.IsError())
        {
            return values.All(v => v.Type.IsVoid()) ? values : [.. values.Select(v => Error(v.Syntax))];
        }

        // One way with a null makes the whole nullable.
        if (type is PointerType pointer)
        {
            type = new PointerType(
                pointer.Element, values.Any(v => v.Type.IsNullablePointer() || v.Type.IsNull()));
        }

        return [.. values.Select(v => Complete(v, type))];
    }

    private BoundExpression Complete(BoundExpression value, TypeSymbol type)
    {
        if (value is BoundBlockExpression { Value: null } block)
        {
            if (_openBlocks.Contains(block))
            {
                Report(Descriptors.VoidValue, block.Syntax);
            }

            return new BoundBlockExpression(block.Syntax, block.Statements, new BoundZero(block.Syntax, type));
        }

        if (value.Type.IsVoid())
        {
            Report(Descriptors.VoidValue, value.Syntax);
            return new BoundZero(value.Syntax, type);
        }

        return value is BoundBlockExpression { Value: { } inner } outer && !inner.Type.IsSame(type)
            ? new BoundBlockExpression(outer.Syntax, outer.Statements, Convert(inner, type))
            : ToNullable(Convert(value, type), type);
    }

    private static BoundExpression ToNullable(BoundExpression value, TypeSymbol type) =>
        type.IsNullablePointer() && !value.Type.IsNullablePointer()
            ? new BoundConversion(value.Syntax, type, value)
            : value;

    private BoundExpression BindBlockExpression(BlockExpressionSyntax syntax, TypeSymbol? expected, bool isTail)
    {
        var mark = _scope.Enter();
        var statements = BindStatements(syntax.Statements);
        BoundExpression? value = syntax.Value is null ? null : BindBranch(syntax.Value, expected, isTail);
        LeaveScope(mark);
        if (statements.Count == 0 && value is not null)
        {
            return value;
        }

        if (value is { Type: PrimitiveType { Kind: PrimitiveKind.Void } })
        {
            statements.Add(new BoundExpressionStatement(syntax, value));
            value = null;
        }

        var block = new BoundBlockExpression(syntax, statements.ToImmutable(), value);
        if (value is null && _flow.IsReachable)
        {
            _openBlocks.Add(block);
        }

        return block;
    }
}
