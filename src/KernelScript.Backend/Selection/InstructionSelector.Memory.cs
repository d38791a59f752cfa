using Bpf.Asm;
using KernelScript.Backend.Machine;
using KernelScript.Ir;

namespace KernelScript.Backend.Selection;

/// <content>Loads and stores. The address space of the pointer decides how.</content>
internal sealed partial class InstructionSelector
{
    private void SelectAlloca(IrInstruction instruction)
    {
        int size = (int)(instruction.Imm + 7) & ~7;
        _machine.FrameObjects.Add(new FrameObject(size, instruction.Position));
        _frameObjects[instruction.Result.Index] = _machine.FrameObjects.Count;
    }

    private void SelectMemory(IrInstruction instruction)
    {
        switch (instruction.Op)
        {
            case IrOp.Load:
                SelectLoad(instruction);
                break;
            case IrOp.Store:
                SelectStore(instruction);
                break;
            case IrOp.MemZero:
                SelectZeroing(instruction);
                break;
            case IrOp.MemCopy:
                SelectCopying(instruction);
                break;
            case IrOp.CtxLoad:
                Define(instruction.Result, ContextLoad(instruction));
                break;
            default:
                // A store of an immediate to the context is refused by kernels before 6.3.
                IrType type = _function.TypeOf(instruction.Operands[1]);
                MemorySize size = MemorySizeExtensions.FromBytes(type.Bytes);
                StoreTo(ContextAddress(instruction), size, Use(instruction.Operands[1]));
                break;
        }
    }

    private AddressSpace SpaceOf(Value pointer) => _function.TypeOf(pointer).Space;

    private void SelectLoad(IrInstruction instruction)
    {
        IrType type = _function.TypeOf(instruction.Result);
        MemorySize size = MemorySizeExtensions.FromBytes(type.Bytes);
        AddressSpace space = SpaceOf(instruction.Operands[0]);
        int bits = type == IrType.Bool ? 1 : type.Bits;
        if (space is AddressSpace.Kernel or AddressSpace.User)
        {
            Address slot = new(MachineFunction.FramePointer, NewFrameObject(8, instruction.Position), 0, 8);
            ReadSafely(space, slot, type.Bytes, instruction.Operands[0], instruction.Imm);
            Define(instruction.Result, LoadFrom(slot, OpCode.Load(size, MemoryMode.Mem), bits));
            return;
        }

        Address address = AddressOf(instruction.Operands[0], instruction.Imm);
        if (IsSplit(address, type.Bytes))
        {
            Define(instruction.Result, LoadInParts(address, type.Bytes, AlignmentOf(address)));
            return;
        }

        if (_target.HasSignedForms && size != MemorySize.Double
            && _uses.SingleUser(instruction.Result) is { Op: IrOp.SExt } extension && IsWide(extension.Result))
        {
            _registers[extension.Result.Index] = LoadFrom(address, OpCode.Load(size, MemoryMode.MemSx), 64);
            return;
        }

        Define(instruction.Result, LoadFrom(address, OpCode.Load(size, MemoryMode.Mem), bits));
    }

    private int NewFrameObject(int size, SourcePosition position)
    {
        _machine.FrameObjects.Add(new FrameObject(size, position));
        return _machine.FrameObjects.Count - 1;
    }

    /// <summary>The helper fills the destination with zeros where it cannot read.</summary>
    private void ReadSafely(AddressSpace space, Address destination, int bytes, Value source, long offset)
    {
        HelperFunction helper = !_target.HasProbeReadKernel ? HelperFunction.ProbeRead
            : space == AddressSpace.User ? HelperFunction.ProbeReadUser
            : HelperFunction.ProbeReadKernel;
        int from = AddressInRegister(AddressOf(source, offset));
        int to = AddressInRegister(destination);
        Call(CallKind.Helper, (int)helper, null, [to, ShortConstant(bytes), from], 64, hasResult: false);
    }

    private void SelectStore(IrInstruction instruction)
    {
        Value value = instruction.Operands[1];
        IrType type = _function.TypeOf(value);
        MemorySize size = MemorySizeExtensions.FromBytes(type.Bytes);
        bool isConstant = TryConstant(value, out long constant);
        constant = Signed(constant, type.Bytes * 8);
        int register = isConstant && FitsImmediate(constant) ? 0 : Use(value);
        Address address = AddressOf(instruction.Operands[0], instruction.Imm);
        if (IsSplit(address, type.Bytes))
        {
            StoreInParts(address, type.Bytes, register == 0 ? Use(value) : register);
        }
        else if (register == 0)
        {
            StoreImmediateTo(address, size, (int)constant);
        }
        else
        {
            StoreTo(address, size, register);
        }
    }

    private Address ContextAddress(IrInstruction instruction) =>
        new(Use(instruction.Operands[0]), 0, (int)instruction.Imm, 8);

    /// <summary>
    /// The kernel takes aligned accesses to contexts only: others are put together from aligned parts.
    /// </summary>
    private int ContextLoad(IrInstruction instruction)
    {
        Address address = ContextAddress(instruction);
        int size = instruction.Size != 0 ? instruction.Size : _function.TypeOf(instruction.Result).Bytes;
        int part = Math.Min(size, Alignment(instruction.Imm));
        if (part == size)
        {
            bool isPointer = _function.TypeOf(instruction.Result).IsPointer;
            return LoadFrom(
                address, OpCode.Load(MemorySizeExtensions.FromBytes(size), MemoryMode.Mem), isPointer ? 64 : size * 8);
        }

        return LoadInParts(address, size, part);
    }

    private void SelectAtomic(IrInstruction instruction)
    {
        Value result = instruction.Result;
        IrType type = _function.TypeOf(instruction.Operands[1]);
        bool fetches = _uses.UseCount(result) > 0 || instruction.Op >= IrOp.AtomicExchange;
        if (!_target.HasFetchingAtomics && (fetches || instruction.Op != IrOp.AtomicAdd))
        {
            Report(
                "KS4004",
                $"kernel {_target.Kernel} can only add atomically, without the old value; the rest came with 5.12",
                instruction);
        }

        int last = Use(instruction.Operands[^1]);
        int expected = instruction.Op == IrOp.AtomicCompareExchange ? Use(instruction.Operands[1]) : 0;
        Address address = AddressOf(instruction.Operands[0], instruction.Imm);
        var atomic = new MachineInstruction
        {
            Kind = expected != 0 ? MachineKind.CompareExchange : fetches ? MachineKind.AtomicFetch : MachineKind.Atomic,
            OpCode = OpCode.Atomic(MemorySizeExtensions.FromBytes(type.Bytes)),
            A = address.Base, Extra = address.FrameObject, Offset = address.Offset, B = last, C = expected,
            Imm = (long)AtomicOperation(instruction.Op) | (fetches && instruction.Op < IrOp.AtomicExchange ? 1L : 0),
        };
        if (!fetches)
        {
            Append(atomic);
            return;
        }

        Define(result, Emit(atomic, type.Bits));
    }

    private static AtomicOp AtomicOperation(IrOp op) => op switch
    {
        IrOp.AtomicAdd => AtomicOp.Add,
        IrOp.AtomicAnd => AtomicOp.And,
        IrOp.AtomicOr => AtomicOp.Or,
        IrOp.AtomicXor => AtomicOp.Xor,
        IrOp.AtomicExchange => AtomicOp.Xchg,
        _ => AtomicOp.Cmpxchg,
    };
}
