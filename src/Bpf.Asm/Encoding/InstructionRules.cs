namespace Bpf.Asm;

/// <summary>Which encodings exist: opcodes, the fields they use and the values those may have.</summary>
/// <remarks>
/// RFC 9669, sections 4 and 5, and what the verifier of Linux 6.18 accepts beyond it. Only what can be seen from one
/// instruction is checked here; a write to R10 or a jump out of the program are the verifier's matter.
/// </remarks>
internal static class InstructionRules
{
    /// <summary>Why the instruction has no encoding, or null if it has one.</summary>
    public static string? Violation(Instruction instruction)
    {
        OpCode opCode = instruction.OpCode;
        if (FieldsOf(opCode) is not { } fields)
        {
            return $"unknown opcode {opCode}";
        }

        return ReservedField(instruction, fields) ?? BadRegister(instruction, fields) ?? BadValue(instruction);
    }

    /// <summary>The fields an opcode uses, or null if there is no such opcode.</summary>
    public static InstructionFields? FieldsOf(OpCode opCode) => opCode.Class switch
    {
        InstructionClass.Alu32 or InstructionClass.Alu64 => AluFields(opCode),
        InstructionClass.Jump or InstructionClass.Jump32 => JumpFields(opCode),
        InstructionClass.Load => LoadFields(opCode),
        InstructionClass.LoadX => opCode switch
        {
            { Mode: MemoryMode.Mem } or { Mode: MemoryMode.MemSx, Size: not MemorySize.Double } =>
                InstructionFields.Dst | InstructionFields.Src | InstructionFields.Offset,
            _ => null,
        },
        InstructionClass.Store => opCode.Mode == MemoryMode.Mem
            ? InstructionFields.Dst | InstructionFields.Offset | InstructionFields.Imm
            : null,
        _ => opCode.Mode switch
        {
            MemoryMode.Mem => InstructionFields.Dst | InstructionFields.Src | InstructionFields.Offset,
            MemoryMode.Atomic =>
                InstructionFields.Dst | InstructionFields.Src | InstructionFields.Offset | InstructionFields.Imm,
            _ => null,
        },
    };

    private static InstructionFields? AluFields(OpCode opCode)
    {
        bool is64 = opCode.Class == InstructionClass.Alu64;
        bool isRegister = opCode.Source == Source.Register;
        InstructionFields operands = isRegister
            ? InstructionFields.Dst | InstructionFields.Src
            : InstructionFields.Dst | InstructionFields.Imm;
        return opCode.AluOp switch
        {
            AluOp.End => is64 && isRegister ? null : InstructionFields.Dst | InstructionFields.Imm,
            AluOp.Neg => isRegister ? null : InstructionFields.Dst,
            AluOp.Div or AluOp.Mod => operands | InstructionFields.Offset,
            AluOp.Mov when isRegister => is64
                ? operands | InstructionFields.Offset | InstructionFields.Imm
                : operands | InstructionFields.Offset,
            > AluOp.End => null,
            _ => operands,
        };
    }

    private static InstructionFields? JumpFields(OpCode opCode)
    {
        bool is64 = opCode.Class == InstructionClass.Jump;
        bool isRegister = opCode.Source == Source.Register;
        return opCode.JumpOp switch
        {
            JumpOp.Ja when !isRegister => is64 ? InstructionFields.Offset : InstructionFields.Imm,
            JumpOp.Call when !isRegister && is64 =>
                InstructionFields.Src | InstructionFields.Offset | InstructionFields.Imm,
            JumpOp.Call when is64 => InstructionFields.Dst,
            JumpOp.Exit when !isRegister && is64 => InstructionFields.None,
            JumpOp.Jcond when !isRegister && is64 => InstructionFields.Offset,
            JumpOp.Ja or JumpOp.Call or JumpOp.Exit or >= JumpOp.Jcond => null,
            _ when isRegister => InstructionFields.Dst | InstructionFields.Src | InstructionFields.Offset,
            _ => InstructionFields.Dst | InstructionFields.Offset | InstructionFields.Imm,
        };
    }

    private static InstructionFields? LoadFields(OpCode opCode) => opCode switch
    {
        { IsWide: true } => InstructionFields.Dst | InstructionFields.Src | InstructionFields.Imm,
        { Size: MemorySize.Double } => null,
        { Mode: MemoryMode.Abs } => InstructionFields.Imm,
        { Mode: MemoryMode.Ind } => InstructionFields.Src | InstructionFields.Imm,
        _ => null,
    };

