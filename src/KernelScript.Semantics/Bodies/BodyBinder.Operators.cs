using System.Diagnostics;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Unary and binary operators.
internal sealed partial class BodyBinder
{
    private readonly List<BoundBinary> _wideShifts = [];

    private BoundExpression BindUnary(UnaryExpressionSyntax syntax, TypeSymbol? expected)
    {
        switch (syntax.Operator)
        {
            case UnaryOperator.AddressOf:
                return BindAddressOf(syntax);
            case UnaryOperator.Dereference:
                return BindDereference(syntax);
            case UnaryOperator.LogicalNot when expected?.AsInteger() is null:
                return BindConditionValue(syntax);
        }

        // '!' where a number is wanted turns its bits round, as the text's checksum does.
        UnaryOperation operation = syntax.Operator == UnaryOperator.Negate
            ? UnaryOperation.Negate
            : UnaryOperation.Complement;
        BoundExpression operand = BindValue(syntax.Operand, expected);
        if (operand.Type.IsError())
        {
            return operand;
        }

        if (!(operand.Type.IsInteger() || (operand.Type.IsFloat() && operation == UnaryOperation.Negate)))
        {
            if (syntax.Operator == UnaryOperator.LogicalNot)
            {
                return BindConditionValue(syntax);
            }

            Report(
                Descriptors.UndefinedUnaryOperator, syntax, OperatorFacts.GetText(syntax.Operator), operand.Type.Name);
            return Error(syntax);
        }

        if (operation == UnaryOperation.Complement && operand is BoundLiteral { IsUntyped: true }
            && ConstantFolding.TryGetInteger(operand, out Int128 number) && expected?.AsInteger() is { } place
            && place.Holds(number))
        {
            operand = ConstantFolding.Literal(operand.Syntax, place, number);
        }

        return (BoundExpression?)ConstantFolding.Fold(syntax, operation, operand)
            ?? new BoundUnary(syntax, operation, ToArithmetic(operand));
    }

    /// <summary>An enum or char as the integer its arithmetic is done in.</summary>
    private static BoundExpression ToArithmetic(BoundExpression value) =>
        value.Type.AsInteger() is { } integer && !value.Type.IsSame(integer)
            ? new BoundConversion(value.Syntax, integer, value)
            : value;

    private BoundExpression BindBinary(BinaryExpressionSyntax syntax, TypeSymbol? expected)
    {
        if (syntax.Operator is BinaryOperator.LogicalAnd or BinaryOperator.LogicalOr
            || (syntax.Operator is BinaryOperator.Equal or BinaryOperator.NotEqual
                && (syntax.Left is NullLiteralSyntax || syntax.Right is NullLiteralSyntax)))
        {
            return BindConditionValue(syntax);
        }

        BinaryOperation operation = OperationOf(syntax.Operator);
        bool isComparison = operation is >= BinaryOperation.Equal and <= BinaryOperation.GreaterOrEqual;
        bool isShift = operation is BinaryOperation.ShiftLeft or BinaryOperation.ShiftRight;
        TypeSymbol? hint = isComparison ? null : expected;
        BoundExpression left = BindValue(syntax.Left, hint);
        BoundExpression right = BindValue(syntax.Right, isShift ? null : hint ?? HintOf(left));
        return Combine(syntax, operation, left, right, expected);
    }

    private static TypeSymbol? HintOf(BoundExpression value) =>
        value is BoundLiteral { IsUntyped: true } ? null : value.Type is PointerType ? null : value.Type;

    /// <summary>An operation on two bound operands, also that of a compound assignment.</summary>
    private BoundExpression Combine(
        SyntaxNode syntax, BinaryOperation operation, BoundExpression left, BoundExpression right, TypeSymbol? expected)
    {
        if (left.Type.IsError() || right.Type.IsError())
        {
            bool isTruth = operation is >= BinaryOperation.Equal and <= BinaryOperation.GreaterOrEqual;
            return new BoundZero(syntax, isTruth ? BuiltInTypes.Bool : BuiltInTypes.Error);
        }

        left = ValueOfOption(left);
        right = ValueOfOption(right);
        bool isComparison = operation is >= BinaryOperation.Equal and <= BinaryOperation.GreaterOrEqual;
        if (left.Type.IsInteger() && right.Type.IsInteger())
        {
            return operation is BinaryOperation.ShiftLeft or BinaryOperation.ShiftRight
                ? CombineShift(syntax, operation, left, right, expected)
                : isComparison ? CompareIntegers(syntax, operation, left, right)
                : CombineIntegers(syntax, operation, left, right);
        }

        return (BoundExpression?)CombineOther(syntax, operation, left, right, isComparison) ?? UndefinedOperator(
            syntax, operation, left, right);
    }

    private BoundExpression ValueOfOption(BoundExpression value) =>
        value.Type is StructType option && option.IsOption() ? UnwrapOption(value, option) : value;

