using System.Collections.Immutable;
using Bpf.Asm;

namespace KernelScript.Backend.Checking;

/// <summary>
/// What the emitter says about the code it wrote: where blocks start and what each instruction was made from.
/// </summary>
internal sealed class CodeTrace
{
    /// <summary>
    /// For each instruction the number of its source instruction, 0 for moves, below 0 for a recipe (<c>~recipe</c>).
    /// </summary>
    public List<int> Origins { get; } = [];

    /// <summary>
    /// Blocks of the function and the index of the instruction they start with, in the order of emission.
    /// </summary>
    public List<(int Block, int Start)> Blocks { get; } = [];

    /// <summary>The code; jumps are resolved.</summary>
    public ImmutableArray<Instruction> Code { get; set; }
}
