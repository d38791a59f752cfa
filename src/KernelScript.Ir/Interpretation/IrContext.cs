namespace KernelScript.Ir.Interpretation;

/// <summary>What a program's context pointer stands for: answers loads and stores at constant offsets.</summary>
public abstract class IrContext
{
    /// <summary>The field of <paramref name="size"/> bytes at <paramref name="offset"/>.</summary>
    /// <exception cref="IrTrapException">The context has no such field.</exception>
    public abstract ulong Load(IrMachine machine, int offset, int size);

    /// <summary>Writes the field of <paramref name="size"/> bytes at <paramref name="offset"/>.</summary>
    /// <exception cref="IrTrapException">The context has no such field, or it is read-only.</exception>
    public virtual void Store(IrMachine machine, int offset, int size, ulong value) =>
        throw new IrTrapException(IrTrapKind.ReadOnly, $"the context field at {offset} is read-only");

    /// <summary>The trap for a field that does not exist.</summary>
    protected static IrTrapException NoField(int offset, int size) =>
        new(IrTrapKind.OutOfBounds, $"the context has no field of {size} bytes at {offset}");
}

/// <summary>A context that is plain bytes: a tracepoint record, or arguments as 64-bit words.</summary>
public sealed class BytesContext(byte[] bytes) : IrContext
{
    /// <inheritdoc/>
    public override ulong Load(IrMachine machine, int offset, int size) =>
        offset >= 0 && offset + size <= bytes.Length
            ? IrMemory.ToInteger(bytes.AsSpan(offset, size))
            : throw NoField(offset, size);
}

/// <summary><c>struct xdp_md</c> of <c>linux/bpf.h</c> over the machine's packet.</summary>
public sealed class XdpContext : IrContext
{
    /// <summary>Index of the interface that the packet came in by.</summary>
    public uint IngressIfindex { get; init; } = 1;

    /// <summary>The receive queue.</summary>
    public uint RxQueueIndex { get; init; }

    /// <inheritdoc/>
    public override ulong Load(IrMachine machine, int offset, int size)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return (offset, size) switch
        {
            (0, 4) or (8, 4) => machine.PacketStart,
            (4, 4) => machine.PacketEnd,
            (12, 4) => IngressIfindex,
            (16, 4) => RxQueueIndex,
            (20, 4) => 0,
            _ => throw NoField(offset, size),
        };
    }
}

/// <summary>The fields of <c>struct __sk_buff</c> that TC programs use, over the machine's packet.</summary>
public sealed class SkbContext : IrContext
{
    private const int Data = 76;
    private const int DataEnd = 80;
    private const int DataMeta = 140;
    private const int Length = 192;
    private readonly byte[] _fields = new byte[Length];

    /// <summary>Its other fields, by the offsets of <c>struct __sk_buff</c>; 4 bytes each.</summary>
    public uint this[int offset]
    {
        get => (uint)IrMemory.ToInteger(_fields.AsSpan(offset, 4));
        set => IrMemory.FromInteger(_fields.AsSpan(offset, 4), value);
    }

    /// <inheritdoc/>
    public override ulong Load(IrMachine machine, int offset, int size)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return (offset, size) switch
        {
            (0, 4) => machine.PacketEnd - machine.PacketStart,
            (Data or DataMeta, 4) => machine.PacketStart,
            (DataEnd, 4) => machine.PacketEnd,
            _ when offset >= 0 && offset + size <= Length => IrMemory.ToInteger(_fields.AsSpan(offset, size)),
            _ => throw NoField(offset, size),
        };
    }

    /// <inheritdoc/>
    public override void Store(IrMachine machine, int offset, int size, ulong value)
    {
        // mark, tc_index, cb[0..4] and tc_classid, as the kernel allows; the others are read-only.
        bool isWritable = offset is 8 or 44 or (>= 48 and < 68) or 72;
        if (!isWritable || offset + size > Length)
        {
            base.Store(machine, offset, size, value);
        }

        IrMemory.FromInteger(_fields.AsSpan(offset, size), value);
    }
}
