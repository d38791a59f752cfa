using KernelScript.Ir;
using KernelScript.Ir.Analyses;

namespace KernelScript.Backend.Passes.Memory;

/// <summary>Summaries of the functions of a module, made when first asked for.</summary>
/// <remarks>
/// Passes never add effects, so a summary stays true while its function is simplified. In recursion everything is
/// assumed of the function that is still being looked at.
/// </remarks>
internal sealed class FunctionSummaries(IrModule module)
{
    private readonly Dictionary<string, FunctionSummary> _summaries = [];

    /// <summary>What a call of the function can do.</summary>
    public FunctionSummary Of(string name)
    {
        if (_summaries.TryGetValue(name, out FunctionSummary known))
        {
            return known;
        }

        _summaries[name] = FunctionSummary.Anything;
        if (module.FindFunction(name) is { } function)
        {
            _summaries[name] = Summarize(function);
        }

        return _summaries[name];
    }

    private FunctionSummary Summarize(IrFunction function)
    {
        var origins = new PointerOrigins(function, new Definitions(function));
        FunctionSummary summary = FunctionSummary.Nothing;
        foreach (IrBlock block in function.Blocks)
        {
            foreach (IrInstruction instruction in block.Instructions)
            {
                summary = summary.With(Of(instruction, function, origins));
            }
        }

        return summary;
    }

    private FunctionSummary Of(IrInstruction instruction, IrFunction function, PointerOrigins origins)
    {
        uint At(int operand) => SpaceOf(instruction.Operands[operand], function, origins);
        switch (instruction.Op)
        {
            case IrOp.Load or IrOp.CtxLoad:
                return new FunctionSummary(At(0), 0, false);
            case IrOp.Store or IrOp.MemZero:
                return new FunctionSummary(0, At(0), false);
            case IrOp.MemCopy:
                return new FunctionSummary(At(1), At(0), false);
            case >= IrOp.AtomicAdd and <= IrOp.AtomicCompareExchange:
                return new FunctionSummary(At(0), At(0), false);
            case IrOp.Call:
                return Of(instruction.Symbol!);
            case IrOp.Helper when HelperEffects.IsConstant((int)instruction.Imm):
                return FunctionSummary.Nothing;
            default:
                return (IrOpInfo.Of(instruction.Op).Effects & ~IrEffects.Terminates) == 0
                    ? FunctionSummary.Nothing
                    : OfOther(instruction);
        }
    }

    /// <summary>Maps, ring buffers, helpers: noticed by others, and perhaps writing anywhere.</summary>
    private static FunctionSummary OfOther(IrInstruction instruction)
    {
        uint writes = instruction.Op switch
        {
            IrOp.MapLookup => 0,
            IrOp.CtxStore => FunctionSummary.Bit(AddressSpace.Context),
            IrOp.MapUpdate or IrOp.MapDelete => FunctionSummary.Bit(AddressSpace.MapValue),
            IrOp.RingReserve or IrOp.RingSubmit or IrOp.RingDiscard => FunctionSummary.Bit(AddressSpace.RingBuffer),
            IrOp.Helper when HelperEffects.OnlyReads((int)instruction.Imm) => 0,
            _ => uint.MaxValue,
        };
        return new FunctionSummary(uint.MaxValue, writes, true);
    }

    /// <summary>No bit for the function's own locals: they are gone when it returns.</summary>
    private static uint SpaceOf(Value pointer, IrFunction function, PointerOrigins origins) =>
        origins.IsPrivate(origins.Locate(pointer, 0, 0)) ? 0 : FunctionSummary.Bit(function.TypeOf(pointer).Space);
}
