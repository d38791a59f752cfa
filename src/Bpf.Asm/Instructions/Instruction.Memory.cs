namespace Bpf.Asm;

public readonly partial record struct Instruction
{
    /// <summary><c>dst = *(size *)(src + offset)</c>, zero-extending.</summary>
    /// <param name="offset">Bytes.</param>
    public static Instruction Load(MemorySize size, Register dst, Register src, short offset) =>
        new(OpCode.Load(size, MemoryMode.Mem), dst, src, offset, 0);

    /// <summary><c>dst = *(size *)(src + offset)</c>, sign-extending to 64 bits. Since Linux 6.6.</summary>
    /// <param name="offset">Bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is 8 bytes: nothing is left to extend.</exception>
    public static Instruction LoadSx(MemorySize size, Register dst, Register src, short offset)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((byte)size, (byte)MemorySize.Double, nameof(size));
        return new(OpCode.Load(size, MemoryMode.MemSx), dst, src, offset, 0);
    }

    /// <summary><c>*(size *)(dst + offset) = src</c>.</summary>
    /// <param name="offset">Bytes.</param>
    public static Instruction Store(MemorySize size, Register dst, short offset, Register src) =>
        new(OpCode.Store(size, Source.Register), dst, src, offset, 0);

    /// <summary><c>*(size *)(dst + offset) = imm</c>, the immediate sign-extended or cut to the size.</summary>
    /// <param name="offset">Bytes.</param>
    public static Instruction StoreImm(MemorySize size, Register dst, short offset, int imm) =>
        new(OpCode.Store(size, Source.Immediate), dst, Register.R0, offset, imm);

    /// <summary>A read-modify-write operation on <c>*(size *)(dst + offset)</c> with <paramref name="src"/>.</summary>
    /// <param name="op">Any but load-acquire and store-release, which have their own methods.</param>
    /// <param name="size">4 or 8 bytes.</param>
    /// <param name="offset">Bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The size is 1 or 2 bytes, or the operation does not read, modify and write.
    /// </exception>
    public static Instruction Atomic(AtomicOp op, MemorySize size, Register dst, short offset, Register src)
    {
        if (size is not (MemorySize.Word or MemorySize.Double))
        {
            throw new ArgumentOutOfRangeException(
                nameof(size), size, "An atomic read-modify-write takes 4 or 8 bytes.");
        }

        if (op is AtomicOp.LoadAcquire or AtomicOp.StoreRelease || !Enum.IsDefined(op))
        {
            throw new ArgumentOutOfRangeException(nameof(op), op, "Not a read-modify-write operation.");
        }

        return new(OpCode.Atomic(size), dst, src, offset, (int)op);
    }

    /// <summary><c>dst = *(size *)(src + offset)</c> with acquire order, zero-extending. Since Linux 6.15.</summary>
    /// <param name="offset">Bytes.</param>
    public static Instruction LoadAcquire(MemorySize size, Register dst, Register src, short offset) =>
        new(OpCode.Atomic(size), dst, src, offset, (int)AtomicOp.LoadAcquire);

    /// <summary><c>*(size *)(dst + offset) = src</c> with release order. Since Linux 6.15.</summary>
    /// <param name="offset">Bytes.</param>
    public static Instruction StoreRelease(MemorySize size, Register dst, short offset, Register src) =>
        new(OpCode.Atomic(size), dst, src, offset, (int)AtomicOp.StoreRelease);

    /// <summary>
    /// R0 = packet data at <paramref name="offset"/> in host order, or the program ends with 0. Legacy; R6 holds the
    /// context.
    /// </summary>
    /// <param name="size">1, 2 or 4 bytes.</param>
    /// <param name="offset">Bytes from the start of the packet.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is 8 bytes.</exception>
    public static Instruction LoadPacketAbsolute(MemorySize size, int offset)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((byte)size, (byte)MemorySize.Double, nameof(size));
        return new(OpCode.PacketLoad(size, MemoryMode.Abs), Register.R0, Register.R0, 0, offset);
    }

    /// <summary>
    /// R0 = packet data at <paramref name="src"/> + <paramref name="offset"/> in host order, or the program ends with
    /// 0. Legacy; R6 holds the context.
    /// </summary>
    /// <param name="size">1, 2 or 4 bytes.</param>
    /// <param name="offset">Bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is 8 bytes.</exception>
    public static Instruction LoadPacketIndirect(MemorySize size, Register src, int offset)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((byte)size, (byte)MemorySize.Double, nameof(size));
        return new(OpCode.PacketLoad(size, MemoryMode.Ind), Register.R0, src, 0, offset);
    }
}
