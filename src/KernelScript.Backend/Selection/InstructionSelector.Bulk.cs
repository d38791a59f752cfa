using Bpf.Asm;
using KernelScript.Backend.Machine;
using KernelScript.Ir;

namespace KernelScript.Backend.Selection;

/// <content>Zeroing and copying of memory, and access to values in it, by the widest parts that the alignment
/// allows.</content>
/// <remarks>The kernel wants accesses to the stack aligned; packets, map values and records may be accessed at any
/// address.</remarks>
internal sealed partial class InstructionSelector
{
    private void SelectZeroing(IrInstruction instruction)
    {
        Address address = AddressOf(instruction.Operands[0], instruction.Imm);
        for (int done = 0; done < instruction.Size;)
        {
            int part = PartSize(instruction.Size - done, address.Plus(done), address.Plus(done));
            StoreImmediateTo(address.Plus(done), MemorySizeExtensions.FromBytes(part), 0);
            done += part;
        }
    }

    private void SelectCopying(IrInstruction instruction)
    {
        AddressSpace space = SpaceOf(instruction.Operands[1]);
        Address to = AddressOf(instruction.Operands[0], instruction.Imm);
        if (space is AddressSpace.Kernel or AddressSpace.User)
        {
            ReadSafely(space, to, instruction.Size, instruction.Operands[1], 0);
            return;
        }

        Address from = AddressOf(instruction.Operands[1], 0);
        for (int done = 0; done < instruction.Size;)
        {
            int part = PartSize(instruction.Size - done, from.Plus(done), to.Plus(done));
            MemorySize size = MemorySizeExtensions.FromBytes(part);
            StoreTo(to.Plus(done), size, LoadFrom(from.Plus(done), size));
            done += part;
        }
    }

    /// <summary>Whether the frame holds the value at an address that the kernel refuses for its width.</summary>
    private static bool IsSplit(Address address, int bytes) =>
        address.Base == MachineFunction.FramePointer && AlignmentOf(address) < bytes;

    private int LoadInParts(Address address, int bytes, int part)
    {
        int result = 0;
        for (int done = 0; done < bytes; done += part)
        {
            int piece = LoadFrom(address.Plus(done), MemorySizeExtensions.FromBytes(part));
            piece = ShiftLeft(wide: true, piece, done * 8);
            result = result == 0 ? piece : Alu(AluOp.Or, wide: true, result, piece, (done + part) * 8);
        }

        return result;
    }

    private void StoreInParts(Address address, int bytes, int value)
    {
        int part = AlignmentOf(address);
        for (int done = 0; done < bytes; done += part)
        {
            StoreTo(address.Plus(done), MemorySizeExtensions.FromBytes(part), value);
            value = done + part < bytes ? Alu64(AluOp.Rsh, value, part * 8) : value;
        }
    }

    private static int PartSize(int rest, Address a, Address b)
    {
        int part = Math.Min(AlignmentOf(a), AlignmentOf(b));
        while (part > rest)
        {
            part /= 2;
        }

        return part;
    }

    private static int AlignmentOf(Address address) =>
        address.Base == MachineFunction.FramePointer ? Alignment(address.Offset) : address.Alignment;
}
