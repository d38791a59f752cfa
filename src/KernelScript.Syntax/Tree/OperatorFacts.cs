using System.Diagnostics;

namespace KernelScript.Syntax;

/// <summary>Spelling and precedence of the operators.</summary>
/// <remarks>As in C, except that <c>&amp;</c>, <c>^</c> and <c>|</c> bind tighter than comparisons.</remarks>
public static class OperatorFacts
{
    /// <summary>The precedence of <c>as</c>, tighter than every binary operator.</summary>
    public const int CastPrecedence = 11;

    /// <summary>The precedence of unary operators.</summary>
    public const int UnaryPrecedence = 12;

    /// <summary>The precedence of calls, members, elements and postfix <c>?</c>.</summary>
    public const int PostfixPrecedence = 13;

    /// <summary>The precedence of <c>c ? a : b</c>, below every binary operator.</summary>
    public const int ConditionalPrecedence = 0;

    /// <summary>How tightly an operator binds, 1 to 10; all binary operators associate to the left.</summary>
    public static int GetPrecedence(BinaryOperator operation) => operation switch
    {
        BinaryOperator.LogicalOr => 1,
        BinaryOperator.LogicalAnd => 2,
        BinaryOperator.Equal or BinaryOperator.NotEqual => 3,
        BinaryOperator.Less or BinaryOperator.LessOrEqual
            or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => 4,
        BinaryOperator.BitwiseOr => 5,
        BinaryOperator.BitwiseXor => 6,
        BinaryOperator.BitwiseAnd => 7,
        BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight => 8,
        BinaryOperator.Add or BinaryOperator.Subtract => 9,
        BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Remainder => 10,
        _ => throw new UnreachableException($"No precedence for {operation}."),
    };

    /// <summary>The operator as it is written.</summary>
    public static string GetText(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Remainder => "%",
        BinaryOperator.ShiftLeft => "<<",
        BinaryOperator.ShiftRight => ">>",
        BinaryOperator.BitwiseAnd => "&",
        BinaryOperator.BitwiseXor => "^",
        BinaryOperator.BitwiseOr => "|",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.LogicalAnd => "&&",
        BinaryOperator.LogicalOr => "||",
        _ => throw new UnreachableException($"No spelling for {operation}."),
    };

    /// <summary>The operator as it is written.</summary>
    public static string GetText(UnaryOperator operation) => operation switch
    {
        UnaryOperator.Negate => "-",
        UnaryOperator.LogicalNot => "!",
        UnaryOperator.BitwiseNot => "~",
        UnaryOperator.Dereference => "*",
        UnaryOperator.AddressOf => "&",
        _ => throw new UnreachableException($"No spelling for {operation}."),
    };
}
