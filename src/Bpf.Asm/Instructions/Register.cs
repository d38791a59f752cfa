namespace Bpf.Asm;

/// <summary>A BPF register.</summary>
/// <remarks>
/// RFC 9669, section 2: R0 holds results, R1–R5 arguments (lost at calls), R6–R9 survive calls, R10 is the read-only
/// frame pointer.
/// </remarks>
public enum Register : byte
{
    /// <summary>Result of calls and of the program.</summary>
    R0,

    /// <summary>First argument; the context on entry.</summary>
    R1,

    /// <summary>Second argument.</summary>
    R2,

    /// <summary>Third argument.</summary>
    R3,

    /// <summary>Fourth argument.</summary>
    R4,

    /// <summary>Fifth argument.</summary>
    R5,

    /// <summary>Preserved by calls; the context of the legacy packet loads.</summary>
    R6,

    /// <summary>Preserved by calls.</summary>
    R7,

    /// <summary>Preserved by calls.</summary>
    R8,

    /// <summary>Preserved by calls.</summary>
    R9,

    /// <summary>Frame pointer: one past the highest byte of the stack frame; read-only.</summary>
    R10,
}
