namespace KernelScript.Ir;

/// <summary>
/// Which fields of an instruction, beside operands and result, an operation uses, and how the text shows them.
/// </summary>
[Flags]
public enum IrAttributes
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><see cref="IrInstruction.Imm"/> is a number: <c>const 5</c>, <c>packet.check v1, v2, 14</c>.</summary>
    Immediate = 1,

    /// <summary>
    /// <see cref="IrInstruction.Imm"/> is bytes added to the first operand or symbol: <c>load v1 + 8</c>.
    /// </summary>
    Offset = 2,

    /// <summary><see cref="IrInstruction.Imm"/> is flags of a helper: <c>flags 1</c>; not shown when 0.</summary>
    Flags = 4,

    /// <summary><see cref="IrInstruction.Imm"/> is the number of what is called: <c>helper 5()</c>.</summary>
    Number = 8,

    /// <summary><see cref="IrInstruction.Symbol"/> is a map or global: <c>@counts</c>.</summary>
    DataSymbol = 16,

    /// <summary><see cref="IrInstruction.Symbol"/> is a function: <c>$main</c>.</summary>
    FunctionSymbol = 32,

    /// <summary><see cref="IrInstruction.Size"/> is bytes of memory: <c>size 16</c>.</summary>
    Size = 64,
}
