using System.Diagnostics;
using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

// From storage expressions to places: first the operands, then the checks.
internal sealed partial class FunctionLowering
{
    /// <summary>Evaluates the operands of storage; a value that is no storage goes to a temporary.</summary>
    private Storage Prepare(BoundExpression expression) => expression switch
    {
        BoundVariable v => new VariableStorage(v.Variable),
        BoundField f => new FieldStorage(Prepare(f.Receiver), f.Field),
        BoundIndex i => PrepareElement(i),
        BoundDereference d => PreparePointer(d.Pointer, d.Type),
        BoundMapEntry e => new EntryStorage(e.Map, KeyAddress(e.Key)),
        BoundConversion { Operand.Type: var inner } c when inner.IsAggregate() && c.Type.Size == inner.Size =>
            Prepare(c.Operand),
        _ => new TemporaryStorage(LowerToTemporary(expression)),
    };

    private ElementStorage PrepareElement(BoundIndex index)
    {
        Storage parent = Prepare(index.Array);
        int count = index.Array.Type switch
        {
            ArrayType array => array.Count,
            StringType text => text.Capacity,
            _ => throw new UnreachableException($"No elements in {index.Array.Type}."),
        };
        if (index.Index.TryConstant(out long constant))
        {
            return new ElementStorage(parent, index.Type, count, constant, default, 0);
        }

        return new ElementStorage(parent, index.Type, count, 0, LowerOffset(index.Index), index.Index.MaxValue());
    }

    /// <summary>An integer as i64, extended by the sign of its type.</summary>
    private Value LowerOffset(BoundExpression expression) =>
        Extend(LowerValue(expression), IrType.I64, expression.Type.IsSigned());

    /// <summary>Takes a pointer apart into a base, constant bytes and bytes known at run time.</summary>
    private PointerStorage PreparePointer(BoundExpression pointer, TypeSymbol target)
    {
        long offset = 0;
        Value dynamic = default;
        ulong most = 0;
        BoundExpression rest = pointer;
        while (true)
        {
            switch (rest)
            {
                case BoundConversion { Type: PointerType, Operand: { Type: PointerType } inner }:
                    rest = inner;
                    continue;
                case BoundNonNull { Operand: var tested }:
                    rest = tested;
                    continue;
                case BoundBinary { Operation: BinaryOperation.PointerAdd or BinaryOperation.PointerSubtract } sum:
                    long scale = Math.Max(1, ((PointerType)sum.Left.Type).Element.Size);
                    bool isAdd = sum.Operation == BinaryOperation.PointerAdd;
                    if (sum.Right.TryConstant(out long count))
                    {
                        offset += isAdd ? count * scale : -count * scale;
                    }
                    else if (isAdd)
                    {
                        ulong step = sum.Right.MaxValue();
                        bool isHuge = step > uint.MaxValue || most > uint.MaxValue;
                        most = isHuge ? ulong.MaxValue : most + step * (ulong)scale;
                        dynamic = AddOffsets(Scale(LowerOffset(sum.Right), scale), dynamic);
                    }
                    else
                    {
                        break;
                    }

                    rest = sum.Left;
                    continue;
            }

            break;
        }

        return new PointerStorage(
            NonNull(LowerValue(rest)), _origins.OriginOf(rest), offset, dynamic, most, target.Size, target.Alignment);
    }

    private Value AddOffsets(Value a, Value b) => b.IsValid ? Code.Binary(IrOp.Add, a, b) : a;

    private Value Scale(Value index, long size) =>
        size == 1 ? index : Code.Binary(IrOp.Mul, index, Code.Const(IrType.I64, size));

    /// <summary>Makes the checks of an access and gives the place.</summary>
    private MemoryPlace Resolve(Storage storage, Access access) => storage switch
    {
        VariableStorage v => ResolveVariable(v.Variable, access),
        FieldStorage f => ResolveField(f, access),
        ElementStorage e => ResolveElement(e, access),
        PointerStorage p => ResolvePointer(p, access),
        EntryStorage e => ResolveEntry(e.Map, e.Key, access),
        TemporaryStorage t => t.Place,
        _ => throw new UnreachableException($"No place for {storage.GetType().Name}."),
    };

