using System.Globalization;
using System.Text;

namespace Bpf.Asm;

/// <summary>The text of whole functions: listings out, assembly with labels in.</summary>
public static class AssemblyText
{
    /// <summary>
    /// A listing, one instruction a line after its slot number, source lines before theirs as <c>; text</c>.
    /// </summary>
    /// <remarks>
    /// Kernel style is that of <c>bpftool prog dump xlated</c>, LLVM style that of <c>llvm-objdump -d -S</c>.
    /// References to symbols
    /// show the symbol.
    /// </remarks>
    public static string Print(CodeImage image, TextStyle style)
    {
        ArgumentNullException.ThrowIfNull(image);
        SlotMap slots = image.CreateSlotMap();
        Dictionary<int, Relocation> relocations = image.Relocations.ToDictionary(relocation => relocation.Index);
        var builder = new StringBuilder();
        int nextLine = 0;
        for (int i = 0; i < image.Instructions.Length; i++)
        {
            for (; nextLine < image.Lines.Length && image.Lines[nextLine].Index <= i; nextLine++)
            {
                AppendSourceLine(builder, image.Lines[nextLine]);
            }

            Relocation? symbol = relocations.TryGetValue(i, out Relocation found) ? found : null;
            AppendInstruction(builder, image.Instructions[i], slots.SlotOf(i), style, symbol);
        }

        return builder.ToString();
    }

    /// <summary>Parses instructions, labels (<c>name:</c>), and references to symbols.</summary>
    /// <param name="text">Lines in either style; empty lines and comments (<c>;</c>, <c>//</c>) are skipped.</param>
    /// <param name="isa">How far jumps to labels are made.</param>
    /// <remarks>
    /// A name that is a label of the text is resolved; other callees and functions become relocations.
    /// </remarks>
    /// <exception cref="AssemblyFormatException">
    /// A line is no instruction, or a jump names an unknown label.
    /// </exception>
    public static CodeImage Parse(string text, IsaLevel isa = IsaLevel.V3)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new AssemblyReader(isa).Read(text);
    }

    /// <summary>Decodes bytes and lists them.</summary>
    /// <exception cref="InstructionFormatException">The bytes are no BPF code.</exception>
    public static string Disassemble(ReadOnlySpan<byte> bytes, TextStyle style) =>
        Print(new CodeImage { Instructions = InstructionEncoding.Decode(bytes) }, style);

    private static void AppendSourceLine(StringBuilder builder, SourceLine line)
    {
        string text = line.Text.Trim();
        builder.Append("; ").Append(text.Length > 0 ? text : $"{line.File}:{line.Line}").Append('\n');
    }

    private static void AppendInstruction(
        StringBuilder builder, Instruction instruction, int slot, TextStyle style, Relocation? symbol)
    {
        if (style == TextStyle.Kernel)
        {
            builder.Append(CultureInfo.InvariantCulture, $"{slot,4}: ");
        }
        else
        {
            builder.Append(CultureInfo.InvariantCulture, $"{slot,8}:\t");
            AppendBytes(builder, instruction);
            builder.Append('\t');
        }

        builder.Append(InstructionPrinter.Print(instruction, style, symbol)).Append('\n');
    }

    private static void AppendBytes(StringBuilder builder, Instruction instruction)
    {
        Span<byte> bytes = stackalloc byte[2 * Instruction.SlotSize];
        int length = InstructionEncoding.Encode(instruction, bytes);
        for (int i = 0; i < length; i++)
        {
            builder.Append(i == 0 ? "" : " ").Append(CultureInfo.InvariantCulture, $"{bytes[i]:x2}");
        }
    }
}
