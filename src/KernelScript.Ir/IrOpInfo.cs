namespace KernelScript.Ir;

/// <summary>What an operation does beside computing its result.</summary>
[Flags]
public enum IrEffects
{
    /// <summary>Nothing: the same operands give the same result, and an unused result makes it dead.</summary>
    None = 0,

    /// <summary>Reads memory.</summary>
    Reads = 1,

    /// <summary>Writes memory.</summary>
    Writes = 2,

    /// <summary>Ends a block.</summary>
    Terminates = 4,

    /// <summary>A call in the machine: R0 to R5 are lost.</summary>
    Calls = 8,

    /// <summary>Has an effect outside memory (maps, ring buffers, kernel state): never removed, never moved over another.</summary>
    External = 16,
}

/// <summary>The row of an operation: printer, parser, verifier, interpreter and selector read it.</summary>
/// <param name="Op">The operation.</param>
/// <param name="Mnemonic">Its name in the text form.</param>
/// <param name="OperandCount">Number of operands; -1 where it varies.</param>
/// <param name="Effects">Effects.</param>
public sealed record IrOpInfo(IrOp Op, string Mnemonic, int OperandCount, IrEffects Effects)
{
    private static readonly IrOpInfo[] _rows = CreateRows();

    /// <summary>Whether it ends a block.</summary>
    public bool IsTerminator => (Effects & IrEffects.Terminates) != 0;

    /// <summary>Whether it can be removed, repeated or moved freely.</summary>
    public bool IsPure => Effects == IrEffects.None;

    /// <summary>The row of <paramref name="op"/>.</summary>
    public static IrOpInfo Of(IrOp op) => _rows[(int)op];

    private static IrOpInfo[] CreateRows()
    {
        const IrEffects Pure = IrEffects.None;
        const IrEffects Map = IrEffects.Reads | IrEffects.Writes | IrEffects.Calls | IrEffects.External;
        const IrEffects Atomic = IrEffects.Reads | IrEffects.Writes;
        IrOpInfo[] rows =
        [
            new(IrOp.None, "none", 0, Pure),
            new(IrOp.Const, "const", 0, Pure),
            new(IrOp.Copy, "copy", 1, Pure),
            new(IrOp.Add, "add", 2, Pure),
            new(IrOp.Sub, "sub", 2, Pure),
            new(IrOp.Mul, "mul", 2, Pure),
            new(IrOp.UDiv, "udiv", 2, Pure),
            new(IrOp.SDiv, "sdiv", 2, Pure),
            new(IrOp.URem, "urem", 2, Pure),
            new(IrOp.SRem, "srem", 2, Pure),
            new(IrOp.And, "and", 2, Pure),
            new(IrOp.Or, "or", 2, Pure),
            new(IrOp.Xor, "xor", 2, Pure),
            new(IrOp.Shl, "shl", 2, Pure),
            new(IrOp.LShr, "lshr", 2, Pure),
            new(IrOp.AShr, "ashr", 2, Pure),
            new(IrOp.Neg, "neg", 1, Pure),
            new(IrOp.Not, "not", 1, Pure),
            new(IrOp.Eq, "eq", 2, Pure),
            new(IrOp.Ne, "ne", 2, Pure),
            new(IrOp.ULt, "ult", 2, Pure),
            new(IrOp.ULe, "ule", 2, Pure),
            new(IrOp.UGt, "ugt", 2, Pure),
            new(IrOp.UGe, "uge", 2, Pure),
            new(IrOp.SLt, "slt", 2, Pure),
            new(IrOp.SLe, "sle", 2, Pure),
            new(IrOp.SGt, "sgt", 2, Pure),
            new(IrOp.SGe, "sge", 2, Pure),
            new(IrOp.Select, "select", 3, Pure),
            new(IrOp.ZExt, "zext", 1, Pure),
            new(IrOp.SExt, "sext", 1, Pure),
            new(IrOp.Trunc, "trunc", 1, Pure),
            new(IrOp.BSwap, "bswap", 1, Pure),
            new(IrOp.PtrAdd, "ptr.add", 2, Pure),
            new(IrOp.PtrDiff, "ptr.diff", 2, Pure),
            new(IrOp.PtrToInt, "ptr.toint", 1, Pure),
            new(IrOp.IntToPtr, "ptr.fromint", 1, Pure),
            new(IrOp.NonNull, "nonnull", 1, Pure),
            new(IrOp.Alloca, "alloca", 0, Pure),
            new(IrOp.Load, "load", 1, IrEffects.Reads),
            new(IrOp.Store, "store", 2, IrEffects.Writes),
            new(IrOp.MemZero, "mem.zero", 1, IrEffects.Writes),
            new(IrOp.MemCopy, "mem.copy", 2, IrEffects.Reads | IrEffects.Writes),
            new(IrOp.CtxLoad, "ctx.load", 1, IrEffects.Reads),
            new(IrOp.CtxStore, "ctx.store", 2, IrEffects.Writes | IrEffects.External),
            new(IrOp.PacketCheck, "packet.check", 2, Pure),
            new(IrOp.GlobalAddr, "global.addr", 0, Pure),
            new(IrOp.MapAddr, "map.addr", 0, Pure),
            new(IrOp.FuncAddr, "func.addr", 0, Pure),
            new(IrOp.MapLookup, "map.lookup", 1, IrEffects.Reads | IrEffects.Calls | IrEffects.External),
            new(IrOp.MapUpdate, "map.update", 2, Map),
            new(IrOp.MapDelete, "map.delete", 1, Map),
            new(IrOp.RingReserve, "ringbuf.reserve", 0, Map),
            new(IrOp.RingSubmit, "ringbuf.submit", 1, Map),
            new(IrOp.RingDiscard, "ringbuf.discard", 1, Map),
            new(IrOp.AtomicAdd, "atomic.add", 2, Atomic),
            new(IrOp.AtomicAnd, "atomic.and", 2, Atomic),
            new(IrOp.AtomicOr, "atomic.or", 2, Atomic),
            new(IrOp.AtomicXor, "atomic.xor", 2, Atomic),
            new(IrOp.AtomicExchange, "atomic.xchg", 2, Atomic),
            new(IrOp.AtomicCompareExchange, "atomic.cmpxchg", 3, Atomic),
            new(IrOp.Helper, "helper", -1, Map),
            new(IrOp.Kfunc, "kfunc", -1, Map),
            new(IrOp.Call, "call", -1, Map),
            new(IrOp.TailCall, "tail_call", 2, Map),
            new(IrOp.Branch, "br", 0, IrEffects.Terminates),
            new(IrOp.CondBranch, "cbr", 1, IrEffects.Terminates),
            new(IrOp.Switch, "switch", 1, IrEffects.Terminates),
            new(IrOp.MayGoto, "may_goto", 0, IrEffects.Terminates),
            new(IrOp.Return, "ret", -1, IrEffects.Terminates),
            new(IrOp.Unreachable, "unreachable", 0, IrEffects.Terminates),
        ];
        for (int i = 0; i < rows.Length; i++)
        {
            System.Diagnostics.Debug.Assert((int)rows[i].Op == i, "Rows stand in the order of the enum.");
        }

        return rows;
    }
}
