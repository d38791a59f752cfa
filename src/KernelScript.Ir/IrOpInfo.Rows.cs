namespace KernelScript.Ir;

public sealed partial record IrOpInfo
{
    private static IrOpInfo[] CreateRows()
    {
        const IrEffects Pure = IrEffects.None;
        const IrEffects Map = IrEffects.Reads | IrEffects.Writes | IrEffects.Calls | IrEffects.External;
        const IrEffects Atomic = IrEffects.Reads | IrEffects.Writes;
        const IrAttributes Immediate = IrAttributes.Immediate;
        const IrAttributes Offset = IrAttributes.Offset;
        const IrAttributes Flags = IrAttributes.Flags;
        const IrAttributes Number = IrAttributes.Number;
        const IrAttributes DataSymbol = IrAttributes.DataSymbol;
        const IrAttributes FunctionSymbol = IrAttributes.FunctionSymbol;
        const IrAttributes Size = IrAttributes.Size;
        IrOpInfo[] rows =
        [
            new(IrOp.None, "none", 0, Pure),
            new(IrOp.Const, "const", 0, Pure, Immediate),
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
            new(IrOp.Alloca, "alloca", 0, Pure, Immediate),
            new(IrOp.Load, "load", 1, IrEffects.Reads, Offset),
            new(IrOp.Store, "store", 2, IrEffects.Writes, Offset),
            new(IrOp.MemZero, "mem.zero", 1, IrEffects.Writes, Offset | Size),
            new(IrOp.MemCopy, "mem.copy", 2, IrEffects.Reads | IrEffects.Writes, Size),
            new(IrOp.CtxLoad, "ctx.load", 1, IrEffects.Reads, Offset | Size),
            new(IrOp.CtxStore, "ctx.store", 2, IrEffects.Writes | IrEffects.External, Offset),
            new(IrOp.PacketCheck, "packet.check", 2, Pure, Immediate),
            new(IrOp.GlobalAddr, "global.addr", 0, Pure, DataSymbol | Offset),
            new(IrOp.MapAddr, "map.addr", 0, Pure, DataSymbol),
            new(IrOp.FuncAddr, "func.addr", 0, Pure, FunctionSymbol),
            new(IrOp.MapLookup, "map.lookup", 1, IrEffects.Reads | IrEffects.Calls | IrEffects.External, DataSymbol),
            new(IrOp.MapUpdate, "map.update", 2, Map, DataSymbol | Flags),
            new(IrOp.MapDelete, "map.delete", 1, Map, DataSymbol),
            new(IrOp.RingReserve, "ringbuf.reserve", 0, Map, DataSymbol | Size),
            new(IrOp.RingSubmit, "ringbuf.submit", 1, Map, Flags),
            new(IrOp.RingDiscard, "ringbuf.discard", 1, Map, Flags),
            new(IrOp.AtomicAdd, "atomic.add", 2, Atomic, Offset),
            new(IrOp.AtomicAnd, "atomic.and", 2, Atomic, Offset),
            new(IrOp.AtomicOr, "atomic.or", 2, Atomic, Offset),
            new(IrOp.AtomicXor, "atomic.xor", 2, Atomic, Offset),
            new(IrOp.AtomicExchange, "atomic.xchg", 2, Atomic, Offset),
            new(IrOp.AtomicCompareExchange, "atomic.cmpxchg", 3, Atomic, Offset),
            new(IrOp.Helper, "helper", -1, Map, Number),
            new(IrOp.Kfunc, "kfunc", -1, Map, FunctionSymbol),
            new(IrOp.Call, "call", -1, Map, FunctionSymbol),
            new(IrOp.TailCall, "tail_call", 2, Map, DataSymbol),
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
