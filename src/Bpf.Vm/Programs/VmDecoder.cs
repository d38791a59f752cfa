using System.Collections.Immutable;
using System.Diagnostics;
using Bpf.Asm;

namespace Bpf.Vm;

/// <summary>Turns instructions into what the interpreter runs and checks what would make it leave the code.</summary>
internal static class VmDecoder
{
    /// <exception cref="VmException">The code cannot run.</exception>
    public static ImmutableArray<VmOp> Decode(VmProgram program)
    {
        if (program.Instructions.IsEmpty)
        {
            throw new VmException(VmError.BadCode, "link program: it has no instructions");
        }

        var ops = ImmutableArray.CreateBuilder<VmOp>(program.Instructions.Length);
        foreach (VmFunction function in program.Functions)
        {
            for (int index = function.Start; index < function.End; index++)
            {
                ops.Add(Decode(program, function, index));
            }

            RequireEnd(program, function);
        }

        return ops.MoveToImmutable();
    }

    /// <summary>The exception for an instruction that cannot run.</summary>
    public static VmException Problem(
        VmProgram program, int index, VmError error, string reason, ulong address = 0, VmFunction? of = null)
    {
        VmFunction function = of ?? program.FunctionAt(index);
        int slot = program.Slots.SlotOf(index) - program.Slots.SlotOf(function.Start);
        string text = InstructionPrinter.Print(program.Instructions[index], TextStyle.Kernel);
        return new VmException(error, $"{function.Name} at slot {slot}, {text}: {reason}")
        {
            Function = function.Name,
            Slot = slot,
            Instruction = text,
            Address = address,
        };
    }

    private static void RequireEnd(VmProgram program, VmFunction function)
    {
        int last = function.End - 1;
        if (last < function.Start)
        {
            throw new VmException(VmError.BadCode, $"link program: function \"{function.Name}\" has no instructions");
        }

        Instruction instruction = program.Instructions[last];
        if (!instruction.IsExit && !instruction.IsUnconditionalJump)
        {
            throw Problem(program, last, VmError.BadCode, "code ends neither with exit nor with a jump", of: function);
        }
    }

    private static VmOp Decode(VmProgram program, VmFunction function, int index)
    {
        Instruction instruction = program.Instructions[index];
        if (InstructionEncoding.Violation(instruction) is { } violation)
        {
            throw new VmException(VmError.BadCode, $"link program: {function.Name}, instruction {index}: {violation}");
        }

        if (WritesFramePointer(instruction))
        {
            throw Problem(program, index, VmError.BadCode, "the frame pointer is read-only", of: function);
        }

        return instruction.OpCode.Class switch
        {
            InstructionClass.Alu32 or InstructionClass.Alu64 => DecodeAlu(instruction),
            InstructionClass.Jump or InstructionClass.Jump32 => DecodeJump(program, function, index),
            InstructionClass.Load => DecodeLoad(program, function, index),
            _ => DecodeMemory(instruction),
        };
    }

    private static bool WritesFramePointer(Instruction instruction) => instruction.OpCode.Class switch
    {
        InstructionClass.Alu32 or InstructionClass.Alu64 or InstructionClass.LoadX => instruction.Dst == Register.R10,
        InstructionClass.Load => instruction.OpCode.IsWide && instruction.Dst == Register.R10,
        InstructionClass.StoreX when instruction.IsAtomic => instruction.AtomicOp switch
        {
            AtomicOp.LoadAcquire => instruction.Dst == Register.R10,
            AtomicOp.FetchAdd or AtomicOp.FetchAnd or AtomicOp.FetchOr or AtomicOp.FetchXor or AtomicOp.Xchg =>
                instruction.Src == Register.R10,
            _ => false,
        },
        _ => false,
    };

    private static VmOp DecodeAlu(Instruction instruction)
    {
        OpCode opCode = instruction.OpCode;
        bool is64 = opCode.Class == InstructionClass.Alu64;
        bool isRegister = opCode.Source == Source.Register;
        if (opCode.AluOp is AluOp.Neg or AluOp.End)
        {
            return Op(instruction, VmCode.Unary, (byte)Unary(instruction));
        }

        VmAlu alu = Alu(instruction);
        VmCode code = (is64, isRegister) switch
        {
            (true, true) => alu switch { VmAlu.Mov => VmCode.Move, VmAlu.Add => VmCode.Add, _ => VmCode.Alu64 },
            (true, false) =>
                alu switch { VmAlu.Mov => VmCode.MoveImm, VmAlu.Add => VmCode.AddImm, _ => VmCode.Alu64Imm },
            (false, true) => VmCode.Alu32,
            (false, false) => VmCode.Alu32Imm,
        };
        return Op(instruction, code, (byte)alu);
    }

    private static VmAlu Alu(Instruction instruction)
    {
        bool isSigned = instruction.Offset == 1;
        return instruction.OpCode.AluOp switch
        {
            AluOp.Add => VmAlu.Add,
            AluOp.Sub => VmAlu.Sub,
            AluOp.Mul => VmAlu.Mul,
            AluOp.Div => isSigned ? VmAlu.SDiv : VmAlu.Div,
            AluOp.Mod => isSigned ? VmAlu.SMod : VmAlu.Mod,
            AluOp.Or => VmAlu.Or,
            AluOp.And => VmAlu.And,
            AluOp.Xor => VmAlu.Xor,
            AluOp.Lsh => VmAlu.Lsh,
            AluOp.Rsh => VmAlu.Rsh,
            AluOp.Arsh => VmAlu.Arsh,
            _ => instruction.Offset switch
            {
                8 => VmAlu.MovSx8,
                16 => VmAlu.MovSx16,
                32 => VmAlu.MovSx32,

                // An address space cast (offset 1) changes nothing: the machine has one address space.
                _ => VmAlu.Mov,
            },
        };
    }

