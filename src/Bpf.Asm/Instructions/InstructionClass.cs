namespace Bpf.Asm;

/// <summary>The instruction class: the low three bits of the opcode.</summary>
/// <remarks>RFC 9669, section 3.</remarks>
public enum InstructionClass : byte
{
    /// <summary>Non-standard loads: 64-bit immediates and the legacy packet loads (<c>BPF_LD</c>).</summary>
    Load = 0,

    /// <summary>Loads into a register (<c>BPF_LDX</c>).</summary>
    LoadX = 1,

    /// <summary>Stores of an immediate (<c>BPF_ST</c>).</summary>
    Store = 2,

    /// <summary>Stores of a register, and atomics (<c>BPF_STX</c>).</summary>
    StoreX = 3,

    /// <summary>32-bit arithmetic (<c>BPF_ALU</c>).</summary>
    Alu32 = 4,

    /// <summary>64-bit jumps, calls and exit (<c>BPF_JMP</c>).</summary>
    Jump = 5,

    /// <summary>32-bit jumps (<c>BPF_JMP32</c>).</summary>
    Jump32 = 6,

    /// <summary>64-bit arithmetic (<c>BPF_ALU64</c>).</summary>
    Alu64 = 7,
}