    private static string? ReservedField(Instruction instruction, InstructionFields fields)
    {
        string? name =
            instruction.Dst != 0 && !fields.HasFlag(InstructionFields.Dst) ? "dst" :
            instruction.Src != 0 && !fields.HasFlag(InstructionFields.Src) ? "src" :
            instruction.Offset != 0 && !fields.HasFlag(InstructionFields.Offset) ? "offset" :
            instruction.Imm != 0 && !fields.HasFlag(InstructionFields.Imm) ? "imm" : null;
        return name is null ? null : $"opcode {instruction.OpCode} with the reserved field {name} not 0";
    }

    private static string? BadRegister(Instruction instruction, InstructionFields fields)
    {
        if (instruction.Dst > Register.R10)
        {
            return $"register {(int)instruction.Dst} does not exist";
        }

        bool srcIsRegister = fields.HasFlag(InstructionFields.Src) && !instruction.OpCode.IsWide && !instruction.IsCall;
        return srcIsRegister && instruction.Src > Register.R10
            ? $"register {(int)instruction.Src} does not exist"
            : null;
    }

    private static string? BadValue(Instruction instruction)
    {
        OpCode opCode = instruction.OpCode;
        if (opCode.IsWide)
        {
            return BadWideLoad(instruction);
        }

        if (instruction.Imm != (int)instruction.Imm)
        {
            return $"immediate {instruction.Imm} does not fit in 32 bits";
        }

        if (opCode.IsAlu)
        {
            return BadAlu(instruction);
        }

        if (instruction.IsCall)
        {
            return BadCall(instruction);
        }

        return instruction.IsAtomic ? BadAtomic(instruction) : null;
    }

    private static string? BadWideLoad(Instruction instruction)
    {
        if (instruction.WideLoadKind > WideLoadKind.MapIndexValue)
        {
            return $"64-bit immediate load of unknown kind {(int)instruction.Src}";
        }

        // A loaded program's function addresses keep the number of the function in the second slot, so that one is
        // free.
        bool highHalfReserved = instruction.WideLoadKind is WideLoadKind.MapFd or WideLoadKind.MapIndex;
        return highHalfReserved && instruction.Imm >>> 32 != 0
            ? "map reference with the reserved second immediate not 0"
            : null;
    }

    private static string? BadAlu(Instruction instruction)
    {
        OpCode opCode = instruction.OpCode;
        bool is64 = opCode.Class == InstructionClass.Alu64;
        return (opCode.AluOp, instruction.Offset) switch
        {
            (AluOp.End, _) when instruction.Imm is not (16 or 32 or 64) => $"byte swap of {instruction.Imm} bits",
            (AluOp.Div or AluOp.Mod, not (0 or 1)) => $"division with offset {instruction.Offset}",
            (AluOp.Mov, 1) when is64 && opCode.Source == Source.Register =>
                instruction.Imm != 0 ? null : "address space cast from and to space 0",
            (AluOp.Mov, _) when instruction.Imm != 0 && opCode.Source == Source.Register =>
                $"opcode {opCode} with the reserved field imm not 0",
            (AluOp.Mov, 0 or 8 or 16) => null,
            (AluOp.Mov, 32) when is64 => null,
            (AluOp.Mov, _) => $"move with offset {instruction.Offset}",
            _ => null,
        };
    }

    private static string? BadCall(Instruction instruction) => instruction switch
    {
        { CallKind: > CallKind.Kfunc } => $"call of unknown kind {(int)instruction.Src}",
        { CallKind: not CallKind.Kfunc, Offset: not 0 } =>
            $"opcode {instruction.OpCode} with the reserved field offset not 0",
        _ => null,
    };

    private static string? BadAtomic(Instruction instruction) => instruction.AtomicOp switch
    {
        AtomicOp.LoadAcquire or AtomicOp.StoreRelease => null,
        var op when !Enum.IsDefined(op) => $"unknown atomic operation 0x{instruction.Imm:x}",
        var op when instruction.OpCode.Size is MemorySize.Byte or MemorySize.Half =>
            $"atomic {op} of {instruction.OpCode.Size.Bytes()} bytes",
        _ => null,
    };
}
