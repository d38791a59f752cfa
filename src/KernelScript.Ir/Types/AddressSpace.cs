namespace KernelScript.Ir;

/// <summary>
/// What a pointer points into. Decides how a load or store is lowered; spaces never overlap in memory.
/// </summary>
public enum AddressSpace
{
    /// <summary>Not a valid space.</summary>
    None,

    /// <summary>The frame of the function or of a caller: 512 bytes over the call chain.</summary>
    Stack,

    /// <summary>
    /// The program's context. Only constant offsets, by <see cref="IrOp.CtxLoad"/> and <see cref="IrOp.CtxStore"/>.
    /// </summary>
    Context,

    /// <summary>Packet data; readable up to what a <see cref="IrOp.PacketCheck"/> on the same base proved.</summary>
    Packet,

    /// <summary>The end of the packet: only compared.</summary>
    PacketEnd,

    /// <summary>The value of a map entry.</summary>
    MapValue,

    /// <summary>A reserved ring-buffer record.</summary>
    RingBuffer,

    /// <summary>A global in <c>.data</c>, <c>.rodata</c> or <c>.bss</c>.</summary>
    Global,

    /// <summary>A map itself, as helpers take it.</summary>
    Map,

    /// <summary>A BTF-typed kernel object that the program type may dereference.</summary>
    Btf,

    /// <summary>Kernel memory that is read by <c>bpf_probe_read_kernel</c> only.</summary>
    Kernel,

    /// <summary>User memory that is read by <c>bpf_probe_read_user</c> only.</summary>
    User,

    /// <summary>A dynptr on the stack.</summary>
    Dynptr,

    /// <summary>The address of a function, for callbacks.</summary>
    Function,
}
