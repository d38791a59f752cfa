using Bpf.Asm;

namespace KernelScript.Backend.Machine;

/// <summary>One machine instruction over virtual registers, in SSA form.</summary>
/// <remarks>
/// Operands are virtual registers from 1; 0 is none; <see cref="MachineFunction.FramePointer"/> as A means R10 plus the
/// frame object Extra. Mutable, because selection and allocation keep instructions in lists and edit them there.
/// </remarks>
internal struct MachineInstruction
{
    /// <summary>Shape and operand roles.</summary>
    public MachineKind Kind;

    /// <summary>The opcode emitted.</summary>
    public OpCode OpCode;

    /// <summary>The register defined.</summary>
    public int Def;

    /// <summary>First operand.</summary>
    public int A;

    /// <summary>Second operand.</summary>
    public int B;

    /// <summary>Third operand; of compare-exchange only.</summary>
    public int C;

    /// <summary>
    /// Bytes for memory; the variant for arithmetic (signed division, width of a sign-extending move).
    /// </summary>
    public int Offset;

    /// <summary>Symbol, frame object, spill slot or call.</summary>
    public int Extra;

    /// <summary>Index into <see cref="MachineFunction.Positions"/>.</summary>
    public int Position;

    /// <summary>
    /// Its number before allocation, from 1, for the check afterwards; 0 where allocation added it.
    /// </summary>
    public int Origin;

    /// <summary>Immediate.</summary>
    public long Imm;

    /// <summary>Loads a register, set by the caller, from a spill slot.</summary>
    public static MachineInstruction Fill(int slot) => new()
    {
        Kind = MachineKind.Fill, OpCode = OpCode.Load(MemorySize.Double, MemoryMode.Mem), Extra = slot,
    };

    /// <summary>Stores a register to a spill slot.</summary>
    public static MachineInstruction Spill(int slot, int register) => new()
    {
        Kind = MachineKind.Spill, OpCode = OpCode.Store(MemorySize.Double, Source.Register), A = register, Extra = slot,
    };

    /// <summary>Whether it ends a block.</summary>
    public readonly bool IsTerminator =>
        Kind is MachineKind.Branch or MachineKind.MayGoto or MachineKind.Goto or MachineKind.Exit;

    /// <summary>Whether the definition can be repeated anywhere: it reads no virtual register.</summary>
    public readonly bool IsRematerializable =>
        Kind is MachineKind.Constant or MachineKind.Symbol or MachineKind.FrameAddress;

    /// <summary>Whether A + B may be computed as B + A.</summary>
    public readonly bool IsCommutative =>
        Kind == MachineKind.Alu && B > 0
        && OpCode.AluOp is AluOp.Add or AluOp.Mul or AluOp.And or AluOp.Or or AluOp.Xor;
}
