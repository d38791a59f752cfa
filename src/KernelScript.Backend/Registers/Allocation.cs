using Bpf.Asm;
using KernelScript.Backend.Frames;

namespace KernelScript.Backend.Registers;

/// <summary>The machine register of each virtual register, and what is free where.</summary>
internal sealed class Allocation(byte[] registers, RegisterOccupancy occupancy)
{
    /// <summary>Marks a virtual register that never lives.</summary>
    public const byte None = byte.MaxValue;

    /// <summary>Whether the operand is a virtual register that has a machine register.</summary>
    public bool IsInRegister(int operand) => operand > 0 && registers[operand] != None;

    /// <summary>The machine register.</summary>
    public Register this[int virtualRegister] => (Register)registers[virtualRegister];

    /// <summary>
    /// The place of a block parameter or argument: the number of a machine register, or the (negative) offset of its
    /// slot.
    /// </summary>
    public int PlaceOf(int operand, FrameLayout frame) => operand < 0 ? frame.SlotOffset(~operand) : registers[operand];

    /// <summary>Bit set of the registers that hold nothing at a point.</summary>
    public int FreeAt(int point)
    {
        int free = 0;
        for (int r = 0; r < RegisterAllocator.RegisterCount; r++)
        {
            free |= occupancy.IsFree(r, point) ? 1 << r : 0;
        }

        return free;
    }
}
