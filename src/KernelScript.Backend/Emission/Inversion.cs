using Bpf.Asm;

namespace KernelScript.Backend.Emission;

/// <summary>Jumps that hold exactly when others do not.</summary>
internal static class Inversion
{
    /// <summary>The jump taken when <paramref name="jump"/> is not, if the target has it.</summary>
    public static bool TryInvert(OpCode jump, Target target, out OpCode inverted)
    {
        JumpOp op = jump.JumpOp switch
        {
            JumpOp.Jeq => JumpOp.Jne,
            JumpOp.Jne => JumpOp.Jeq,
            JumpOp.Jgt => JumpOp.Jle,
            JumpOp.Jge => JumpOp.Jlt,
            JumpOp.Jlt => JumpOp.Jge,
            JumpOp.Jle => JumpOp.Jgt,
            JumpOp.Jsgt => JumpOp.Jsle,
            JumpOp.Jsge => JumpOp.Jslt,
            JumpOp.Jslt => JumpOp.Jsge,
            JumpOp.Jsle => JumpOp.Jsgt,
            _ => JumpOp.Ja,
        };
        bool wide = jump.Class == InstructionClass.Jump;
        inverted = wide ? OpCode.Jump(op, jump.Source) : OpCode.Jump32(op, jump.Source);
        bool isLess = op is JumpOp.Jlt or JumpOp.Jle or JumpOp.Jslt or JumpOp.Jsle;
        return op != JumpOp.Ja && (target.HasJumpLess || !isLess);
    }
}
