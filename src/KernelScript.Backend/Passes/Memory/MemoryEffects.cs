using KernelScript.Ir;

namespace KernelScript.Backend.Passes.Memory;

/// <summary>A write, looked at once and compared with many places.</summary>
/// <param name="Instruction">What writes.</param>
/// <param name="Location">Where, for stores and the like; of no space for calls and map operations.</param>
internal readonly record struct MemoryWrite(IrInstruction Instruction, MemoryLocation Location);

/// <summary>What instructions may write.</summary>
/// <remarks>
/// A call may write what its pointer arguments point to, and, unless more is known about it, everything but the private
/// locals of the caller. Map entries count as memory that every other program may change at any time; as in C, nobody
/// can rely on seeing such a change between two reads.
/// </remarks>
internal sealed class MemoryEffects(IrFunction function, PassContext context, PointerOrigins origins)
{
    /// <summary>What is known of the write that <paramref name="instruction"/> does.</summary>
    public MemoryWrite Describe(IrInstruction instruction)
    {
        int size = instruction.Op switch
        {
            IrOp.Store or (>= IrOp.AtomicAdd and <= IrOp.AtomicCompareExchange) =>
                function.TypeOf(instruction.Operands[1]).Bytes,
            IrOp.MemZero or IrOp.MemCopy => instruction.Size,
            _ => 0,
        };
        return new MemoryWrite(
            instruction, size > 0 ? origins.Locate(instruction.Operands[0], instruction.Imm, size) : default);
    }

    /// <summary>Whether <paramref name="write"/> may change what is at <paramref name="location"/>.</summary>
    public bool MayWrite(MemoryWrite write, MemoryLocation location)
    {
        if (write.Location.Space != AddressSpace.None)
        {
            return origins.MayOverlap(write.Location, location);
        }

        IrInstruction instruction = write.Instruction;
        switch (instruction.Op)
        {
            case IrOp.CtxStore:
                // One field of the context may stand for another.
                return location.Space == AddressSpace.Context;
            case IrOp.MapUpdate or IrOp.MapDelete:
                return location.Space == AddressSpace.MapValue
                    && (origins.MapOf(location) is not { } map || map == instruction.Symbol);
            case IrOp.RingSubmit or IrOp.RingDiscard:
                return location.Space == AddressSpace.RingBuffer;
            case IrOp.Helper:
                return HelperMayWrite(instruction, location);
            case IrOp.Call:
                return (context.Summaries.Of(instruction.Symbol!).Writes & FunctionSummary.Bit(location.Space)) != 0
                    && (!origins.IsPrivate(location) || PassesPointerTo(instruction.Operands, location));
            case IrOp.Kfunc:
                return !origins.IsPrivate(location) || PassesPointerTo(instruction.Operands, location);
            default:
                return false;
        }
    }

    /// <summary>Whether <paramref name="instruction"/> may add or remove entries of <paramref name="map"/>.</summary>
    public bool MayChangeEntries(IrInstruction instruction, IrMap map) => !MapKinds.IsArray(map.Type)
        && instruction.Op switch
        {
            IrOp.MapUpdate or IrOp.MapDelete => instruction.Symbol == map.Name
                || context.Module.FindMap(instruction.Symbol!) is null,
            IrOp.Helper => !HelperEffects.OnlyReads((int)instruction.Imm)
                && !HelperEffects.OnlyWritesFirstArgument((int)instruction.Imm),
            IrOp.Call => context.Summaries.Of(instruction.Symbol!).HasEffects,
            IrOp.Kfunc => true,
            _ => false,
        };

    /// <summary>
    /// Whether <paramref name="instruction"/> may write to memory in any of <paramref name="spaces"/>.
    /// </summary>
    public bool MayWriteIn(IrInstruction instruction, uint spaces) => instruction.Op switch
    {
        IrOp.Store or IrOp.MemZero or IrOp.MemCopy or (>= IrOp.AtomicAdd and <= IrOp.AtomicCompareExchange) =>
            (FunctionSummary.Bit(function.TypeOf(instruction.Operands[0]).Space) & spaces) != 0,
        IrOp.CtxStore => (FunctionSummary.Bit(AddressSpace.Context) & spaces) != 0,
        IrOp.MapUpdate or IrOp.MapDelete => (FunctionSummary.Bit(AddressSpace.MapValue) & spaces) != 0,
        IrOp.Call => (context.Summaries.Of(instruction.Symbol!).Writes & spaces) != 0,
        IrOp.Helper => !HelperEffects.OnlyReads((int)instruction.Imm),
        IrOp.Kfunc or IrOp.RingSubmit or IrOp.RingDiscard => true,
        _ => false,
    };

    private bool HelperMayWrite(IrInstruction call, MemoryLocation location)
    {
        int helper = (int)call.Imm;
        if (HelperEffects.OnlyReads(helper))
        {
            return false;
        }

        return HelperEffects.OnlyWritesFirstArgument(helper)
            ? PassesPointerTo(call.Operands.AsSpan(0, Math.Min(1, call.Operands.Length)), location)
            : !origins.IsPrivate(location) || PassesPointerTo(call.Operands, location);
    }

    private bool PassesPointerTo(ReadOnlySpan<Value> arguments, MemoryLocation location)
    {
        foreach (Value argument in arguments)
        {
            if (function.TypeOf(argument).IsPointer)
            {
                // The callee may go anywhere in what it was given.
                MemoryLocation given = origins.Locate(argument, 0, 0) with { Offset = null };
                if (origins.MayOverlap(given, location))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
