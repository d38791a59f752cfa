namespace Bpf.Asm;

/// <summary>An instruction in code that is being laid out.</summary>
/// <param name="Instruction">The instruction; its distance is not yet known when it has a target.</param>
/// <param name="Target">Where it goes, or <c>default</c>.</param>
/// <param name="Origin">Index at which the builder emitted it, or -1 if the layout added it.</param>
internal readonly record struct CodePiece(Instruction Instruction, Label Target, int Origin);
