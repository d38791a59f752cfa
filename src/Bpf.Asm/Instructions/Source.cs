namespace Bpf.Asm;

/// <summary>Where the second operand of arithmetic, a jump or a store comes from.</summary>
/// <remarks>RFC 9669, section 4, bit 3 of the opcode.</remarks>
public enum Source : byte
{
    /// <summary>The 32-bit immediate, sign-extended (<c>BPF_K</c>).</summary>
    Immediate = 0x00,

    /// <summary>The source register (<c>BPF_X</c>).</summary>
    Register = 0x08,
}
