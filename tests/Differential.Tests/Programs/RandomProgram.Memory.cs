using KernelScript.Ir;

namespace Differential.Tests.Programs;

/// <content>Loads, stores, copies, atomics, maps.</content>
internal sealed partial class RandomProgram
{
    private (Value Pointer, int Room) Memory(bool writable)
    {
        switch (_random.Next(5))
        {
            case 0 when _packet.IsValid:
            case 1 when _packet.IsValid:
                return (_packet, PacketBytes);
            case 2 when _mapValue.IsValid:
                return (_mapValue, 32);
            case 3:
                bool table = !writable && _random.Next(2) == 0;
                string name = table ? "table" : Global;
                Value address = _build.Emit(IrOp.GlobalAddr, IrType.Pointer(AddressSpace.Global), [], 0, name);
                return (address, table ? 16 : 32);
            default:
                return (_frame, FrameBytes);
        }
    }

    private Value Place(int bytes, bool writable, out int offset)
    {
        (Value pointer, int room) = Memory(writable);
        int places = room / bytes;
        if (bytes == 1 && pointer != _frame && pointer != _packet && _random.Next(2) == 0)
        {
            Value index = _build.Binary(IrOp.And, Any(IrType.I64), _build.Const(IrType.I64, 7));
            offset = _random.Next(4);
            return _build.Emit(IrOp.PtrAdd, Type(pointer), [pointer, index]);
        }

        offset = _random.Next(8) == 0 ? _random.Next(room - bytes + 1) : _random.Next(places) * bytes;
        if (_random.Next(4) == 0)
        {
            pointer = _build.Emit(IrOp.PtrAdd, Type(pointer), [pointer, _build.Const(IrType.I64, offset)]);
            offset = 0;
        }

        return pointer;
    }

    private void Load()
    {
        IrType type = Pick(_types);
        Value pointer = Place(type.Bytes, writable: false, out int offset);
        Add(_build.Load(type, pointer, offset));
    }

    private void Store()
    {
        if (_random.Next(6) == 0)
        {
            int size = _random.Next(1, 16);
            (Value to, _) = Memory(writable: true);
            (Value from, _) = Memory(writable: false);
            if (to == from || _random.Next(2) == 0)
            {
                _build.Emit(IrOp.MemZero, IrType.Void, [to], _random.Next(8), size: size);
            }
            else if (Type(to).Space != Type(from).Space)
            {
                _build.Emit(IrOp.MemCopy, IrType.Void, [to, from], size: size);
            }

            return;
        }

        IrType type = Pick(_types);
        Value value = Any(type);
        Value pointer = Place(type.Bytes, writable: true, out int offset);
        _build.Store(pointer, offset, value);
    }

    private void Atomic()
    {
        if (!_mapValue.IsValid)
        {
            return;
        }

        IrType type = _random.Next(2) == 0 ? IrType.I32 : IrType.I64;
        int offset = _random.Next(4) * 8;
        IrOp op = IrOp.AtomicAdd + _random.Next(6);
        Value[] operands = [_mapValue, Any(type)];
        operands = op == IrOp.AtomicCompareExchange ? [.. operands, Any(type)] : operands;
        Value old = _build.Emit(op, type, operands, offset);
        if (_random.Next(2) == 0)
        {
            Add(old);
        }
    }

    /// <summary>Looks a key of a few possible ones up, and writes or deletes it as found or not.</summary>
    private void UseHash()
    {
        if (!_key.IsValid)
        {
            return;
        }

        Value number = _build.Binary(IrOp.And, Any(IrType.I64), _build.Const(IrType.I64, 3));
        _build.Store(_key, 0, number);
        switch (_random.Next(4))
        {
            case 0:
                Add(_build.Emit(IrOp.MapDelete, IrType.I64, [_key], symbol: Hash));
                break;
            case 1:
                Add(_build.Emit(IrOp.MapUpdate, IrType.I64, [_key, _frame], _random.Next(3), Hash));
                break;
            default:
                LookUp();
                break;
        }
    }

    private void LookUp()
    {
        IrType nullable = IrType.NullablePointer(AddressSpace.MapValue);
        Value found = _build.Emit(IrOp.MapLookup, nullable, [_key], symbol: Hash);
        IrBlock present = _build.Function.NewBlock();
        IrBlock join = _build.Function.NewBlock();
        IrType type = Pick(_types);
        Value other = Any(type);
        Value isPresent = _build.Compare(IrOp.Ne, found, _build.Const(nullable, 0));
        _build.CondBranch(isPresent, new BlockTarget(present.Id), new BlockTarget(join.Id, other));
        _build.Block = present;
        Value value = _build.Emit(IrOp.NonNull, IrType.Pointer(AddressSpace.MapValue), [found]);
        Value loaded = _build.Load(type, value, _random.Next(16 / type.Bytes) * type.Bytes);
        if (_random.Next(2) == 0)
        {
            IrType stored = Pick(_types);
            _build.Store(value, _random.Next(16 / stored.Bytes) * stored.Bytes, Any(stored));
        }

        _build.Branch(join, loaded);
        Join(join, [type]);
    }

    /// <summary>A read through a kernel pointer to nowhere gives zero.</summary>
    private void ReadNowhere()
    {
        IrType type = Pick(_types);
        AddressSpace space = _random.Next(2) == 0 ? AddressSpace.Kernel : AddressSpace.User;
        Value number = _build.Binary(IrOp.And, Any(IrType.I64), _build.Const(IrType.I64, 1));
        Value pointer = _build.Emit(IrOp.IntToPtr, IrType.Pointer(space), [number]);
        Add(_build.Load(type, pointer, _random.Next(64)));
    }
}
