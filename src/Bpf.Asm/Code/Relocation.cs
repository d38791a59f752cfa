namespace Bpf.Asm;

/// <summary>A place in the code that is filled in once a symbol is known.</summary>
/// <param name="Index">Index of the instruction (not slot).</param>
/// <param name="Kind">What is filled in.</param>
/// <param name="Symbol">Name of the map, function or variable.</param>
/// <param name="Addend">For <see cref="RelocationKind.MapValue"/> the byte offset into the value; otherwise 0.</param>
public readonly record struct Relocation(int Index, RelocationKind Kind, string Symbol, long Addend);
