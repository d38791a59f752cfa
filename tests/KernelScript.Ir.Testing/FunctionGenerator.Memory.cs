namespace KernelScript.Ir.Testing;

internal sealed partial class FunctionGenerator
{
    private void WriteVariable()
    {
        (Value pointer, IrType type) = _variables[_choices.Next(VariableCount)];
        _code.Store(pointer, 0, Scalar(type));
    }

    private void ReadVariable()
    {
        (Value pointer, IrType type) = _variables[_choices.Next(VariableCount)];
        _scalars.Add(_code.Load(type, pointer));
    }

    /// <summary>Reads or writes the local array or one of the caller, at a constant or a masked index.</summary>
    private void AccessArray()
    {
        IrType type = AnyType();
        if (_borrowed.Count > 0 && _choices.Chance(3))
        {
            ReadOrWrite(type, _borrowed[_choices.Next(_borrowed.Count)], AlignedOffset(type, BorrowedSize));
        }
        else if (_choices.Chance(3))
        {
            // The stack must be accessed aligned to the width: the index counts groups of eight bytes.
            Value group = Masked((ArraySize / 8) - 1);
            Value bytes = _code.Binary(IrOp.Shl, group, _code.Const(IrType.I64, 3));
            Value pointer = _code.Emit(IrOp.PtrAdd, IrType.Pointer(AddressSpace.Stack), [_array, bytes]);
            ReadOrWrite(type, pointer, AlignedOffset(type, 8));
        }
        else
        {
            ReadOrWrite(type, _array, AlignedOffset(type, _focus.Bytes));
        }
    }

    private void CopyArray()
    {
        (Value to, Value from) = _choices.Chance(2) ? (_copy, _array) : (_array, _copy);
        int size = 8 * (1 + _choices.Next(ArraySize / 8));
        if (_choices.Chance(3))
        {
            (to, from) = _choices.Chance(2) ? (GlobalAddress("buffer"), _array) : (_array, GlobalAddress("buffer"));
        }

        if (_choices.Chance(4))
        {
            _code.Emit(IrOp.MemZero, IrType.Void, [to], 8 * _choices.Next(2), size: Math.Min(_focus.Bytes, 24));
            return;
        }

        _code.Emit(IrOp.MemCopy, IrType.Void, [to, from], size: size);
    }

    private void AccessGlobal()
    {
        switch (_choices.Next(4))
        {
            case 0:
                ReadOrWrite(IrType.I64, GlobalAddress("counter"), 0);
                break;
            case 1:
                IrType type = AnyType();
                ReadOrWrite(type, GlobalAddress("buffer"), AlignedOffset(type, _focus.Bytes));
                break;
            case 2:
                IrType limit = AnyType();
                _scalars.Add(_code.Load(limit, GlobalAddress("limits"), AlignedOffset(limit, 16)));
                break;
            default:
                UpdateAtomically(GlobalAddress("buffer"), _focus.Bytes);
                break;
        }
    }

    private void UpdateAtomically(Value pointer, int size)
    {
        IrType type = _choices.Pick(IrType.I64, IrType.I32);
        IrOp op = (IrOp)((int)IrOp.AtomicAdd + _choices.Next(6));
        Value[] operands = op == IrOp.AtomicCompareExchange
            ? [pointer, Scalar(type), Scalar(type)]
            : [pointer, Scalar(type)];
        _scalars.Add(_code.Emit(op, type, operands, AlignedOffset(type, size)));
    }

    /// <summary>Reads or writes the packet behind a check, at a constant offset or at a checked index.</summary>
    private void AccessPacket()
    {
        IrType type = AnyType();
        int offset = _choices.Next(64);
        Value pointer = _packet;
        int needed = offset + type.Bytes;
        if (_choices.Chance(3))
        {
            pointer = _code.Emit(IrOp.PtrAdd, IrType.Pointer(AddressSpace.Packet), [_packet, Masked(63)]);
            offset = 0;
            needed = type.Bytes;
        }

        Value isThere = _choices.Chance(3)
            ? ComparedWithEnd(pointer, needed)
            : _code.Emit(IrOp.PacketCheck, IrType.Bool, [pointer, _packetEnd], needed);
        Guarded(isThere, () =>
        {
            ReadOrWrite(type, pointer, offset);
            Statements(2);
        });
    }

    /// <summary>The check as a programmer writes it.</summary>
    private Value ComparedWithEnd(Value pointer, int needed)
    {
        Value end = _code.Emit(
            IrOp.PtrAdd, IrType.Pointer(AddressSpace.Packet), [pointer, _code.Const(IrType.I64, needed)]);
        return _choices.Chance(2)
            ? _code.Compare(IrOp.ULe, end, _packetEnd)
            : _code.Unary(IrOp.Not, _code.Compare(IrOp.ULt, _packetEnd, end));
    }

    private void ReadOrWrite(IrType type, Value pointer, int offset)
    {
        if (_choices.Chance(2))
        {
            _code.Store(pointer, offset, Scalar(type));
        }
        else
        {
            _scalars.Add(_code.Load(type, pointer, offset));
        }
    }
}
