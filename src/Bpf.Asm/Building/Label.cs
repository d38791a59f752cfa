namespace Bpf.Asm;

/// <summary>
/// A place in code that is being built. Made by <see cref="CodeBuilder.CreateLabel"/>; <c>default</c> is no label.
/// </summary>
/// <param name="Id">Number of the label in its builder, from 1.</param>
public readonly record struct Label(int Id);
