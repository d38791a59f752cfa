namespace Bpf.Asm;

/// <summary>One parsed line of assembly.</summary>
/// <param name="Instruction">The instruction; what is named is zero in it.</param>
/// <param name="Label">The label in the same text to which it goes, or null.</param>
/// <param name="Symbol">The symbol it refers to, or null; the index is not set.</param>
internal readonly record struct Statement(Instruction Instruction, string? Label, Relocation? Symbol)
{
    public static implicit operator Statement(Instruction instruction) => new(instruction, null, null);
}