    private MemoryPlace ResolveVariable(VariableSymbol variable, Access access)
    {
        switch (variable.Kind)
        {
            case VariableKind.Local or VariableKind.Parameter:
                return PlaceOf(variable);
            case VariableKind.PinnedGlobal:
                FieldSymbol field = _module.Pinned.FieldOf(variable);
                Value key = ScalarSlot(Code.Const(IrType.I32, 0));
                IrType type = IrType.NullablePointer(AddressSpace.MapValue);
                Value entry = Code.Emit(IrOp.MapLookup, type, [key], symbol: PinnedGlobals.MapName);
                return new MemoryPlace(GuardNotNull(entry, access), 0, 8, new PointerOrigin(AddressSpace.MapValue))
                    .At(field.Offset);
            default:
                Value address = Code.Emit(
                    IrOp.GlobalAddr, IrType.Pointer(AddressSpace.Global), [], symbol: variable.Name);
                return new MemoryPlace(
                    address, 0, Math.Clamp(variable.Type.Alignment, 1, 8), new PointerOrigin(AddressSpace.Global));
        }
    }

    private MemoryPlace ResolveField(FieldStorage storage, Access access)
    {
        MemoryPlace parent = Resolve(storage.Parent, access);
        return parent.At(storage.Field.Offset, storage.Field);
    }

    private MemoryPlace ResolveElement(ElementStorage storage, Access access)
    {
        MemoryPlace parent = Resolve(storage.Parent, access);
        int size = Math.Max(1, storage.Element.Size);
        if (!storage.Index.IsValid)
        {
            if (storage.ConstantIndex < 0 || storage.ConstantIndex >= storage.Count)
            {
                access.GuardNever();
                return parent;
            }

            return parent.At((int)storage.ConstantIndex * size);
        }

        if (storage.MaxIndex >= (ulong)storage.Count)
        {
            AddCheck(AddedCheckKind.ArrayIndex, $"index below {storage.Count}");
            access.Guard(Code.Compare(IrOp.ULt, storage.Index, Code.Const(IrType.I64, storage.Count)));
        }

        return Step(IndexableContext(parent, storage), Scale(storage.Index, size), size);
    }

    // Offsets into the context are part of instructions: an array there is copied before it is indexed.
    private MemoryPlace IndexableContext(MemoryPlace array, ElementStorage storage)
    {
        if (!array.IsContext)
        {
            return array;
        }

        int bytes = storage.Count * storage.Element.Size;
        MemoryPlace copy = Temporary(bytes);
        CopyContext(array, copy, bytes);
        return copy;
    }

    // The constant part stays outside of the pointer: checks of a packet on one base merge.
    private MemoryPlace Step(MemoryPlace place, Value bytes, int alignment)
    {
        Value pointer = Code.Emit(IrOp.PtrAdd, _scope.Function.TypeOf(place.Base), [place.Base, bytes]);
        return place with
        {
            Base = pointer, Field = null, Alignment = Math.Min(place.Alignment, alignment & -alignment),
        };
    }

    private MemoryPlace ResolvePointer(PointerStorage storage, Access access)
    {
        Value pointer = storage.Pointer;
        PointerOrigin origin = storage.Origin.IsKnown ? storage.Origin : new PointerOrigin(AddressSpace.Kernel);
        if (!storage.Dynamic.IsValid)
        {
            if (origin.Space == AddressSpace.Packet && (origin.IsFarReaching || storage.Offset < 0))
            {
                return Rebase(storage, origin, access);
            }

            return new MemoryPlace(pointer, 0, storage.Alignment, origin).At((int)storage.Offset);
        }

        ulong limit = ulong.MaxValue;
        if (origin.Space == AddressSpace.Packet)
        {
            if (origin.IsFarReaching || storage.Offset < 0)
            {
                return Rebase(storage, origin, access);
            }

            limit = (ulong)(PointerOrigin.MaxReach - origin.Bound);
        }
        else if (origin.Bound > 0)
        {
            long room = origin.Bound - storage.Offset - Math.Max(1, storage.Size);
            if (storage.Offset < 0 || room < 0)
            {
                access.GuardNever();
                return new MemoryPlace(pointer, 0, 1, origin);
            }

            limit = (ulong)room;
        }

        if (storage.MaxDynamic > limit)
        {
            AddCheck(AddedCheckKind.PointerBounds, $"offset at most {limit} bytes");
            access.Guard(Code.Compare(IrOp.ULe, storage.Dynamic, Code.Const(IrType.I64, (long)limit)));
        }

        return Step(new MemoryPlace(pointer, 0, storage.Alignment, origin), storage.Dynamic, storage.Alignment)
            .At((int)storage.Offset);
    }

