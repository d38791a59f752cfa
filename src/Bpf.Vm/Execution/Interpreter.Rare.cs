using System.Buffers.Binary;
using System.Diagnostics;
using Bpf.Asm;

namespace Bpf.Vm;

internal sealed partial class Interpreter
{
    // Offsets below these mean the network and the link layer header: SKF_NET_OFF and SKF_LL_OFF of linux/filter.h.
    private const int NetworkOffset = -0x100000;
    private const int LinkOffset = -0x200000;
    private const int EthernetHeaderLength = 14;

    private int _callTarget;

    private Next RunRare(in VmOp op, BoundProgram program, int pc)
    {
        ulong[] r = _registers;
        switch (op.Code)
        {
            case VmCode.LoadMap:
                r[op.Dst] = program.MapHandles[op.Imm];
                return Next.Continue;
            case VmCode.LoadMapValue:
                r[op.Dst] = program.MapValues[op.Imm] + (ulong)op.Offset;
                return Next.Continue;
            case VmCode.LoadFunction:
                r[op.Dst] = _machine.FunctionAddress((int)op.Imm);
                return Next.Continue;
            case VmCode.Atomic:
                RunAtomic(in op, program, pc);
                return Next.Continue;
            case VmCode.PacketAbsolute:
                return LoadPacket(in op, op.Imm, program, pc);
            case VmCode.PacketIndirect:
                return LoadPacket(in op, (int)r[op.Src] + op.Imm, program, pc);
            case VmCode.CallHelper:
                return CallHelper((HelperFunction)op.Imm, program, pc);
            case VmCode.CallKfunc:
                return CallKfunc((int)op.Imm, program, pc);
            case VmCode.CallRegister:
                return CallRegister(r[op.Dst], program, pc);
            default:
                throw new UnreachableException($"No action for {op.Code}.");
        }
    }

    private ulong Load(in VmOp op, BoundProgram program, int pc)
    {
        var size = (MemorySize)op.Sub;
        ulong address = _registers[op.Src] + (ulong)op.Offset;
        return _memory.TryFind(address, (uint)size.Bytes(), out VmBuffer? buffer, out int offset)
            ? Scalars.Read(buffer.Bytes.AsSpan(offset), size)
            : throw BadAccess(program, pc, address, size, write: false);
    }

    private void Store(in VmOp op, ulong value, BoundProgram program, int pc)
    {
        var size = (MemorySize)op.Sub;
        ulong address = _registers[op.Dst] + (ulong)op.Offset;
        Scalars.Write(Writable(address, size, program, pc), size, value);
    }

    private Span<byte> Writable(ulong address, MemorySize size, BoundProgram program, int pc)
    {
        uint bytes = (uint)size.Bytes();
        bool isThere = _memory.TryFind(address, bytes, out VmBuffer? buffer, out int offset);
        return isThere && buffer!.CanWrite((uint)offset, bytes)
            ? buffer.Bytes.AsSpan(offset)
            : throw BadAccess(program, pc, address, size, write: true);
    }

    private VmException BadAccess(BoundProgram program, int pc, ulong address, MemorySize size, bool write) =>
        Problem(program, pc, VmError.MemoryAccess, _memory.Explain(address, (ulong)size.Bytes(), write), address);

    private void RunAtomic(in VmOp op, BoundProgram program, int pc)
    {
        var size = (MemorySize)op.Sub;
        var atomic = (AtomicOp)op.Imm;
        ulong[] r = _registers;
        if (atomic == AtomicOp.LoadAcquire)
        {
            r[op.Dst] = Load(in op, program, pc);
            return;
        }

        ulong operand = r[op.Src];
        Span<byte> memory = Writable(r[op.Dst] + (ulong)op.Offset, size, program, pc);
        if (atomic == AtomicOp.StoreRelease)
        {
            Scalars.Write(memory, size, operand);
            return;
        }

        ulong old = Scalars.Read(memory, size);
        if (atomic == AtomicOp.Cmpxchg)
        {
            ulong expected = size == MemorySize.Double ? r[0] : (uint)r[0];
            Scalars.Write(memory, size, old == expected ? operand : old);
            r[0] = old;
            return;
        }

        Scalars.Write(memory, size, Combine(atomic, old, operand));
        if (atomic == AtomicOp.Xchg || ((int)atomic & (int)AtomicOp.FetchAdd) != 0)
        {
            r[op.Src] = old;
        }
    }

    private static ulong Combine(AtomicOp op, ulong old, ulong operand) => op switch
    {
        AtomicOp.Add or AtomicOp.FetchAdd => old + operand,
        AtomicOp.Or or AtomicOp.FetchOr => old | operand,
        AtomicOp.And or AtomicOp.FetchAnd => old & operand,
        AtomicOp.Xor or AtomicOp.FetchXor => old ^ operand,
        AtomicOp.Xchg => operand,
        _ => throw new UnreachableException($"No action for {op}."),
    };

    // A load outside of the packet ends the program with 0 (RFC 9669, section 5.5 and Linux).
    private Next LoadPacket(in VmOp op, long offset, BoundProgram program, int pc)
    {
        if (_machine.Packet is not { } packet)
        {
            throw Problem(program, pc, VmError.BadArgument, "the context has no packet");
        }

        var size = (MemorySize)op.Sub;
        long from =
            offset >= 0 ? offset :
            offset >= NetworkOffset ? offset - NetworkOffset + EthernetHeaderLength :
            offset - LinkOffset;
        if (from < 0 || from + size.Bytes() > packet.Length)
        {
            End(0);
            return Next.End;
        }

        ReadOnlySpan<byte> bytes = packet.Bytes[(int)from..];
        _registers[0] = size switch
        {
            MemorySize.Byte => bytes[0],
            MemorySize.Half => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            _ => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        };
        DestroyArguments();
        return Next.Continue;
    }

    private Next CallHelper(HelperFunction helper, BoundProgram program, int pc)
    {
        VmHelper? implementation = _machine.Helpers.Find(helper);
        if (implementation is null)
        {
            string name = helper.KernelName() ?? "of this number";
            throw Problem(program, pc, VmError.UnknownHelper, $"the VM has no helper {name} ({(int)helper})");
        }

        return Call(implementation, program, pc);
    }

    private Next CallKfunc(int index, BoundProgram program, int pc)
    {
        string name = index >= 0 && index < program.Program.Kfuncs.Length
            ? program.Program.Kfuncs[index]
            : $"with BTF id {index}";
        VmHelper implementation = _machine.Helpers.FindKfunc(name)
            ?? throw Problem(program, pc, VmError.UnknownHelper, $"the VM has no kernel function {name}");
        return Call(implementation, program, pc);
    }

    private Next CallRegister(ulong target, BoundProgram program, int pc)
    {
        int function = _machine.FunctionIndex(program.Program, target);
        if (function < 0)
        {
            return CallHelper((HelperFunction)target, program, pc);
        }

        EnterFunction(program, pc);
        _callTarget = function;
        return Next.Call;
    }

    private Next Call(VmHelper implementation, BoundProgram program, int pc)
    {
        VmCall call = _calls[_depth];
        call.R1 = _registers[1];
        call.R2 = _registers[2];
        call.R3 = _registers[3];
        call.R4 = _registers[4];
        call.R5 = _registers[5];
        try
        {
            ulong result = implementation(call);
            DestroyArguments();
            _registers[0] = result;
        }
        catch (VmFault fault)
        {
            throw Problem(program, pc, fault.Error, fault.Message, fault.Address);
        }

        return _isEnded ? Next.End : _tailTarget is not null ? Next.TailCall : Next.Continue;
    }
}
