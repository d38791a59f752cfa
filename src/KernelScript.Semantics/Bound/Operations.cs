namespace KernelScript.Semantics;

/// <summary>Operations with one operand.</summary>
public enum UnaryOperation
{
    /// <summary>-a.</summary>
    Negate,

    /// <summary>~a.</summary>
    Complement,

    /// <summary>!a of a bool.</summary>
    Not,
}

/// <summary>Operations with two operands.</summary>
public enum BinaryOperation
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Subtract,

    /// <summary>a * b.</summary>
    Multiply,

    /// <summary>a / b; 0 when b is 0.</summary>
    Divide,

    /// <summary>a % b; a when b is 0.</summary>
    Remainder,

    /// <summary>a &amp; b.</summary>
    And,

    /// <summary>a | b.</summary>
    Or,

    /// <summary>a ^ b.</summary>
    Xor,

    /// <summary>a &lt;&lt; b; the count is taken modulo the width of a, and has its own integer type.</summary>
    ShiftLeft,

    /// <summary>a &gt;&gt; b; arithmetic when a is signed.</summary>
    ShiftRight,

    /// <summary>a == b: integers, bools, chars, enums, pointers, strings (up to the first zero).</summary>
    Equal,

    /// <summary>a != b.</summary>
    NotEqual,

    /// <summary>a &lt; b.</summary>
    Less,

    /// <summary>a &lt;= b.</summary>
    LessOrEqual,

    /// <summary>a &gt; b.</summary>
    Greater,

    /// <summary>a &gt;= b.</summary>
    GreaterOrEqual,

    /// <summary>a &amp;&amp; b: b only if a.</summary>
    LogicalAnd,

    /// <summary>a || b: b only if not a.</summary>
    LogicalOr,

    /// <summary>Strings: a followed by b, cut to the type of the result.</summary>
    Concat,

    /// <summary>Pointer a plus b elements (b is i64 or u64).</summary>
    PointerAdd,

    /// <summary>Pointer a minus b elements.</summary>
    PointerSubtract,

    /// <summary>Pointer a minus pointer b, in elements, as u64.</summary>
    PointerDifference,
}