    private BoundExpression CombineShift(
        SyntaxNode syntax, BinaryOperation operation, BoundExpression left, BoundExpression right, TypeSymbol? expected)
    {
        if (ConstantFolding.Fold(syntax, left.Type, operation, left, right) is { } folded)
        {
            return folded;
        }

        left = ToArithmetic(Settle(left, expected));
        right = ToArithmetic(Settle(right, null));
        return NoteShift(new BoundBinary(syntax, left.Type, operation, left, right));
    }

    private BoundBinary NoteShift(BoundBinary shift)
    {
        if (ConstantFolding.TryGetInteger(shift.Right, out Int128 count) && (count < 0 || count >= shift.Type.Size * 8))
        {
            _wideShifts.Add(shift);
        }

        return shift;
    }

    /// <summary>
    /// Reports the shifts whose count reaches the width, but for those that a wider place made right.
    /// </summary>
    private void ReportWideShifts()
    {
        foreach (BoundBinary shift in _wideShifts)
        {
            ConstantFolding.TryGetInteger(shift.Right, out Int128 count);
            int width = shift.Left.Type.Size * 8;
            Report(Descriptors.ShiftCount, shift.Syntax, count, shift.Left.Type.Name, (int)count & (width - 1));
        }
    }

    private BoundExpression CombineIntegers(
        SyntaxNode syntax, BinaryOperation operation, BoundExpression left, BoundExpression right)
    {
        if (operation is BinaryOperation.Divide or BinaryOperation.Remainder
            && ConstantFolding.TryGetInteger(right, out Int128 divisor) && divisor == 0)
        {
            Report(Descriptors.DivisionByZero, syntax, operation == BinaryOperation.Divide ? "0" : "the dividend");
        }

        if (left is BoundLiteral { IsUntyped: true } && right is BoundLiteral { IsUntyped: true }
            && ConstantFolding.Fold(syntax, left.Type, operation, left, right) is { } untyped)
        {
            return untyped;
        }

        TypeSymbol type = ArithmeticType(left, right);
        left = Convert(left, type);
        right = Convert(right, type);
        return (BoundExpression?)ConstantFolding.Fold(syntax, type, operation, left, right)
            ?? new BoundBinary(syntax, type, operation, left, right);
    }

    private static PrimitiveType ArithmeticType(BoundExpression left, BoundExpression right) =>
        UnifyIntegers(left, right)!.AsInteger()!;

    private BoundExpression CompareIntegers(
        SyntaxNode syntax, BinaryOperation operation, BoundExpression left, BoundExpression right)
    {
        if (ConstantFolding.Fold(syntax, BuiltInTypes.Bool, operation, left, right) is { } folded)
        {
            return folded;
        }

        if (AlwaysResult(operation, left, right) is { } always)
        {
            BoundExpression variable = left is BoundLiteral ? right : left;
            PrimitiveType range = variable.Type.AsInteger()!;
            Report(Descriptors.ComparisonIsConstant, syntax,
                always ? "true" : "false", variable.Type.Name, range.MinValue(), range.MaxValue());
            return new BoundBlockExpression(
                syntax,
                [new BoundExpressionStatement(variable.Syntax, variable)],
                new BoundLiteral(syntax, BuiltInTypes.Bool, always ? 1 : 0));
        }

        TypeSymbol type = UnifyIntegers(left, right)!;
        return new BoundBinary(syntax, BuiltInTypes.Bool, operation, Convert(left, type), Convert(right, type));
    }

    /// <summary>The result of comparing with a constant that the other side's type never reaches, or null.</summary>
    private static bool? AlwaysResult(BinaryOperation operation, BoundExpression left, BoundExpression right)
    {
        bool isLeftConstant = ConstantFolding.TryGetInteger(left, out Int128 constant);
        if (!isLeftConstant && !ConstantFolding.TryGetInteger(right, out constant))
        {
            return null;
        }

        PrimitiveType range = (isLeftConstant ? right : left).Type.AsInteger()!;
        (Int128 min, Int128 max) = (range.MinValue(), range.MaxValue());
        BinaryOperation seen = isLeftConstant ? Mirror(operation) : operation;
        return seen switch
        {
            BinaryOperation.Equal when constant < min || constant > max => false,
            BinaryOperation.NotEqual when constant < min || constant > max => true,
            BinaryOperation.Less when constant <= min => false,
            BinaryOperation.Less when constant > max => true,
            BinaryOperation.LessOrEqual when constant < min => false,
            BinaryOperation.LessOrEqual when constant >= max => true,
            BinaryOperation.Greater when constant >= max => false,
            BinaryOperation.Greater when constant < min => true,
            BinaryOperation.GreaterOrEqual when constant > max => false,
            BinaryOperation.GreaterOrEqual when constant <= min => true,
            _ => null,
        };
    }

