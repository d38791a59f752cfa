using System.Diagnostics;

namespace KernelScript.Ir.Interpretation;

public sealed partial class IrInterpreter
{
    private ulong AccessMemory(IrInstruction instruction, Frame frame)
    {
        switch (instruction.Op)
        {
            case IrOp.Alloca:
                MemoryRegion local = Machine.Memory.AddUninitialized(AddressSpace.Stack, (int)instruction.Imm);
                frame.Locals.Add(local);
                return local.Address;
            case IrOp.Load:
                return Load(instruction, frame);
            case IrOp.Store:
                int size = frame.TypeOf(instruction.Operands[1]).Bytes;
                IrMemory.FromInteger(Writable(instruction, frame, size), frame[instruction.Operands[1]]);
                return 0;
            case IrOp.MemZero:
                Writable(instruction, frame, instruction.Size).Clear();
                return 0;
            case IrOp.MemCopy:
                CopyMemory(instruction, frame);
                return 0;
            case IrOp.CtxLoad:
                return Machine.Context.Load(Machine, (int)instruction.Imm, instruction.Size);
            case IrOp.CtxStore:
                Machine.Context.Store(
                    Machine, (int)instruction.Imm, frame.TypeOf(instruction.Operands[1]).Bytes,
                    frame[instruction.Operands[1]]);
                return 0;
            case IrOp.PacketCheck:
                return CheckPacket(frame[instruction.Operands[0]], frame[instruction.Operands[1]], instruction.Imm);
            case IrOp.GlobalAddr:
                return Machine.AddressOfGlobal(instruction.Symbol!) + (ulong)instruction.Imm;
            case IrOp.MapAddr:
                return Machine.AddressOfMap(instruction.Symbol!);
            case IrOp.FuncAddr:
                return Machine.AddressOfFunction(instruction.Symbol!);
            default:
                throw new UnreachableException($"No memory rule for {instruction.Op}.");
        }
    }

    private ulong Load(IrInstruction instruction, Frame frame)
    {
        int size = frame.TypeOf(instruction.Result).Bytes;
        ulong address = frame[instruction.Operands[0]] + (ulong)instruction.Imm;
        AddressSpace space = frame.TypeOf(instruction.Operands[0]).Space;
        if (IsSafe(space))
        {
            return Machine.Memory.TryRead(address, size, out ReadOnlySpan<byte> bytes) ? IrMemory.ToInteger(bytes) : 0;
        }

        return IrMemory.ToInteger(Machine.Memory.Read(address, size, space));
    }

    private void CopyMemory(IrInstruction instruction, Frame frame)
    {
        // The source first: what is read must be there before the destination counts as written.
        ulong source = frame[instruction.Operands[1]];
        AddressSpace space = frame.TypeOf(instruction.Operands[1]).Space;
        ReadOnlySpan<byte> bytes;
        if (!IsSafe(space))
        {
            bytes = Machine.Memory.Read(source, instruction.Size, space);
        }
        else if (!Machine.Memory.TryRead(source, instruction.Size, out bytes))
        {
            bytes = new byte[instruction.Size];
        }

        bytes.CopyTo(Writable(instruction, frame, instruction.Size));
    }

    private Span<byte> Writable(IrInstruction instruction, Frame frame, int size) =>
        Machine.Memory.Write(
            frame[instruction.Operands[0]] + (ulong)instruction.Imm, size,
            frame.TypeOf(instruction.Operands[0]).Space);

    private ulong CheckPacket(ulong start, ulong end, long size)
    {
        if (Machine.Memory.Find(start) is not { IsAlive: true, Space: AddressSpace.Packet } packet
            || Machine.Memory.Find(end) != packet)
        {
            throw new IrTrapException(IrTrapKind.StaleMemory, "the pointers are not into the packet as it is now");
        }

        return (long)(end - start) >= size ? 1UL : 0;
    }

    /// <summary>Whether a load that fails gives zero, as <c>probe_read</c> and faulting BTF loads do.</summary>
    private static bool IsSafe(AddressSpace space) =>
        space is AddressSpace.Kernel or AddressSpace.User or AddressSpace.Btf;

    private ulong AccessAtomically(IrInstruction instruction, Frame frame)
    {
        IrType type = frame.TypeOf(instruction.Operands[1]);
        ulong address = frame[instruction.Operands[0]] + (ulong)instruction.Imm;
        AddressSpace space = frame.TypeOf(instruction.Operands[0]).Space;
        ulong old = IrMemory.ToInteger(Machine.Memory.Read(address, type.Bytes, space));
        ulong operand = frame[instruction.Operands[1]];
        ulong value = instruction.Op switch
        {
            IrOp.AtomicAdd => old + operand,
            IrOp.AtomicAnd => old & operand,
            IrOp.AtomicOr => old | operand,
            IrOp.AtomicXor => old ^ operand,
            IrOp.AtomicExchange => operand,
            IrOp.AtomicCompareExchange => old == operand ? frame[instruction.Operands[2]] : old,
            _ => throw new UnreachableException($"No atomic rule for {instruction.Op}."),
        };
        IrMemory.FromInteger(Machine.Memory.Write(address, type.Bytes, space), value);
        return old;
    }
}
