namespace KernelScript.Ir.Interpretation;

/// <summary>What a program did that no program may do.</summary>
public enum IrTrapKind
{
    /// <summary>Not a trap.</summary>
    None,

    /// <summary>It ran more instructions than the machine grants.</summary>
    StepBudget,

    /// <summary>Calls nest deeper than the machine grants.</summary>
    CallDepth,

    /// <summary>It read bytes that nothing has written.</summary>
    UninitializedRead,

    /// <summary>It accessed bytes outside a piece of memory.</summary>
    OutOfBounds,

    /// <summary>It accessed memory through null.</summary>
    NullDereference,

    /// <summary>
    /// It accessed memory that is gone: a frame left, an entry deleted, a record submitted, a packet moved.
    /// </summary>
    StaleMemory,

    /// <summary>It wrote to read-only memory.</summary>
    ReadOnly,

    /// <summary>The pointer points into another space than its type says.</summary>
    WrongSpace,

    /// <summary>It reached what is declared unreachable, or said of null that it is not null.</summary>
    Unreachable,

    /// <summary>It ended with a ring-buffer record neither submitted nor discarded.</summary>
    LostRecord,

    /// <summary>It used a helper, map type or function that the machine does not have.</summary>
    Unsupported,

    /// <summary>It gave a helper something that the helper cannot take.</summary>
    BadArgument,
}

/// <summary>A program went wrong in the interpreter.</summary>
/// <param name="kind">What it did.</param>
/// <param name="reason">The same in words, with the values that matter.</param>
/// <param name="place">Function, block and instruction; empty when no instruction is to blame.</param>
public sealed class IrTrapException(IrTrapKind kind, string reason, string place = "")
    : Exception(place.Length > 0 ? $"run IR: {place}: {reason}" : $"run IR: {reason}")
{
    /// <summary>What the program did.</summary>
    public IrTrapKind Kind { get; } = kind;

    /// <summary>The same in words.</summary>
    public string Reason { get; } = reason;

    /// <summary>Where: function, block and instruction.</summary>
    public string Place { get; } = place;
}
