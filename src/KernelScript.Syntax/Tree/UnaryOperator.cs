namespace KernelScript.Syntax;

/// <summary>An operator before its operand.</summary>
public enum UnaryOperator
{
    /// <summary><c>-</c></summary>
    Negate,

    /// <summary><c>!</c></summary>
    LogicalNot,

    /// <summary><c>~</c></summary>
    BitwiseNot,

    /// <summary><c>*</c></summary>
    Dereference,

    /// <summary><c>&amp;</c></summary>
    AddressOf,
}
