using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

// Where variables live: frame memory of the function or callback, or the block shared with callbacks.
internal sealed partial class FunctionLowering
{
    private VariableSymbol? _contextParameter;
    private Value _context;
    private Value _block;
    private Value _resultMemory;
    private Value _packetEnd;
    private int _resultMemorySlot = -1;
    private int _packetEndSlot = -1;
    private int _returnedSlot = -1;
    private int _returnValueSlot = -1;
    private IrInstruction? _frameAlloca;

    // Slots for what callbacks need are reserved before any code is there; the size is known at the end.
    private void CreateFrame()
    {
        if (!_plan.HasOutlined)
        {
            return;
        }

        _scope.Frame = Allocate(8);
        _frameAlloca = _scope.Function.Entry.Instructions[0];
        _returnedSlot = _plan.AddSlot();
        if (_instance.ReturnsInMemory)
        {
            _resultMemorySlot = _plan.AddSlot();
        }
        else if (!Symbol.ReturnType.IsVoid())
        {
            _returnValueSlot = _plan.AddSlot();
        }
    }

    private void FinishFrame()
    {
        if (_instance.TakesPacketEnd)
        {
            ReceivePacketEnd();
        }

        if (_frameAlloca is not null)
        {
            _frameAlloca.Imm = Math.Max(8, _plan.FrameSize);
        }
    }

    private void DeclareVariable(VariableSymbol variable)
    {
        if (_plan.Captured.ContainsKey(variable) || _scope.Slots.ContainsKey(variable))
        {
            return;
        }

        _scope.Slots[variable] = Allocate(Math.Max(1, variable.Type.Size));
        if (variable.HasPresence)
        {
            _scope.PresenceSlots[variable] = Allocate(1);
        }
    }

    private MemoryPlace PlaceOf(VariableSymbol variable)
    {
        var origin = new PointerOrigin(AddressSpace.Stack);
        return _plan.Captured.TryGetValue(variable, out int offset)
            ? new MemoryPlace(_scope.Frame, offset, 8, origin)
            : new MemoryPlace(_scope.Slots[variable], 0, 8, origin);
    }

    private MemoryPlace PresenceOf(VariableSymbol variable)
    {
        var origin = new PointerOrigin(AddressSpace.Stack);
        return _plan.Captured.TryGetValue(variable, out int offset)
            ? new MemoryPlace(_scope.Frame, offset + (variable.Type.Size + 7) / 8 * 8, 8, origin)
            : new MemoryPlace(_scope.PresenceSlots[variable], 0, 8, origin);
    }

    private MemoryPlace Temporary(int size) =>
        new(Allocate(Math.Max(1, size)), 0, 8, new PointerOrigin(AddressSpace.Stack));

    private Value Allocate(int bytes)
    {
        Value memory = Code.Alloca(bytes);
        _scope.Allocas.Add(memory);
        return memory;
    }

    private Value AddressOf(MemoryPlace place) =>
        place.Offset == 0 ? place.Base : Advance(place.Base, place.Offset);

    private Value Advance(Value pointer, long bytes) => Code.Emit(
        IrOp.PtrAdd, _scope.Function.TypeOf(pointer), [pointer, Code.Const(IrType.I64, bytes)]);

    private Value Context()
    {
        if (!_scope.IsCallback)
        {
            return _context;
        }

        int slot = _plan.Captured[_contextParameter!];
        return Code.Load(IrType.Pointer(AddressSpace.Context), _scope.Frame, slot);
    }

    private FieldSymbol? ContextField(ContextFieldRole role)
    {
        if (_contextParameter?.Type is PointerType { Element: StructType type })
        {
            foreach (FieldSymbol field in type.Fields)
            {
                if (field.Role == role)
                {
                    return field;
                }
            }
        }

        return null;
    }

    private Value LoadContextPointer(FieldSymbol field, AddressSpace space) => Code.Emit(
        IrOp.CtxLoad, IrType.Pointer(space), [Context()], field.Offset, size: field.StorageSize);

    private Value PacketEnd()
    {
        if (ContextField(ContextFieldRole.PacketEnd) is { } field)
        {
            return LoadContextPointer(field, AddressSpace.PacketEnd);
        }

        _instance.TakesPacketEnd = true;
        if (!_packetEnd.IsValid)
        {
            _packetEnd = _main.Function.NewValue(IrType.Pointer(AddressSpace.PacketEnd));
        }

        if (!_scope.IsCallback)
        {
            return _packetEnd;
        }

        if (_packetEndSlot < 0)
        {
            _packetEndSlot = _plan.AddSlot();
        }

        return Code.Load(IrType.Pointer(AddressSpace.PacketEnd), _scope.Frame, _packetEndSlot);
    }

    // Only after the body is it known that the packet's end is needed.
    private void ReceivePacketEnd()
    {
        IrBlock entry = _main.Function.Entry;
        if (_instance.UsesBlock)
        {
            entry.Instructions.Insert(0, new IrInstruction
            {
                Op = IrOp.Load, Result = _packetEnd, Operands = [_block],
                Imm = (_instance.ArgumentCount - _instance.RegisterCount) * 8,
            });
        }
        else
        {
            entry.Parameters.Add(_packetEnd);
        }

        if (_packetEndSlot >= 0)
        {
            int after = entry.Instructions.IndexOf(_frameAlloca!) + 1;
            entry.Instructions.Insert(after, new IrInstruction
            {
                Op = IrOp.Store, Operands = [_main.Frame, _packetEnd], Imm = _packetEndSlot,
            });
        }
    }
}
