using KernelScript.Backend.Passes.Memory;
using KernelScript.Ir;
using KernelScript.Ir.Analyses;

namespace KernelScript.Backend.Passes.Numbering;

/// <content>Loads, stores and everything else that touches memory.</content>
internal sealed partial class Numbering
{
    /// <summary>What all ways into the block agree on, less what a loop headed by it may change.</summary>
    private MemoryState MemoryAtEntry(IrBlock block)
    {
        ReadOnlySpan<IrBlock> predecessors = _flow.Predecessors(block.Id);
        MemoryState? state = null;
        bool isLoop = false;
        foreach (IrBlock predecessor in predecessors)
        {
            if (_atExit[predecessor.Id.Index] is not { } known)
            {
                isLoop = true;
            }
            else if (state is null)
            {
                state = new MemoryState(known);
            }
            else
            {
                state.Intersect(known);
            }
        }

        if (state is null || !isLoop)
        {
            return state ?? new MemoryState();
        }

        // In a cycle that is no natural loop there is no telling what may have run before.
        if (_loops.InnermostOf(block.Id) is not { } loop || loop.Header != block || !_loops.IsReducible)
        {
            return new MemoryState();
        }

        ForgetWritesIn(loop, state);
        return state;
    }

    private void ForgetWritesIn(Loop loop, MemoryState state)
    {
        foreach (IrBlock block in loop.Blocks)
        {
            foreach (IrInstruction instruction in block.Instructions)
            {
                if ((IrOpInfo.Of(instruction.Op).Effects & IrEffects.Writes) != 0)
                {
                    state.Forget(instruction, _effects, _context.Module);
                }
            }
        }
    }

    /// <summary>Whether the instruction is not needed any more.</summary>
    private bool VisitMemory(IrInstruction instruction)
    {
        switch (instruction.Op)
        {
            case IrOp.Load:
                return VisitLoad(instruction, _function.TypeOf(instruction.Result).Bytes);
            case IrOp.CtxLoad:
                return VisitLoad(instruction, instruction.Size);
            case IrOp.Store:
                return VisitStore(instruction);
            case IrOp.MemZero:
                VisitClear(instruction);
                return false;
            case IrOp.MemCopy:
                VisitCopy(instruction);
                return false;
            case IrOp.MapLookup:
                return VisitLookup(instruction);
            case IrOp.MapUpdate:
                return VisitUpdate(instruction);
            case IrOp.Call when _context.Summaries.Of(instruction.Symbol!) is { IsRepeatable: true } summary:
                return VisitRepeatable(instruction, summary);
            default:
                if ((IrOpInfo.Of(instruction.Op).Effects & IrEffects.Writes) != 0)
                {
                    _memory.Forget(instruction, _effects, _context.Module);
                }

                return false;
        }
    }

    private bool VisitLoad(IrInstruction load, int size)
    {
        IrType type = _function.TypeOf(load.Result);
        MemoryLocation location = _origins.Locate(load.Operands[0], load.Imm, size);
        Value known = _memory.Find(location, type, _function);
        if (!known.IsValid && load.Op == IrOp.Load && IsZeroable(type) && _memory.IsZero(location))
        {
            known = Emit(IrOp.Const, type, [], position: load.Position);
        }

        if (known.IsValid && Step())
        {
            _replacements.Replace(load.Result, known);
            return true;
        }

        _memory.Add(location, load.Result);
        return false;
    }

    /// <summary>A call that only reads gives the same as long as nothing writes what it reads.</summary>
    private bool VisitRepeatable(IrInstruction call, FunctionSummary summary)
    {
        foreach (KnownCall known in _memory.Calls)
        {
            if (known.Call.Symbol == call.Symbol && call.Result.IsValid && known.Call.Result.IsValid
                && known.Call.Operands.AsSpan().SequenceEqual(call.Operands) && Step())
            {
                _replacements.Replace(call.Result, known.Call.Result);
                return true;
            }
        }

        _memory.Add(new KnownCall(call, summary.Reads));
        return false;
    }

    private static bool IsZeroable(IrType type) => !type.IsPointer || type.IsNullable;

    private bool VisitStore(IrInstruction store)
    {
        Value value = store.Operands[1];
        IrType type = _function.TypeOf(value);
        MemoryLocation location = _origins.Locate(store.Operands[0], store.Imm, type.Bytes);
        bool isThere = location.Offset is not null && (_memory.Find(location, type, _function) == value
            || (_definitions.TryGetConstant(value, out long constant) && constant == 0 && _memory.IsZero(location)));
        if (isThere && Step())
        {
            return true;
        }

        _memory.Forget(store, _effects, _context.Module);
        _memory.Add(location, value);
        return false;
    }

    private void VisitClear(IrInstruction clear)
    {
        MemoryLocation location = _origins.Locate(clear.Operands[0], clear.Imm, clear.Size);
        _memory.Forget(clear, _effects, _context.Module);
        _memory.Add(location, default);
    }

    private void VisitCopy(IrInstruction copy)
    {
        MemoryLocation source = _origins.Locate(copy.Operands[1], 0, copy.Size);
        MemoryLocation target = _origins.Locate(copy.Operands[0], 0, copy.Size);
        KnownContent[] pieces = _memory.PiecesOf(source);
        _memory.Forget(copy, _effects, _context.Module);
        foreach (KnownContent piece in pieces)
        {
            long? offset = target.Offset + piece.Location.Offset;
            _memory.Add(target with { Offset = offset, Size = piece.Location.Size }, piece.Value);
        }
    }
}
