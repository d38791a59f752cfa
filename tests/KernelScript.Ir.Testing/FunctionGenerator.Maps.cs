namespace KernelScript.Ir.Testing;

internal sealed partial class FunctionGenerator
{
    /// <summary>An entry of the array: it is there when its index is in range.</summary>
    private void AccessSlot()
    {
        int bound = _focus.Keys;
        Value entry = LookUp(ProgramGenerator.Slots, Key(bound));
        Guarded(IsPresent(entry), () =>
        {
            Value pointer = NonNull(entry);
            for (int i = _choices.Next(3); i >= 0; i--)
            {
                AccessEntry(pointer, _focus.Bytes);
            }

            Statements(2);
        });
    }

    private void AccessEntry(Value pointer, int size)
    {
        switch (_choices.Next(4))
        {
            case 0:
                UpdateAtomically(pointer, size);
                break;
            case 1 when size == ProgramGenerator.SlotSize:
                Value index = Masked(15);
                Value moved = _code.Emit(IrOp.PtrAdd, IrType.Pointer(AddressSpace.MapValue), [pointer, index]);
                ReadOrWrite(AnyType(), moved, _choices.Next(8));
                break;
            default:
                IrType type = AnyType();
                ReadOrWrite(type, pointer, AlignedOffset(type, size));
                break;
        }
    }

    /// <summary>
    /// An entry of the hash map, perhaps by way of a variable; at the end it may be updated by its key.
    /// </summary>
    private void LookUpEntry()
    {
        Value key = Masked(_focus.Keys - 1);
        Value entry = LookUp(ProgramGenerator.Table, KeyAt(key));
        if (_choices.Chance(3))
        {
            _code.Store(_pointerVariable, 0, entry);
            entry = _code.Load(IrType.NullablePointer(AddressSpace.MapValue), _pointerVariable);
        }

        bool isHeld = _heldEntries > 0;
        Guarded(IsPresent(entry), () =>
        {
            _heldEntries++;
            Value pointer = NonNull(entry);
            AccessEntry(pointer, 8);
            Statements(2);
            AccessEntry(pointer, 8);
            _heldEntries--;
            if (!isHeld && _choices.Chance(2))
            {
                Update(KeyAt(key));
            }
        });
    }

    private void ChangeTable()
    {
        Value key = Key(_focus.Keys);
        if (_choices.Chance(3))
        {
            _scalars.Add(_code.Emit(IrOp.MapDelete, IrType.I64, [key], symbol: ProgramGenerator.Table));
        }
        else
        {
            Update(key);
        }
    }

    private void Update(Value key)
    {
        _code.Store(_newValue, 0, Scalar(IrType.I64));
        long flags = _choices.Pick(0, 0, 0, 1, 2);
        _scalars.Add(_code.Emit(
            IrOp.MapUpdate, IrType.I64, [key, _newValue], flags, symbol: ProgramGenerator.Table));
    }

    private void SendEvent()
    {
        Value record = _code.Emit(
            IrOp.RingReserve, IrType.NullablePointer(AddressSpace.RingBuffer), [], symbol: ProgramGenerator.Events,
            size: ProgramGenerator.EventSize);
        Value none = _code.Const(IrType.NullablePointer(AddressSpace.RingBuffer), 0);
        Guarded(_code.Compare(IrOp.Ne, record, none), () =>
        {
            Value pointer = _code.Emit(IrOp.NonNull, IrType.Pointer(AddressSpace.RingBuffer), [record]);
            _code.Store(pointer, 0, Scalar(IrType.I64));
            _code.Emit(IrOp.MemZero, IrType.Void, [pointer], 8, size: 8);
            _code.Store(pointer, 8, Scalar(IrType.I32));
            _code.Emit(_choices.Chance(4) ? IrOp.RingDiscard : IrOp.RingSubmit, IrType.Void, [pointer]);
        });
    }

    private void CallSubprogram()
    {
        IrFunction callee = _module.Functions[_choices.Next(_module.Functions.Count)];
        Value[] arguments = [.. callee.Entry.Parameters.Select(p => Argument(callee.TypeOf(p)))];
        _scalars.Add(_code.Emit(IrOp.Call, callee.ReturnType, arguments, symbol: callee.Name));
    }

    private Value Argument(IrType type)
    {
        if (!type.IsPointer)
        {
            return Scalar(type);
        }

        Value at = _code.Const(IrType.I64, 8 * _choices.Next(ArraySize / 8));
        return _code.Emit(IrOp.PtrAdd, type, [_array, at]);
    }

    private Value LookUp(string map, Value key) =>
        _code.Emit(IrOp.MapLookup, IrType.NullablePointer(AddressSpace.MapValue), [key], symbol: map);

    /// <summary>A pointer to a key below <paramref name="bound"/>, a power of two.</summary>
    private Value Key(int bound) =>
        KeyAt(_choices.Chance(2) ? _code.Const(IrType.I64, _choices.Next(bound)) : Masked(bound - 1));

    private Value KeyAt(Value key)
    {
        Value pointer = _choices.Pick(_keys);
        _code.Store(pointer, 0, _code.Emit(IrOp.Trunc, IrType.I32, [key]));
        return pointer;
    }

    private Value IsPresent(Value entry) => _choices.Chance(3)
        ? _code.Unary(IrOp.Not, _code.Compare(IrOp.Eq, entry, Null()))
        : _code.Compare(IrOp.Ne, entry, Null());

    private Value NonNull(Value entry) =>
        _code.Emit(IrOp.NonNull, IrType.Pointer(AddressSpace.MapValue), [entry]);
}
