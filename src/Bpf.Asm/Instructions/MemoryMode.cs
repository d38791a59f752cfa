namespace Bpf.Asm;

/// <summary>How a load or store finds and treats its memory: the high three bits of the opcode.</summary>
/// <remarks>RFC 9669, section 5.</remarks>
public enum MemoryMode : byte
{
    /// <summary>64-bit immediate.</summary>
    Imm = 0x00,

    /// <summary>Legacy packet load at an absolute offset.</summary>
    Abs = 0x20,

    /// <summary>Legacy packet load at a register plus an offset.</summary>
    Ind = 0x40,

    /// <summary>Plain memory; loads zero-extend.</summary>
    Mem = 0x60,

    /// <summary>Plain memory; loads sign-extend. Since Linux 6.6.</summary>
    MemSx = 0x80,

    /// <summary>Atomic operation named by the immediate.</summary>
    Atomic = 0xc0,
}
