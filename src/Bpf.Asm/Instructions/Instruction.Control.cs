namespace Bpf.Asm;

public readonly partial record struct Instruction
{
    /// <summary>Returns R0.</summary>
    public static Instruction Exit() => new(OpCode.Exit, Register.R0, Register.R0, 0, 0);

    /// <summary><c>goto</c>.</summary>
    /// <param name="offset">Slots from the next instruction.</param>
    public static Instruction Jump(short offset) =>
        new(OpCode.Jump(JumpOp.Ja, Source.Immediate), Register.R0, Register.R0, offset, 0);

    /// <summary><c>gotol</c>: a jump with a 32-bit distance. Since Linux 6.6.</summary>
    /// <param name="distance">Slots from the next instruction.</param>
    public static Instruction JumpLong(int distance) =>
        new(OpCode.Jump32(JumpOp.Ja, Source.Immediate), Register.R0, Register.R0, 0, distance);

    /// <summary><c>if dst op imm goto</c>, comparing 64 bits with the sign-extended immediate.</summary>
    /// <param name="offset">Slots from the next instruction.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="op"/> compares nothing.</exception>
    public static Instruction JumpIf(JumpOp op, Register dst, int imm, short offset) =>
        new(OpCode.Jump(Comparison(op), Source.Immediate), dst, Register.R0, offset, imm);

    /// <summary><c>if dst op src goto</c>, comparing 64 bits.</summary>
    /// <param name="offset">Slots from the next instruction.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="op"/> compares nothing.</exception>
    public static Instruction JumpIf(JumpOp op, Register dst, Register src, short offset) =>
        new(OpCode.Jump(Comparison(op), Source.Register), dst, src, offset, 0);

    /// <summary><c>if (u32)dst op (u32)imm goto</c>. Since Linux 5.1.</summary>
    /// <param name="offset">Slots from the next instruction.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="op"/> compares nothing.</exception>
    public static Instruction JumpIf32(JumpOp op, Register dst, int imm, short offset) =>
        new(OpCode.Jump32(Comparison(op), Source.Immediate), dst, Register.R0, offset, imm);

    /// <summary><c>if (u32)dst op (u32)src goto</c>. Since Linux 5.1.</summary>
    /// <param name="offset">Slots from the next instruction.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="op"/> compares nothing.</exception>
    public static Instruction JumpIf32(JumpOp op, Register dst, Register src, short offset) =>
        new(OpCode.Jump32(Comparison(op), Source.Register), dst, src, offset, 0);

    /// <summary>Jumps when the program's loop budget is used up. Since Linux 6.9.</summary>
    /// <param name="offset">Slots from the next instruction.</param>
    public static Instruction MayGoto(short offset) =>
        new(OpCode.Jump(JumpOp.Jcond, Source.Immediate), Register.R0, Register.R0, offset, 0);

    /// <summary>Calls a helper: arguments in R1–R5, result in R0.</summary>
    public static Instruction CallHelper(HelperFunction helper) => Call(CallKind.Helper, 0, (int)helper);

    /// <summary>Calls a function of this program. Since Linux 4.16.</summary>
    /// <param name="distance">Slots from the next instruction.</param>
    public static Instruction CallLocal(int distance) => Call(CallKind.Local, 0, distance);

    /// <summary>Calls a kernel function. Since Linux 5.13.</summary>
    /// <param name="id">BTF id of the function.</param>
    /// <param name="fdIndex">Index in <c>fd_array</c> of the BTF of the module that has it; 0 for vmlinux.</param>
    public static Instruction CallKfunc(int id, short fdIndex) => Call(CallKind.Kfunc, fdIndex, id);

    /// <summary><c>callx dst</c>: calls what the register holds. clang makes it, no kernel runs it.</summary>
    public static Instruction CallRegister(Register dst) => new(OpCode.CallRegister, dst, Register.R0, 0, 0);

    private static Instruction Call(CallKind kind, short offset, int imm) =>
        new(OpCode.Call, Register.R0, (Register)kind, offset, imm);

    private static JumpOp Comparison(JumpOp op) =>
        op is JumpOp.Ja or JumpOp.Call or JumpOp.Exit or JumpOp.Jcond
            ? throw new ArgumentOutOfRangeException(nameof(op), op, "Not a comparison.")
            : op;
}
