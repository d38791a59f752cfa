namespace Bpf.Asm;

/// <summary>Instructions as the kernel's verifier writes them.</summary>
internal static class KernelText
{
    public static string Print(Instruction instruction, Relocation? symbol)
    {
        OpCode opCode = instruction.OpCode;
        string text = opCode.Class switch
        {
            InstructionClass.Alu32 or InstructionClass.Alu64 => Alu(instruction),
            InstructionClass.Jump or InstructionClass.Jump32 => Jump(instruction, symbol),
            InstructionClass.Load => Load(instruction, symbol),
            InstructionClass.LoadX => $"r{(int)instruction.Dst} = {Memory(instruction, instruction.Src)}",
            InstructionClass.Store => $"{Memory(instruction, instruction.Dst)} = {instruction.Imm}",
            _ when instruction.IsAtomic => Atomic(instruction),
            _ => $"{Memory(instruction, instruction.Dst)} = r{(int)instruction.Src}",
        };
        return $"({opCode.Value:x2}) {text}";
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
            return $"r{dst} = addr_space_cast(r{src}, {(uint)instruction.Imm >> 16}, {(ushort)instruction.Imm})";
        }

        string extension = isMove && instruction.Offset != 0 ? $"(s{instruction.Offset})" : "";
        string operand = opCode.Source == Source.Register ? $"{extension}{letter}{src}" : $"{instruction.Imm}";
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
                return $"call {Callee(instruction, symbol)}";
            case JumpOp.Exit:
                return "exit";
            case JumpOp.Jcond:
                return $"may_goto pc{instruction.Offset:+0;-0;+0}";
            case JumpOp.Ja:
                string name = instruction.IsLongJump ? "gotol" : "goto";
                return $"{name} pc{instruction.JumpDistance:+0;-0;+0}";
            default:
                char letter = opCode.Class == InstructionClass.Jump32 ? 'w' : 'r';
                string operand = opCode.Source == Source.Register
                    ? $"{letter}{(int)instruction.Src}"
                    : $"0x{(uint)instruction.Imm:x}";
                string comparison = OperatorText.Comparison(opCode.JumpOp);
                return $"if {letter}{(int)instruction.Dst} {comparison} {operand} goto pc{instruction.Offset:+0;-0;+0}";
        }
    }

    private static string Callee(Instruction instruction, Relocation? symbol) => (instruction.CallKind, symbol) switch
    {
        (_, { } relocation) => SymbolText.Operand(relocation),
        (CallKind.Local, _) => $"pc{instruction.Imm:+0;-0;+0}",
        (CallKind.Kfunc, _) => $"kernel-function#{instruction.Imm}",
        _ => $"{HelperName((HelperFunction)instruction.Imm)}#{instruction.Imm}",
    };

    private static string HelperName(HelperFunction helper) =>
        helper == HelperFunction.Unspec ? "bpf_unspec" : helper.KernelName() ?? "unknown";

    private static string Load(Instruction instruction, Relocation? symbol)
    {
        OpCode opCode = instruction.OpCode;
        if (opCode.IsWide)
        {
            return $"r{(int)instruction.Dst} = {WideOperand(instruction, symbol)}";
        }

        string type = OperatorText.Unsigned(opCode.Size);
        return opCode.Mode == MemoryMode.Abs
            ? $"r0 = *({type} *)skb[{instruction.Imm}]"
            : $"r0 = *({type} *)skb[r{(int)instruction.Src} + {instruction.Imm}]";
    }

    private static string WideOperand(Instruction instruction, Relocation? symbol)
    {
        if (symbol is { } relocation)
        {
            return SymbolText.Operand(relocation);
        }

        int low = (int)instruction.Imm;
        int high = (int)(instruction.Imm >> 32);
        return instruction.WideLoadKind switch
        {
            WideLoadKind.MapFd => $"map[id:{low}]",
            WideLoadKind.MapValue => $"map[id:{low}][0]+{high}",
            WideLoadKind.MapIndex => $"map[idx:{low}]",
            WideLoadKind.MapIndexValue => $"map[idx:{low}]+{high}",
            WideLoadKind.Function => $"subprog[{low:+0;-0;+0}]",
            WideLoadKind.BtfId when high != 0 => $"btf[id:{low}]+{high}",
            WideLoadKind.BtfId => $"btf[id:{low}]",
            _ => $"0x{instruction.Imm:x}",
        };
    }

    private static string Atomic(Instruction instruction)
    {
        int src = (int)instruction.Src;
        string type = OperatorText.Unsigned(instruction.OpCode.Size);
        string prefix = instruction.OpCode.Size == MemorySize.Double ? "atomic64" : "atomic";
        string place = $"({type} *)(r{(int)instruction.Dst} {instruction.Offset:+0;-0;+0})";
        return instruction.AtomicOp switch
        {
            AtomicOp.Add or AtomicOp.Or or AtomicOp.And or AtomicOp.Xor =>
                $"lock *{place} {OperatorText.Atomic(instruction.AtomicOp)} r{src}",
            AtomicOp.Xchg => $"r{src} = {prefix}_xchg({place}, r{src})",
            AtomicOp.Cmpxchg => $"r0 = {prefix}_cmpxchg({place}, r0, r{src})",
            AtomicOp.LoadAcquire =>
                $"r{(int)instruction.Dst} = load_acquire(({type} *)(r{src} {instruction.Offset:+0;-0;+0}))",
            AtomicOp.StoreRelease => $"store_release({place}, r{src})",
            var op => $"r{src} = {prefix}_fetch_{OperatorText.FetchName(op)}({place}, r{src})",
        };
    }

    private static string Memory(Instruction instruction, Register address)
    {
        MemorySize size = instruction.OpCode.Size;
        string type = instruction.OpCode.Mode == MemoryMode.MemSx
            ? OperatorText.Signed(size)
            : OperatorText.Unsigned(size);
        return $"*({type} *)(r{(int)address} {instruction.Offset:+0;-0;+0})";
    }
}
