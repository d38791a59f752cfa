namespace Bpf.Asm;

/// <summary>
/// The fields of an instruction's encoding that its opcode gives a meaning; the others are reserved and zero.
/// </summary>
[Flags]
internal enum InstructionFields
{
    None = 0,
    Dst = 1,
    Src = 2,
    Offset = 4,
    Imm = 8,
}
