namespace Bpf.Asm;

/// <summary>The first byte of an instruction: class, operation, size, mode, source.</summary>
/// <param name="Value">The byte as encoded. <c>default</c> (0) is not a valid opcode.</param>
/// <remarks>RFC 9669, section 3.1.</remarks>
public readonly record struct OpCode(byte Value)
{
    private const byte ClassMask = 0x07;
    private const byte OperationMask = 0xf0;
    private const byte SizeMask = 0x18;
    private const byte ModeMask = 0xe0;

    /// <summary>The 64-bit immediate load in all its pseudo forms; the only wide instruction.</summary>
    public static OpCode LoadImm64 => new((byte)InstructionClass.Load | (byte)MemorySize.Double | (byte)MemoryMode.Imm);

    /// <summary>A call; the source register field says of what.</summary>
    public static OpCode Call => new((byte)InstructionClass.Jump | (byte)JumpOp.Call);

    /// <summary>A call through the destination register (<c>callx</c>). clang has it; the kernel refuses it.</summary>
    public static OpCode CallRegister =>
        new((byte)InstructionClass.Jump | (byte)JumpOp.Call | (byte)Source.Register);

    /// <summary>Return from the function or program.</summary>
    public static OpCode Exit => new((byte)InstructionClass.Jump | (byte)JumpOp.Exit);

    /// <summary>The instruction class.</summary>
    public InstructionClass Class => (InstructionClass)(Value & ClassMask);

    /// <summary>Whether the encoding takes two slots.</summary>
    public bool IsWide => this == LoadImm64;

    /// <summary>Whether the class is ALU or ALU64.</summary>
    public bool IsAlu => Class is InstructionClass.Alu32 or InstructionClass.Alu64;

    /// <summary>Whether the class is JMP or JMP32.</summary>
    public bool IsJumpClass => Class is InstructionClass.Jump or InstructionClass.Jump32;

    /// <summary>The arithmetic operation; has a meaning only when <see cref="IsAlu"/>.</summary>
    public AluOp AluOp => (AluOp)(Value & OperationMask);

    /// <summary>The jump operation; has a meaning only when <see cref="IsJumpClass"/>.</summary>
    public JumpOp JumpOp => (JumpOp)(Value & OperationMask);

    /// <summary>Where the second operand comes from; has a meaning only for ALU and jump classes.</summary>
    public Source Source => (Source)(Value & (byte)Source.Register);

    /// <summary>Width of the access; has a meaning only for loads and stores.</summary>
    public MemorySize Size => (MemorySize)(Value & SizeMask);

    /// <summary>Mode of the access; has a meaning only for loads and stores.</summary>
    public MemoryMode Mode => (MemoryMode)(Value & ModeMask);

    /// <summary>64-bit arithmetic.</summary>
    public static OpCode Alu64(AluOp op, Source source) =>
        new((byte)((byte)InstructionClass.Alu64 | (byte)op | (byte)source));

    /// <summary>32-bit arithmetic; the upper half of the result is zero.</summary>
    public static OpCode Alu32(AluOp op, Source source) =>
        new((byte)((byte)InstructionClass.Alu32 | (byte)op | (byte)source));

    /// <summary>A jump comparing 64 bits.</summary>
    public static OpCode Jump(JumpOp op, Source source) =>
        new((byte)((byte)InstructionClass.Jump | (byte)op | (byte)source));

    /// <summary>A jump comparing 32 bits; with <see cref="JumpOp.Ja"/> the long jump.</summary>
    public static OpCode Jump32(JumpOp op, Source source) =>
        new((byte)((byte)InstructionClass.Jump32 | (byte)op | (byte)source));

    /// <summary>
    /// A load into a register; the mode is <see cref="MemoryMode.Mem"/> or <see cref="MemoryMode.MemSx"/>.
    /// </summary>
    public static OpCode Load(MemorySize size, MemoryMode mode) =>
        new((byte)((byte)InstructionClass.LoadX | (byte)size | (byte)mode));

    /// <summary>A store of a register or an immediate.</summary>
    public static OpCode Store(MemorySize size, Source source)
    {
        InstructionClass storeClass = source == Source.Register ? InstructionClass.StoreX : InstructionClass.Store;
        return new((byte)((byte)storeClass | (byte)size | (byte)MemoryMode.Mem));
    }

    /// <summary>An atomic operation; the immediate says which.</summary>
    public static OpCode Atomic(MemorySize size) =>
        new((byte)((byte)InstructionClass.StoreX | (byte)size | (byte)MemoryMode.Atomic));

    /// <summary>
    /// A legacy packet load; the mode is <see cref="MemoryMode.Abs"/> or <see cref="MemoryMode.Ind"/>.
    /// </summary>
    public static OpCode PacketLoad(MemorySize size, MemoryMode mode) =>
        new((byte)((byte)InstructionClass.Load | (byte)size | (byte)mode));

    /// <inheritdoc/>
    public override string ToString() => $"0x{Value:x2}";
}
