using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>Evaluates operations on constants, with the wrap-around of the running program.</summary>
internal static class ConstantFolding
{
    /// <summary>Whether a value is known at compile time.</summary>
    public static bool IsConstant(BoundExpression value) => value switch
    {
        BoundLiteral or BoundStringLiteral or BoundNull or BoundZero => true,
        BoundConversion { Operand: BoundStringLiteral } => true,
        BoundVariable { Variable.IsConstant: true } => true,
        BoundArrayLiteral array => array.Elements.All(IsConstant),
        BoundStructLiteral s => s.Fields.All(f => IsConstant(f.Value)),
        _ => false,
    };

    /// <summary>The number of an integer, bool, char or enum constant.</summary>
    public static bool TryGetInteger(BoundExpression expression, out Int128 value)
    {
        if (expression is BoundLiteral literal && (literal.Type.IsInteger() || literal.Type.IsBool()))
        {
            value = NumberOf(literal);
            return true;
        }

        value = 0;
        return false;
    }

    /// <summary>A constant in a type that holds it.</summary>
    public static BoundLiteral Literal(SyntaxNode syntax, TypeSymbol type, Int128 value, bool isUntyped = false) =>
        new(syntax, type, (long)(ulong)(UInt128)value) { IsUntyped = isUntyped };

    /// <summary>A constant whose type its place decides on.</summary>
    public static BoundLiteral Untyped(SyntaxNode syntax, Int128 value) =>
        Literal(syntax, TypeFacts.DefaultInteger(value), value, isUntyped: true);

    /// <summary>The result of an operation on two constants of one type, or null when it cannot be told.</summary>
    public static BoundLiteral? Fold(
        SyntaxNode syntax, TypeSymbol type, BinaryOperation operation, BoundExpression left, BoundExpression right)
    {
        if (!TryGetInteger(left, out Int128 a) || !TryGetInteger(right, out Int128 b))
        {
            return null;
        }

        if (Compare(operation, a, b) is { } truth)
        {
            return new BoundLiteral(syntax, BuiltInTypes.Bool, truth ? 1 : 0);
        }

        bool isUntyped = IsUntyped(left) && (IsUntyped(right) || IsShift(operation));
        PrimitiveType? integer = isUntyped ? null : type.AsInteger();
        if (integer is null && !isUntyped)
        {
            return null;
        }

        // Untyped constants are computed as if they had all the bits: 1 << 40 is what it says.
        int width = integer is null ? 64 : integer.Size * 8;
        if (Compute(operation, a, b, width) is not { } result)
        {
            return null;
        }

        if (integer is not null)
        {
            return Literal(syntax, type, integer.Wrap(result));
        }

        return result >= BuiltInTypes.I64.MinValue() && result <= BuiltInTypes.U64.MaxValue()
            ? Untyped(syntax, result)
            : null;
    }

    /// <summary>The result of an operation on a constant, or null.</summary>
    public static BoundLiteral? Fold(SyntaxNode syntax, UnaryOperation operation, BoundExpression operand)
    {
        if (!TryGetInteger(operand, out Int128 value))
        {
            return null;
        }

        if (operation == UnaryOperation.Not)
        {
            return new BoundLiteral(syntax, BuiltInTypes.Bool, value == 0 ? 1 : 0);
        }

        if (operation == UnaryOperation.Negate && IsUntyped(operand))
        {
            return -value >= BuiltInTypes.I64.MinValue() ? Untyped(syntax, -value) : null;
        }

        return operand.Type.AsInteger() is { } integer
            ? Literal(
                syntax, operand.Type, integer.Wrap(operation == UnaryOperation.Negate ? -value : ~value),
                IsUntyped(operand))
            : null;
    }

    private static bool IsUntyped(BoundExpression expression) => expression is BoundLiteral { IsUntyped: true };

    private static bool IsShift(BinaryOperation operation) =>
        operation is BinaryOperation.ShiftLeft or BinaryOperation.ShiftRight;

    private static Int128 NumberOf(BoundLiteral literal) =>
        literal.Type.IsSigned() ? literal.Value : (Int128)(ulong)literal.Value;

    private static bool? Compare(BinaryOperation operation, Int128 a, Int128 b) => operation switch
    {
        BinaryOperation.Equal => a == b,
        BinaryOperation.NotEqual => a != b,
        BinaryOperation.Less => a < b,
        BinaryOperation.LessOrEqual => a <= b,
        BinaryOperation.Greater => a > b,
        BinaryOperation.GreaterOrEqual => a >= b,
        BinaryOperation.LogicalAnd => a != 0 && b != 0,
        BinaryOperation.LogicalOr => a != 0 || b != 0,
        _ => null,
    };

    private static Int128? Compute(BinaryOperation operation, Int128 a, Int128 b, int width) => operation switch
    {
        BinaryOperation.Add => a + b,
        BinaryOperation.Subtract => a - b,
        BinaryOperation.Multiply => a * b,
        BinaryOperation.Divide => b == 0 ? 0 : a / b,
        BinaryOperation.Remainder => b == 0 ? a : a % b,
        BinaryOperation.And => a & b,
        BinaryOperation.Or => a | b,
        BinaryOperation.Xor => a ^ b,
        BinaryOperation.ShiftLeft => a << ((int)b & (width - 1)),
        BinaryOperation.ShiftRight => a >> ((int)b & (width - 1)),
        _ => null,
    };
}
