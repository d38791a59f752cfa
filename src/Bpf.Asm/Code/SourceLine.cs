namespace Bpf.Asm;

/// <summary>The source position from which the code starting at an instruction was made.</summary>
/// <param name="Index">Index of the instruction (not slot).</param>
/// <param name="File">Name of the source file.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1; 0 when not known.</param>
/// <param name="Text">The text of the line; empty when not known.</param>
public readonly record struct SourceLine(int Index, string File, int Line, int Column, string Text);
