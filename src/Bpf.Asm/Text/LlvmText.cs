namespace Bpf.Asm;

/// <summary>Instructions as <c>llvm-objdump -d --mcpu=v4</c> writes them.</summary>
internal static class LlvmText
{
    public static string Print(Instruction instruction, Relocation? symbol)
    {
        OpCode opCode = instruction.OpCode;
        return opCode.Class switch
        {
            InstructionClass.Alu32 or InstructionClass.Alu64 => Alu(instruction),
            InstructionClass.Jump or InstructionClass.Jump32 => Jump(instruction, symbol),
            InstructionClass.Load => Load(instruction, symbol),
            InstructionClass.LoadX => $"{LoadTarget(instruction)} = *{Memory(instruction, instruction.Src)}",
            InstructionClass.Store => $"*{Memory(instruction, instruction.Dst)} = {Hex(instruction.Imm)}",
            _ when instruction.IsAtomic => Atomic(instruction),
            _ => $"*{Memory(instruction, instruction.Dst)} = {Value(opCode.Size, instruction.Src)}",
        };
    }

    private static string Alu(Instruction instruction)
    {
        OpCode opCode = instruction.OpCode;
        char letter = opCode.Class == InstructionClass.Alu32 ? 'w' : 'r';
        int dst = (int)instruction.Dst;
        int src = (int)instruction.Src;
        if (opCode.AluOp == AluOp.End)
        {
            return $"r{dst} = {OperatorText.EndName(instruction)} r{dst}";
        }

        if (opCode.AluOp == AluOp.Neg)
        {
            return $"{letter}{dst} = -{letter}{dst}";
        }

        bool isMove = opCode.AluOp == AluOp.Mov;
        if (isMove && instruction.Offset == 1)
        {
            uint spaces = (uint)instruction.Imm;
            return $"r{dst} = addr_space_cast(r{src}, 0x{spaces >> 16:x}, 0x{(ushort)spaces:x})";
        }

        string extension = isMove && instruction.Offset != 0 ? $"(s{instruction.Offset})" : "";
        string operand = opCode.Source == Source.Register ? $"{extension}{letter}{src}" : Hex(instruction.Imm);
        return $"{letter}{dst} {OperatorText.Alu(opCode.AluOp, signed: instruction.Offset == 1)} {operand}";
    }

    private static string Jump(Instruction instruction, Relocation? symbol)
    {
        OpCode opCode = instruction.OpCode;
        switch (opCode.JumpOp)
        {
            case JumpOp.Call when opCode == OpCode.CallRegister:
                return $"callx r{(int)instruction.Dst}";
            case JumpOp.Call:
                return $"call {(symbol is { } callee ? SymbolText.Operand(callee) : Hex(instruction.Imm))}";
            case JumpOp.Exit:
                return "exit";
            case JumpOp.Jcond:
                return $"may_goto {Distance(instruction)}";
            case JumpOp.Ja:
                return $"{(instruction.IsLongJump ? "gotol" : "goto")} {Distance(instruction)}";
            default:
                char letter = opCode.Class == InstructionClass.Jump32 ? 'w' : 'r';
                string operand = opCode.Source == Source.Register
                    ? $"{letter}{(int)instruction.Src}"
                    : Hex(instruction.Imm);
                string comparison = OperatorText.Comparison(opCode.JumpOp);
                return $"if {letter}{(int)instruction.Dst} {comparison} {operand} goto {Distance(instruction)}";
        }
    }

    private static string Load(Instruction instruction, Relocation? symbol)
    {
        OpCode opCode = instruction.OpCode;
        int dst = (int)instruction.Dst;
        if (opCode.IsWide && symbol is { } relocation)
        {
            return $"r{dst} = {SymbolText.Operand(relocation)} ll";
        }

        if (opCode.IsWide)
        {
            return instruction.WideLoadKind == WideLoadKind.Value
                ? $"r{dst} = {Hex(instruction.Imm)} ll"
                : $"ld_pseudo\tr{dst}, 0x{(int)instruction.Src:x}, 0x{(uint)instruction.Imm:x}";
        }

        string type = OperatorText.Unsigned(opCode.Size);
        return opCode.Mode == MemoryMode.Abs
            ? $"r0 = *({type} *)skb[{Hex(instruction.Imm)}]"
            : $"r0 = *({type} *)skb[r{(int)instruction.Src}]";
    }

    private static string Atomic(Instruction instruction)
    {
        MemorySize size = instruction.OpCode.Size;
        string src = Value(size, instruction.Src);
        string place = Memory(instruction, instruction.Dst);
        string address = Address(instruction, instruction.Dst);
        string suffix = size == MemorySize.Double ? "_64" : "32_32";
        return instruction.AtomicOp switch
        {
            AtomicOp.Add or AtomicOp.Or or AtomicOp.And or AtomicOp.Xor =>
                $"lock *{place} {OperatorText.Atomic(instruction.AtomicOp)} {src}",
            AtomicOp.Xchg => $"{src} = xchg{suffix}({address}, {src})",
            AtomicOp.Cmpxchg =>
                $"{Value(size, Register.R0)} = cmpxchg{suffix}({address}, {Value(size, Register.R0)}, {src})",
            AtomicOp.LoadAcquire =>
                $"{Value(size, instruction.Dst)} = load_acquire({Memory(instruction, instruction.Src)})",
            AtomicOp.StoreRelease => $"store_release({place}, {src})",
            var op => $"{src} = atomic_fetch_{OperatorText.FetchName(op)}({place}, {src})",
        };
    }

    private static string LoadTarget(Instruction instruction) => instruction.OpCode.Mode == MemoryMode.MemSx
        ? $"r{(int)instruction.Dst}"
        : Value(instruction.OpCode.Size, instruction.Dst);

    private static string Value(MemorySize size, Register register) =>
        size == MemorySize.Double ? $"r{(int)register}" : $"w{(int)register}";

    private static string Memory(Instruction instruction, Register address)
    {
        MemorySize size = instruction.OpCode.Size;
        string type = instruction.OpCode.Mode == MemoryMode.MemSx
            ? OperatorText.Signed(size)
            : OperatorText.Unsigned(size);
        return $"({type} *)({Address(instruction, address)})";
    }

    private static string Address(Instruction instruction, Register address)
    {
        int offset = instruction.Offset;
        return $"r{(int)address} {(offset < 0 ? '-' : '+')} 0x{Math.Abs(offset):x}";
    }

    private static string Distance(Instruction instruction)
    {
        long distance = instruction.JumpDistance;
        return $"{(distance < 0 ? '-' : '+')}0x{Math.Abs(distance):x}";
    }

    private static string Hex(long value) => value < 0 ? $"-0x{unchecked((ulong)-value):x}" : $"0x{value:x}";
}
