namespace Bpf.Asm;

/// <summary>One BPF instruction. A 64-bit immediate load is one value here and two slots when encoded.</summary>
/// <param name="OpCode">Class and operation.</param>
/// <param name="Dst">Destination register.</param>
/// <param name="Src">
/// Source register, or the kind of a call (<see cref="Asm.CallKind"/>) or wide load (<see cref="Asm.WideLoadKind"/>).
/// </param>
/// <param name="Offset">Bytes for memory operands; slots, counted from the next instruction, for jumps.</param>
/// <param name="Imm">
/// Immediate. Only <see cref="OpCode.LoadImm64"/> uses more than the low 32 bits; others hold it sign-extended.
/// </param>
/// <remarks>RFC 9669, sections 3.1 and 3.2. The encoding written here is little-endian.</remarks>
public readonly partial record struct Instruction(OpCode OpCode, Register Dst, Register Src, short Offset, long Imm)
{
    /// <summary>Bytes of one slot.</summary>
    public const int SlotSize = 8;

    /// <summary>Slots taken by the encoding: 2 for a 64-bit immediate load, otherwise 1.</summary>
    public int SlotCount => OpCode.IsWide ? 2 : 1;

    /// <summary>Whether this is a call by number or distance; <c>callx</c> is not.</summary>
    public bool IsCall => OpCode == OpCode.Call;

    /// <summary>Whether this returns from the function or program.</summary>
    public bool IsExit => OpCode == OpCode.Exit;

    /// <summary>What is called; has a meaning only when <see cref="IsCall"/>.</summary>
    public CallKind CallKind => (CallKind)Src;

    /// <summary>What is loaded; has a meaning only for <see cref="OpCode.LoadImm64"/>.</summary>
    public WideLoadKind WideLoadKind => (WideLoadKind)Src;

    /// <summary>The operation; has a meaning only when <see cref="IsAtomic"/>.</summary>
    public AtomicOp AtomicOp => (AtomicOp)Imm;

    /// <summary>Whether this is an atomic memory operation, load-acquire and store-release included.</summary>
    public bool IsAtomic => OpCode.Class == InstructionClass.StoreX && OpCode.Mode == MemoryMode.Atomic;

    /// <summary>
    /// Whether this may continue elsewhere than at the next instruction: jumps and <c>may_goto</c>, not calls and
    /// exit.
    /// </summary>
    public bool IsJump => OpCode.IsJumpClass && OpCode.JumpOp is not (JumpOp.Call or JumpOp.Exit);

    /// <summary>Whether this always jumps: <c>goto</c> and <c>gotol</c>.</summary>
    public bool IsUnconditionalJump => OpCode.IsJumpClass && OpCode.JumpOp == JumpOp.Ja;

    /// <summary>
    /// Distance of a jump in slots from the next instruction; has a meaning only when <see cref="IsJump"/>.
    /// </summary>
    public int JumpDistance => IsLongJump ? (int)Imm : Offset;

    /// <summary>Whether this is <c>gotol</c>: the distance is in the immediate.</summary>
    public bool IsLongJump => OpCode.Class == InstructionClass.Jump32 && OpCode.JumpOp == JumpOp.Ja;

    /// <summary>The same jump over another distance.</summary>
    /// <param name="distance">Slots from the next instruction.</param>
    /// <exception cref="InvalidOperationException">This is no jump.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The distance does not fit in 16 bits and this is not <c>gotol</c>.
    /// </exception>
    public Instruction WithJumpDistance(int distance)
    {
        if (!IsJump)
        {
            throw new InvalidOperationException($"Set the jump distance: opcode {OpCode} is no jump.");
        }

        if (IsLongJump)
        {
            return this with { Imm = distance };
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(distance, (short)distance);
        return this with { Offset = (short)distance };
    }
}
