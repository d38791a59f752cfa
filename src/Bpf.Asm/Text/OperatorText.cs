using System.Diagnostics;

namespace Bpf.Asm;

/// <summary>How operators and types are written; the same in both styles.</summary>
internal static class OperatorText
{
    public static string Alu(AluOp op, bool signed) => op switch
    {
        AluOp.Add => "+=",
        AluOp.Sub => "-=",
        AluOp.Mul => "*=",
        AluOp.Div => signed ? "s/=" : "/=",
        AluOp.Or => "|=",
        AluOp.And => "&=",
        AluOp.Lsh => "<<=",
        AluOp.Rsh => ">>=",
        AluOp.Mod => signed ? "s%=" : "%=",
        AluOp.Xor => "^=",
        AluOp.Mov => "=",
        AluOp.Arsh => "s>>=",
        _ => throw new UnreachableException($"No operator for {op}."),
    };

    public static string Comparison(JumpOp op) => op switch
    {
        JumpOp.Jeq => "==",
        JumpOp.Jgt => ">",
        JumpOp.Jge => ">=",
        JumpOp.Jset => "&",
        JumpOp.Jne => "!=",
        JumpOp.Jsgt => "s>",
        JumpOp.Jsge => "s>=",
        JumpOp.Jlt => "<",
        JumpOp.Jle => "<=",
        JumpOp.Jslt => "s<",
        JumpOp.Jsle => "s<=",
        _ => throw new UnreachableException($"No comparison for {op}."),
    };

    public static string Unsigned(MemorySize size) => size switch
    {
        MemorySize.Byte => "u8",
        MemorySize.Half => "u16",
        MemorySize.Word => "u32",
        _ => "u64",
    };

    public static string Signed(MemorySize size) => size switch
    {
        MemorySize.Byte => "s8",
        MemorySize.Half => "s16",
        _ => "s32",
    };

    /// <summary>The word in names such as <c>atomic_fetch_add</c>.</summary>
    public static string FetchName(AtomicOp op) => op switch
    {
        AtomicOp.FetchAdd => "add",
        AtomicOp.FetchOr => "or",
        AtomicOp.FetchAnd => "and",
        AtomicOp.FetchXor => "xor",
        _ => throw new UnreachableException($"No fetch name for {op}."),
    };

    /// <summary>The operator of an atomic operation without result.</summary>
    public static string Atomic(AtomicOp op) => Alu((AluOp)op, signed: false);

    public static string EndName(Instruction instruction)
    {
        OpCode opCode = instruction.OpCode;
        string name = opCode.Class == InstructionClass.Alu64 ? "bswap" : opCode.Source == Source.Register ? "be" : "le";
        return $"{name}{instruction.Imm}";
    }
}