    private static BinaryOperation Mirror(BinaryOperation operation) => operation switch
    {
        BinaryOperation.Less => BinaryOperation.Greater,
        BinaryOperation.LessOrEqual => BinaryOperation.GreaterOrEqual,
        BinaryOperation.Greater => BinaryOperation.Less,
        BinaryOperation.GreaterOrEqual => BinaryOperation.LessOrEqual,
        _ => operation,
    };

    /// <summary>The type in which two integers meet; a constant takes the other one's type when it fits.</summary>
    private static TypeSymbol? UnifyIntegers(BoundExpression left, BoundExpression right)
    {
        if (left.Type.AsInteger() is not { } a || right.Type.AsInteger() is not { } b)
        {
            return null;
        }

        bool isLeftConstant = ConstantFolding.TryGetInteger(left, out Int128 x)
            && left is BoundLiteral { IsUntyped: true };
        bool isRightConstant = ConstantFolding.TryGetInteger(right, out Int128 y)
            && right is BoundLiteral { IsUntyped: true };
        if (isLeftConstant && isRightConstant)
        {
            return SmallestFor(x, y);
        }

        if (isLeftConstant && b.Holds(x))
        {
            return right.Type;
        }

        if (isRightConstant && a.Holds(y))
        {
            return left.Type;
        }

        return left.Type.IsSame(right.Type) ? left.Type : TypeFacts.Common(a, b);
    }

    private static PrimitiveType SmallestFor(Int128 x, Int128 y)
    {
        foreach (
            PrimitiveType type in (ReadOnlySpan<PrimitiveType>)[BuiltInTypes.U32, BuiltInTypes.I32, BuiltInTypes.U64])
        {
            if (type.Holds(x) && type.Holds(y))
            {
                return type;
            }
        }

        return BuiltInTypes.I64;
    }

    /// <summary>Gives an untyped constant a type: that of its place when it fits, the default otherwise.</summary>
    private static BoundExpression Settle(BoundExpression value, TypeSymbol? expected)
    {
        if (value is not BoundLiteral { IsUntyped: true } || !ConstantFolding.TryGetInteger(value, out Int128 number))
        {
            return value;
        }

        TypeSymbol type = expected is not null && expected.AsInteger() is { } place && place.Holds(number)
            ? expected
            : TypeFacts.DefaultInteger(number);
        return ConstantFolding.Literal(value.Syntax, type, number);
    }

    private BoundZero UndefinedOperator(
        SyntaxNode syntax, BinaryOperation operation, BoundExpression left, BoundExpression right)
    {
        string text = SpellingOf(operation);
        bool isChain = left is BoundBinary { Operation: >= BinaryOperation.Less and <= BinaryOperation.GreaterOrEqual };
        Diagnostics.Add(new Diagnostic(
            Descriptors.UndefinedBinaryOperator, syntax.Location, text, left.Type.Name, right.Type.Name)
        {
            Suggestion = isChain ? $"write 'a {text} b && b {text} c' for a chain of comparisons" : null,
        });
        bool isComparison = operation is >= BinaryOperation.Equal and <= BinaryOperation.GreaterOrEqual;
        return new BoundZero(syntax, isComparison ? BuiltInTypes.Bool : BuiltInTypes.Error);
    }

    private static string SpellingOf(BinaryOperation operation)
    {
        foreach (BinaryOperator candidate in Enum.GetValues<BinaryOperator>())
        {
            if (OperationOf(candidate) == operation)
            {
                return OperatorFacts.GetText(candidate);
            }
        }

        throw new UnreachableException($"No spelling of {operation}.");
    }

    private static BinaryOperation OperationOf(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Add => BinaryOperation.Add,
        BinaryOperator.Subtract => BinaryOperation.Subtract,
        BinaryOperator.Multiply => BinaryOperation.Multiply,
        BinaryOperator.Divide => BinaryOperation.Divide,
        BinaryOperator.Remainder => BinaryOperation.Remainder,
        BinaryOperator.ShiftLeft => BinaryOperation.ShiftLeft,
        BinaryOperator.ShiftRight => BinaryOperation.ShiftRight,
        BinaryOperator.BitwiseAnd => BinaryOperation.And,
        BinaryOperator.BitwiseXor => BinaryOperation.Xor,
        BinaryOperator.BitwiseOr => BinaryOperation.Or,
        BinaryOperator.Less => BinaryOperation.Less,
        BinaryOperator.LessOrEqual => BinaryOperation.LessOrEqual,
        BinaryOperator.Greater => BinaryOperation.Greater,
        BinaryOperator.GreaterOrEqual => BinaryOperation.GreaterOrEqual,
        BinaryOperator.Equal => BinaryOperation.Equal,
        BinaryOperator.NotEqual => BinaryOperation.NotEqual,
        BinaryOperator.LogicalAnd => BinaryOperation.LogicalAnd,
        BinaryOperator.LogicalOr => BinaryOperation.LogicalOr,
        _ => throw new UnreachableException($"No operation for {operation}."),
    };
}
