namespace Bpf.Asm;

/// <summary>Which version of the instruction set an instruction needs.</summary>
public static class InstructionIsa
{
    /// <summary>The lowest version that has the instruction.</summary>
    /// <remarks>
    /// What an implementation needs to run it. clang uses 32-bit arithmetic only from v3 on, but every kernel that
    /// has BPF runs it.
    /// </remarks>
    public static IsaLevel RequiredIsa(this Instruction instruction)
    {
        OpCode opCode = instruction.OpCode;
        return opCode.Class switch
        {
            InstructionClass.Jump32 => opCode.JumpOp == JumpOp.Ja ? IsaLevel.V4 : IsaLevel.V3,
            InstructionClass.Jump => opCode.JumpOp switch
            {
                JumpOp.Jcond => IsaLevel.V4,
                JumpOp.Jlt or JumpOp.Jle or JumpOp.Jslt or JumpOp.Jsle => IsaLevel.V2,
                _ => IsaLevel.V1,
            },
            InstructionClass.Alu64 when opCode.AluOp == AluOp.End => IsaLevel.V4,
            InstructionClass.Alu32 or InstructionClass.Alu64 => instruction.Offset != 0 ? IsaLevel.V4 : IsaLevel.V1,
            InstructionClass.LoadX => opCode.Mode == MemoryMode.MemSx ? IsaLevel.V4 : IsaLevel.V1,
            _ when instruction.IsAtomic => AtomicIsa(instruction.AtomicOp),
            _ => IsaLevel.V1,
        };
    }

    private static IsaLevel AtomicIsa(AtomicOp op) => op switch
    {
        AtomicOp.Add => IsaLevel.V1,
        AtomicOp.LoadAcquire or AtomicOp.StoreRelease => IsaLevel.V4,
        _ => IsaLevel.V3,
    };
}
