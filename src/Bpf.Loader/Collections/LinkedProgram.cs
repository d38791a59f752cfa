using System.Collections.Immutable;
using Bpf.Asm;

namespace Bpf.Loader;

/// <summary>A program with the functions it calls, laid out one after the other.</summary>
internal sealed class LinkedProgram
{
    public LinkedProgram(ImmutableArray<LinkedFunction> functions, ImmutableArray<Instruction> instructions)
    {
        Functions = functions;
        Instructions = instructions;
    }

    /// <summary>The entry, then the functions in the order in which they are first named.</summary>
    public ImmutableArray<LinkedFunction> Functions { get; }

    /// <summary>The instructions of all functions, ready to be encoded.</summary>
    public ImmutableArray<Instruction> Instructions { get; }

    /// <summary>Slots of the whole.</summary>
    public int SlotCount => Functions[^1].FirstSlot + Functions[^1].Slots.SlotCount;

    /// <summary>The source line an instruction was made from.</summary>
    /// <param name="slot">Counted from the start of the whole.</param>
    /// <returns>The line; <see langword="null"/> without line information.</returns>
    public SourceLine? Locate(int slot)
    {
        LinkedFunction? function = Functions.LastOrDefault(candidate => candidate.FirstSlot <= slot);
        return function?.Locate(slot - function.FirstSlot);
    }
}
