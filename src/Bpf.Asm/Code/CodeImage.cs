using System.Collections.Immutable;

namespace Bpf.Asm;

/// <summary>The code of one function with what a loader or object writer has to know about it.</summary>
/// <remarks>All tables name instructions by index: a wide load is one instruction. They are sorted by index.</remarks>
public sealed record CodeImage
{
    /// <summary>The instructions. Jump offsets are in slots, as in RFC 9669.</summary>
    public required ImmutableArray<Instruction> Instructions { get; init; }

    /// <summary>Places to fill in when maps and functions are known.</summary>
    public ImmutableArray<Relocation> Relocations { get; init; } = [];

    /// <summary>Source positions; each holds until the next one.</summary>
    public ImmutableArray<SourceLine> Lines { get; init; } = [];

    /// <summary>Places that depend on the kernel's types.</summary>
    public ImmutableArray<CoreRelocation> CoreRelocations { get; init; } = [];

    /// <summary>Slots of the encoded code: what the kernel calls the instruction count.</summary>
    public int SlotCount
    {
        get
        {
            int count = 0;
            foreach (Instruction instruction in Instructions)
            {
                count += instruction.SlotCount;
            }

            return count;
        }
    }

    /// <summary>Makes the table that converts between instruction indices and slots.</summary>
    public SlotMap CreateSlotMap() => new(Instructions);
}