    // The verifier follows packet pointers only so far from the start. What may be further away, or behind the
    // pointer, is counted from the start again.
    private MemoryPlace Rebase(PointerStorage storage, PointerOrigin origin, Access access)
    {
        Value pointer = MaterializePointer(storage);
        if (ContextField(ContextFieldRole.PacketData) is not { } field)
        {
            return new MemoryPlace(pointer, 0, 1, origin);
        }

        Value start = LoadContextPointer(field, AddressSpace.Packet);
        Value offset = Code.Emit(IrOp.PtrDiff, IrType.I64, [pointer, start]);
        AddCheck(AddedCheckKind.PointerBounds, "offset from the packet's start");
        access.Guard(Code.Compare(IrOp.ULe, offset, Code.Const(IrType.I64, PointerOrigin.MaxReach)));
        return Step(new MemoryPlace(start, 0, 1, new PointerOrigin(AddressSpace.Packet)), offset, 1);
    }

    /// <summary>The pointer as one value.</summary>
    private Value MaterializePointer(PointerStorage storage)
    {
        Value pointer = storage.Pointer;
        IrType type = _scope.Function.TypeOf(pointer);
        long offset = storage.Offset;
        if (storage.Dynamic.IsValid)
        {
            Value dynamic = storage.Dynamic;
            if (type.Space == AddressSpace.Packet && storage.MaxDynamic > uint.MaxValue)
            {
                dynamic = LimitPacketOffset(dynamic);
                offset -= PacketOffsetBias;
            }

            pointer = Code.Emit(IrOp.PtrAdd, type, [pointer, dynamic]);
        }

        return offset == 0 ? pointer : Advance(pointer, offset);
    }

    private const int PacketOffsetBias = 0x10000;

    // The verifier refuses to add numbers to packet pointers that it knows no limits of. What is further away than any
    // packet is long becomes just that: an access there fails all the same.
    private Value LimitPacketOffset(Value offset)
    {
        Value biased = Code.Binary(IrOp.Add, offset, Code.Const(IrType.I64, PacketOffsetBias));
        Value isNear = Code.Compare(IrOp.ULe, biased, Code.Const(IrType.I64, 2 * PacketOffsetBias));
        return Code.Emit(IrOp.Select, IrType.I64, [isNear, biased, Code.Const(IrType.I64, 3 * PacketOffsetBias)]);
    }

    private MemoryPlace ResolveEntry(MapSymbol map, Value key, Access access)
    {
        Value entry = Lookup(map, key);
        AddCheck(AddedCheckKind.MapPresence, $"entry of '{map.Name}' present");
        return new MemoryPlace(GuardNotNull(entry, access), 0, 8, OriginOfEntry(map));
    }

    private Value GuardNotNull(Value pointer, Access access)
    {
        access.Guard(IsNotNull(pointer));
        return NonNull(pointer);
    }

    private Value NonNull(Value pointer)
    {
        IrType type = _scope.Function.TypeOf(pointer);
        return type.IsNullable ? Code.Emit(IrOp.NonNull, type.AsNonNull(), [pointer]) : pointer;
    }

    private Value IsNotNull(Value pointer) =>
        Code.Compare(IrOp.Ne, pointer, Code.Const(_scope.Function.TypeOf(pointer), 0));

    private static PointerOrigin OriginOfEntry(MapSymbol map) => new(
        AddressSpace.MapValue, map.IsPerCpu ? OriginDetail.PerCpu : OriginDetail.None, map.Value.Size);

    private void AddCheck(AddedCheckKind kind, string description)
    {
        if (_currentNode is { } node)
        {
            _module.AddedChecks.Add(new AddedCheck(kind, node.Location, description));
        }
    }
}
