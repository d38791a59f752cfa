using System.Collections.Immutable;

namespace Bpf.Asm;

/// <summary>Converts between instruction indices and slots: a wide load is one instruction and two slots.</summary>
public sealed class SlotMap
{
    private readonly ImmutableArray<int> _slots;

    /// <summary>The map of a sequence of instructions.</summary>
    public SlotMap(ImmutableArray<Instruction> instructions)
    {
        var slots = ImmutableArray.CreateBuilder<int>(instructions.Length + 1);
        int slot = 0;
        foreach (Instruction instruction in instructions)
        {
            slots.Add(slot);
            slot += instruction.SlotCount;
        }

        slots.Add(slot);
        _slots = slots.MoveToImmutable();
    }

    /// <summary>First slot of each instruction, and the slot count as the last element.</summary>
    public ImmutableArray<int> Slots => _slots;

    /// <summary>Slots of all instructions.</summary>
    public int SlotCount => _slots[^1];

    /// <summary>First slot of an instruction; the slot count for the index one past the last instruction.</summary>
    public int SlotOf(int index) => _slots[index];

    /// <summary>
    /// Index of the instruction that starts at a slot, the instruction count for the slot past the last, or -1.
    /// </summary>
    /// <remarks>-1 too for the second slot of a wide load.</remarks>
    public int IndexOf(int slot)
    {
        int index = _slots.BinarySearch(slot);
        return index >= 0 ? index : -1;
    }

    /// <summary>
    /// Index of the instruction that a jump or local call at an index goes to, or -1 if none starts there.
    /// </summary>
    /// <param name="index">Index of the jump.</param>
    /// <param name="distance">Slots from the next instruction.</param>
    public int Target(int index, int distance) => IndexOf(_slots[index + 1] + distance);

    /// <summary>
    /// Distance in slots that a jump at <paramref name="from"/> needs to reach the instruction at <paramref
    /// name="to"/>.
    /// </summary>
    public int Distance(int from, int to) => _slots[to] - _slots[from + 1];
}