    private static VmUnary Unary(Instruction instruction)
    {
        bool is64 = instruction.OpCode.Class == InstructionClass.Alu64;
        if (instruction.OpCode.AluOp == AluOp.Neg)
        {
            return is64 ? VmUnary.Neg64 : VmUnary.Neg32;
        }

        bool swaps = is64 || instruction.OpCode.Source == Source.Register;
        return (instruction.Imm, swaps) switch
        {
            (16, true) => VmUnary.Swap16,
            (32, true) => VmUnary.Swap32,
            (64, true) => VmUnary.Swap64,
            (16, false) => VmUnary.Low16,
            (32, false) => VmUnary.Low32,
            _ => VmUnary.Same,
        };
    }

    private static VmOp DecodeJump(VmProgram program, VmFunction function, int index)
    {
        Instruction instruction = program.Instructions[index];
        OpCode opCode = instruction.OpCode;
        if (instruction.IsExit)
        {
            return Op(instruction, VmCode.Exit);
        }

        if (opCode == OpCode.CallRegister)
        {
            return Op(instruction, VmCode.CallRegister);
        }

        if (instruction.IsCall)
        {
            return DecodeCall(program, function, index);
        }

        int target = program.Slots.Target(index, instruction.JumpDistance);
        if (target < function.Start || target >= function.End)
        {
            throw Problem(program, index, VmError.BadCode, "the jump leaves its function", of: function);
        }

        bool is64 = opCode.Class == InstructionClass.Jump;
        bool isRegister = opCode.Source == Source.Register;
        VmCode code = opCode.JumpOp switch
        {
            JumpOp.Ja => VmCode.Goto,
            JumpOp.Jcond => VmCode.MayGoto,
            _ when is64 => isRegister ? VmCode.Jump64 : VmCode.Jump64Imm,
            _ => isRegister ? VmCode.Jump32 : VmCode.Jump32Imm,
        };
        return Op(instruction, code, (byte)((byte)opCode.JumpOp >> 4)) with { Offset = target };
    }

    private static VmOp DecodeCall(VmProgram program, VmFunction function, int index)
    {
        Instruction instruction = program.Instructions[index];
        if (instruction.CallKind != CallKind.Local)
        {
            return Op(instruction, instruction.CallKind == CallKind.Helper ? VmCode.CallHelper : VmCode.CallKfunc);
        }

        int target = program.Slots.Target(index, (int)instruction.Imm);
        return IsFunction(program, target)
            ? Op(instruction, VmCode.CallLocal) with { Offset = target }
            : throw Problem(program, index, VmError.BadCode, "the call goes to no function", of: function);
    }

    private static VmOp DecodeLoad(VmProgram program, VmFunction function, int index)
    {
        Instruction instruction = program.Instructions[index];
        OpCode opCode = instruction.OpCode;
        if (!opCode.IsWide)
        {
            return Op(
                instruction,
                opCode.Mode == MemoryMode.Abs ? VmCode.PacketAbsolute : VmCode.PacketIndirect,
                (byte)opCode.Size);
        }

        switch (instruction.WideLoadKind)
        {
            case WideLoadKind.Value:
                return Op(instruction, VmCode.MoveImm);
            case WideLoadKind.MapFd:
                return Op(instruction, VmCode.LoadMap);
            case WideLoadKind.MapValue:
                return Op(instruction, VmCode.LoadMapValue) with
                {
                    Offset = (int)(instruction.Imm >> 32),
                    Imm = (uint)instruction.Imm,
                };
            case WideLoadKind.Function:
                int target = VmLinker.FunctionTarget(program.Slots, index, instruction);
                return IsFunction(program, target)
                    ? Op(instruction, VmCode.LoadFunction) with { Imm = target }
                    : throw Problem(program, index, VmError.BadCode, "no function is there", of: function);
            default:
                string kind = $"{instruction.WideLoadKind} means nothing here";
                throw Problem(program, index, VmError.UnresolvedSymbol, kind, of: function);
        }
    }

    private static bool IsFunction(VmProgram program, int index) =>
        program.Functions.Any(function => function.Start == index);

    private static VmOp DecodeMemory(Instruction instruction)
    {
        VmCode code = instruction.OpCode switch
        {
            { Class: InstructionClass.LoadX, Mode: MemoryMode.Mem } => VmCode.Load,
            { Class: InstructionClass.LoadX, Mode: MemoryMode.MemSx } => VmCode.LoadSx,
            { Class: InstructionClass.Store } => VmCode.StoreImm,
            { Class: InstructionClass.StoreX, Mode: MemoryMode.Mem } => VmCode.Store,
            { Class: InstructionClass.StoreX, Mode: MemoryMode.Atomic } => VmCode.Atomic,
            _ => throw new UnreachableException($"No code for opcode {instruction.OpCode}."),
        };
        return Op(instruction, code, (byte)instruction.OpCode.Size);
    }

    private static VmOp Op(Instruction instruction, VmCode code, byte sub = 0) =>
        new(code, sub, (byte)instruction.Dst, (byte)instruction.Src, instruction.Offset, instruction.Imm);
}
