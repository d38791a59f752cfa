namespace KernelScript.Backend.Machine;

/// <summary>The shape of a machine instruction: which operands it has and how they are bound to registers.</summary>
internal enum MachineKind : byte
{
    /// <summary>Not an instruction.</summary>
    None,

    /// <summary>Def = A, all 64 bits. Goes away when both get one register.</summary>
    Move,

    /// <summary>Def = Imm; the opcode is a 32- or 64-bit move of an immediate, or a wide load.</summary>
    Constant,

    /// <summary>Def = the address of symbol Extra plus Imm: a wide load with a relocation.</summary>
    Symbol,

    /// <summary>Def = R10 + the offset of frame object Extra + Imm.</summary>
    FrameAddress,

    /// <summary>
    /// Def = A op B, or A op Imm when B is none. Def and A share a register: the machine has two addresses.
    /// </summary>
    Alu,

    /// <summary>Def = op A where Def and A may be any registers: 32-bit and sign-extending moves.</summary>
    Convert,

    /// <summary>Def = [A + Offset].</summary>
    Load,

    /// <summary>[A + Offset] = B.</summary>
    Store,

    /// <summary>[A + Offset] = Imm.</summary>
    StoreImmediate,

    /// <summary>[A + Offset] op= B, atomically; Imm is the operation.</summary>
    Atomic,

    /// <summary>As Atomic, and Def = the old value. Def and B share a register.</summary>
    AtomicFetch,

    /// <summary>If [A + Offset] is C, it becomes B; Def = the old value. C and Def are in R0.</summary>
    CompareExchange,

    /// <summary>Call Extra of the function's table: operands in R1 to R5, Def in R0, R0 to R5 lost.</summary>
    Call,

    /// <summary>Ends a block: Taken when A op B (or Imm) holds, else Next.</summary>
    Branch,

    /// <summary>Ends a block: Taken when the budget of iterations is used up, else Next.</summary>
    MayGoto,

    /// <summary>Ends a block: Next with the block's arguments.</summary>
    Goto,

    /// <summary>Ends a block and the function, with A (if any) in R0.</summary>
    Exit,

    /// <summary>Def = spill slot Extra.</summary>
    Fill,

    /// <summary>Spill slot Extra = A.</summary>
    Spill,
}
