namespace Bpf.Asm;

/// <summary>Reads instructions from text: the inverse of <see cref="InstructionPrinter"/>.</summary>
public static class InstructionParser
{
    /// <summary>Parses one instruction in either style.</summary>
    /// <param name="text">
    /// The instruction as the kernel or llvm-objdump prints it, with or without slot number, bytes, opcode and
    /// trailing comment.
    /// </param>
    /// <exception cref="AssemblyFormatException">It is no instruction, or it names a label or symbol.</exception>
    public static Instruction Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var scanner = new TextScanner(text, 1);
        Statement statement = StatementParser.Parse(ref scanner);
        string? name = statement.Symbol?.Symbol ?? statement.Label;
        return name is null
            ? statement.Instruction
            : throw new AssemblyFormatException(
                1, 1, $"'{name}' is known only in a whole text: use {nameof(AssemblyText)}");
    }
}
