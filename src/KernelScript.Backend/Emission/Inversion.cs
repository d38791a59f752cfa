using Bpf.Asm;

namespace KernelScript.Backend.Emission;

/// <summary>Jumps that hold exactly when others do not.</summary>
internal static class Inversion
{
    /// <summary>The jump taken when <paramref name="jump"/> is not, if the target has it.</summary>
    public static bool TryInvert(OpCode jump, Target target, out OpCode inverted)
    {
        JumpOp op = Of(jump.JumpOp);
        bool wide = jump.Class == InstructionClass.Jump;
        inverted = wide ? OpCode.Jump(op, jump.Source) : OpCode.Jump32(op, jump.Source);
        return op != JumpOp.Ja && (target.HasJumpLess || !IsLess(op));
    }

    /// <summary>The opposite operation; <see cref="JumpOp.Ja"/> when there is none.</summary>
    public static JumpOp Of(JumpOp op) => op switch
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

    /// <summary>Whether the operation is one of those that version 2 of the instruction set brought.</summary>
    public static bool IsLess(JumpOp op) => op is JumpOp.Jlt or JumpOp.Jle or JumpOp.Jslt or JumpOp.Jsle;
}
