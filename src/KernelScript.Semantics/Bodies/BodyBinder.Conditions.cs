using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Conditions, and what each outcome says about pointers and entries.
internal sealed partial class BodyBinder
{
    /// <summary>A truth value and what is known after it.</summary>
    private readonly record struct Condition(BoundExpression Value, FlowState WhenTrue, FlowState WhenFalse)
    {
        public Condition Negate(SyntaxNode syntax) => new(
            Value switch
            {
                BoundLiteral literal => new BoundLiteral(syntax, BuiltInTypes.Bool, literal.Value == 0 ? 1 : 0),
                BoundBinary { Operation: BinaryOperation.NotEqual } test => new BoundBinary(
                    syntax, BuiltInTypes.Bool, BinaryOperation.Equal, test.Left, test.Right),
                _ => new BoundUnary(syntax, UnaryOperation.Not, Value),
            },
            WhenFalse, WhenTrue);
    }

    private Condition BindCondition(ExpressionSyntax syntax)
    {
        switch (syntax)
        {
            case UnaryExpressionSyntax { Operator: UnaryOperator.LogicalNot } not:
                return BindCondition(not.Operand).Negate(not);
            case BinaryExpressionSyntax { Operator: BinaryOperator.LogicalAnd or BinaryOperator.LogicalOr } logical:
                return BindLogical(logical);
            case BinaryExpressionSyntax { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual } comparison
                when comparison.Left is NullLiteralSyntax || comparison.Right is NullLiteralSyntax:
                ExpressionSyntax operand = comparison.Left is NullLiteralSyntax ? comparison.Right : comparison.Left;
                Condition present = TestPresence(comparison, BindExpression(operand, null));
                return comparison.Operator == BinaryOperator.Equal ? present.Negate(comparison) : present;
            default:
                return Test(syntax, BindExpression(syntax, BuiltInTypes.Bool));
        }
    }

    private Condition BindLogical(BinaryExpressionSyntax syntax)
    {
        bool isAnd = syntax.Operator == BinaryOperator.LogicalAnd;
        Condition left = BindCondition(syntax.Left);
        _flow = isAnd ? left.WhenTrue : left.WhenFalse;

        // What a constant left side makes unreachable is bound like anything else.
        if (!_flow.IsReachable)
        {
            _flow = isAnd ? left.WhenFalse : left.WhenTrue;
        }

        Condition right = BindCondition(syntax.Right);
        BinaryOperation operation = isAnd ? BinaryOperation.LogicalAnd : BinaryOperation.LogicalOr;
        BoundExpression value =
            (BoundExpression?)ConstantFolding.Fold(syntax, BuiltInTypes.Bool, operation, left.Value, right.Value)
            ?? new BoundBinary(syntax, BuiltInTypes.Bool, operation, left.Value, right.Value);
        return isAnd
            ? new Condition(value, right.WhenTrue, FlowState.Join(left.WhenFalse, right.WhenFalse))
            : new Condition(value, FlowState.Join(left.WhenTrue, right.WhenTrue), right.WhenFalse);
    }

    /// <summary>
    /// Whether a value counts as true: a bool itself, a number that is not 0, a pointer or entry that is there.
    /// </summary>
    private Condition Test(SyntaxNode syntax, BoundExpression value)
    {
        if (value.Type is PointerType || value.Type.IsOption()
            || value is BoundMapEntry { Type: StructType or ArrayType })
        {
            return TestPresence(syntax, value);
        }

        BoundExpression truth = ToBool(value);
        return truth is BoundLiteral literal
            ? new Condition(
                truth,
                literal.Value != 0 ? _flow : FlowState.Unreachable,
                literal.Value != 0 ? FlowState.Unreachable : _flow)
            : new Condition(truth, _flow, _flow);
    }

    private BoundExpression ToBool(BoundExpression value)
    {
        if (value.Type.IsBool() || value.Type.IsError())
        {
            return value.Type.IsError() ? new BoundZero(value.Syntax, BuiltInTypes.Bool) : value;
        }

        if (ConstantFolding.TryGetInteger(value, out Int128 number))
        {
            return new BoundLiteral(value.Syntax, BuiltInTypes.Bool, number != 0 ? 1 : 0);
        }

        if (value.Type.IsInteger())
        {
            var zero = new BoundLiteral(value.Syntax, value.Type, 0);
            return new BoundBinary(value.Syntax, BuiltInTypes.Bool, BinaryOperation.NotEqual, value, zero);
        }

        Report(Descriptors.NotACondition, value.Syntax, value.Type.Name);
        return new BoundZero(value.Syntax, BuiltInTypes.Bool);
    }

    /// <summary><c>value != null</c>.</summary>
    private Condition TestPresence(SyntaxNode syntax, BoundExpression value)
    {
        switch (value)
        {
            case { Type: PrimitiveType { Kind: PrimitiveKind.Error } }:
                return new Condition(new BoundZero(syntax, BuiltInTypes.Bool), _flow, _flow);
            case BoundMapEntry entry:
                return new Condition(new BoundMapContains(syntax, entry.Map, entry.Key), _flow, _flow);
            case BoundVariable { Variable: var variable } when _entryValues.Contains(variable)
                && variable.Type is not PointerType:
                variable.HasPresence = true;
                return new Condition(new BoundPresence(syntax, variable), _flow, _flow);
            case { Type: PointerType } when HasPacket(syntax, value) is { } test:
                return new Condition(test, _flow, _flow);
            case { Type: PointerType or FunctionType }:
                return TestPointer(syntax, value is BoundNonNull known ? known.Operand : value);
            case { Type: StructType option } when option.IsOption():
                return TestOption(syntax, value, option);
            default:
                Report(Descriptors.NeverNull, value.Syntax, value.Syntax.ToString());
                return new Condition(new BoundZero(syntax, BuiltInTypes.Bool), _flow, _flow);
        }
    }

    private Condition TestPointer(SyntaxNode syntax, BoundExpression pointer)
    {
        TypeSymbol type = pointer.Type is PointerType p ? new PointerType(p.Element, true) : pointer.Type;
        var test = new BoundBinary(
            syntax, BuiltInTypes.Bool, BinaryOperation.NotEqual, pointer, new BoundNull(syntax, type));
        if (Place.Of(pointer) is not { } place)
        {
            return new Condition(test, _flow, _flow);
        }

        FlowState whenNull = place.First is null ? _flow.WithoutRecord(place.Variable) : _flow;
        return new Condition(test, _flow.WithNonNull(place), whenNull);
    }

    private Condition TestOption(SyntaxNode syntax, BoundExpression value, StructType option)
    {
        var test = new BoundField(syntax, value, OptionType.Present(option));
        return Place.Of(value) is { } place
            ? new Condition(test, _flow.WithNonNull(place), _flow)
            : new Condition(test, _flow, _flow);
    }

    /// <summary>The test of <c>if (var x = e)</c>.</summary>
    private Condition TestBinding(SyntaxNode syntax, VariableSymbol variable)
    {
        BoundExpression value = new BoundVariable(syntax, variable);
        return _entryValues.Contains(variable) ? TestPresence(syntax, value) : Test(syntax, value);
    }

    /// <summary>A condition as a value: afterwards either outcome may have been.</summary>
    private BoundExpression BindConditionValue(ExpressionSyntax syntax)
    {
        Condition condition = BindCondition(syntax);
        _flow = FlowState.Join(condition.WhenTrue, condition.WhenFalse);
        return condition.Value;
    }
}
