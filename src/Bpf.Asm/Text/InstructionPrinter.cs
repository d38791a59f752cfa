namespace Bpf.Asm;

/// <summary>Writes instructions as text.</summary>
public static class InstructionPrinter
{
    /// <summary>One instruction, without its address.</summary>
    /// <param name="symbol">
    /// The relocation at the instruction, if it has one: its symbol is then shown instead of the number.
    /// </param>
    /// <exception cref="ArgumentException">The instruction does not exist.</exception>
    public static string Print(Instruction instruction, TextStyle style, Relocation? symbol = null)
    {
        if (InstructionEncoding.Violation(instruction) is { } violation)
        {
            throw new ArgumentException($"print instruction: {violation}", nameof(instruction));
        }

        return style == TextStyle.Llvm ? LlvmText.Print(instruction, symbol) : KernelText.Print(instruction, symbol);
    }
}
