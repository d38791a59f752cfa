using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

// Reads and writes of places.
internal sealed partial class FunctionLowering
{
    /// <summary>Bytes copied or zeroed by loads and stores where the back end does not know the alignment.</summary>
    private const int MaxPieces = 128;

    /// <summary>Reads a scalar or pointer.</summary>
    private Value Read(MemoryPlace place, TypeSymbol type, IrType irType, Access access)
    {
        if (place.IsContext)
        {
            return ReadContext(place, type, irType);
        }

        CheckPacket(place, place.Field?.StorageSize ?? type.Size, access);
        if (place.Field is { BitSize: > 0 } bits)
        {
            Value unit = Code.Load(IrType.Integer(bits.StorageSize * 8), place.Base, place.Offset);
            return ExtractBits(unit, bits, irType);
        }

        // A byte that others write may have any value; only ours are known to be 0 or 1.
        if (irType == IrType.Bool && place.Origin.Space != AddressSpace.Stack)
        {
            return IsNotZero(Code.Load(IrType.I8, place.Base, place.Offset));
        }

        return Code.Load(irType, place.Base, place.Offset);
    }

    /// <summary>Writes a scalar or pointer.</summary>
    private void Write(MemoryPlace place, Value value, Access access, BoundNode node)
    {
        if (place.IsContext)
        {
            Code.Emit(IrOp.CtxStore, IrType.Void, [place.Base, FitContextField(place, value)], place.Offset);
            return;
        }

        RejectReadOnly(place, node);
        IrType type = _scope.Function.TypeOf(value);
        CheckPacket(place, place.Field?.StorageSize ?? type.Bytes, access);
        if (place.Field is { BitSize: > 0 } bits)
        {
            IrType unitType = IrType.Integer(bits.StorageSize * 8);
            Value unit = Code.Load(unitType, place.Base, place.Offset);
            value = InsertBits(unit, value, bits);
        }

        Code.Store(place.Base, place.Offset, value);
    }

    private void RejectReadOnly(MemoryPlace place, BoundNode node)
    {
        if (place.Origin.Space is AddressSpace.Kernel or AddressSpace.User or AddressSpace.Btf)
        {
            Report(LoweringDescriptors.WriteToKernel, node);
        }
    }

    /// <summary>Makes sure that the packet goes on for <paramref name="size"/> bytes at a place.</summary>
    private void CheckPacket(MemoryPlace place, int size, Access access)
    {
        if (place.Origin.Space != AddressSpace.Packet)
        {
            return;
        }

        AddCheck(AddedCheckKind.PacketBounds, $"{size} bytes at offset {place.Offset} inside the packet");
        bool isMeta = place.Origin.Detail == OriginDetail.PacketMeta;
        Value end = isMeta && ContextField(ContextFieldRole.PacketData) is { } data
            ? LoadContextPointer(data, AddressSpace.PacketEnd)
            : PacketEnd();
        access.Guard(Code.Emit(IrOp.PacketCheck, IrType.Bool, [place.Base, end], place.Offset + size));
    }

    private Value ExtractBits(Value unit, FieldSymbol field, IrType type)
    {
        IrType unitType = _scope.Function.TypeOf(unit);
        int width = unitType.Bits;
        Value high = Shift(IrOp.Shl, unit, width - field.BitOffset - field.BitSize);
        Value low = Shift(field.Type.IsSigned() ? IrOp.AShr : IrOp.LShr, high, width - field.BitSize);
        return type == IrType.Bool ? IsNotZero(low) : Resize(low, type, field.Type.IsSigned());
    }

    private Value InsertBits(Value unit, Value value, FieldSymbol field)
    {
        IrType unitType = _scope.Function.TypeOf(unit);
        long mask = (field.BitSize == 64 ? -1L : (1L << field.BitSize) - 1) << field.BitOffset;
        Value placed = Shift(IrOp.Shl, Resize(value, unitType, isSigned: false), field.BitOffset);
        Value inside = Code.Binary(IrOp.And, placed, Code.Const(unitType, mask));
        Value outside = Code.Binary(IrOp.And, unit, Code.Const(unitType, ~mask));
        return Code.Binary(IrOp.Or, outside, inside);
    }

    private Value Shift(IrOp op, Value value, int bits) =>
        bits == 0 ? value : Code.Binary(op, value, Code.Const(_scope.Function.TypeOf(value), bits));

    private Value IsNotZero(Value value) =>
        Code.Compare(IrOp.Ne, value, Code.Const(_scope.Function.TypeOf(value), 0));

    /// <summary>Copies a value of an aggregate type. Pointers in it stay pointers to the verifier.</summary>
    private void CopyMemory(MemoryPlace target, MemoryPlace source, TypeSymbol type)
    {
        bool isFrame = target.Origin.Space == AddressSpace.Stack && source.Origin.Space == AddressSpace.Stack;
        if (isFrame && type is StructType structure && structure.Fields.Any(f => HoldsPointer(f.Type)))
        {
            foreach (FieldSymbol field in structure.Fields)
            {
                CopyField(target.At(field.Offset), source.At(field.Offset), field);
            }
        }
        else
        {
            CopyBytes(target, source, type.Size);
        }
    }

    private static bool HoldsPointer(TypeSymbol type) => type switch
    {
        PointerType => true,
        StructType structure => structure.Fields.Any(f => HoldsPointer(f.Type)),
        _ => false,
    };

    private void CopyField(MemoryPlace target, MemoryPlace source, FieldSymbol field)
    {
        if (field.Type is PointerType)
        {
            IrType type = TypeOf(field.Type, _module.Origins.FieldOrigins.GetValueOrDefault(field));
            Code.Store(target.Base, target.Offset, Code.Load(type, source.Base, source.Offset));
        }
        else if (field.Type is StructType structure)
        {
            CopyMemory(target, source, structure);
        }
        else
        {
            CopyBytes(target, source, field.StorageSize);
        }
    }

    // The back end knows how its own frame is aligned. Frame memory that came by address is as aligned as its type,
    // which only we know; small pieces of it are copied one by one.
    private void CopyBytes(MemoryPlace target, MemoryPlace source, int size)
    {
        if (size <= 0)
        {
            return;
        }

        if ((IsAlignmentKnown(target) && IsAlignmentKnown(source)) || size > MaxPieces)
        {
            Code.Emit(IrOp.MemCopy, IrType.Void, [AddressOf(target), AddressOf(source)], size: size);
            return;
        }

        for (int done = 0; done < size;)
        {
            int width = Math.Min(StepAt(source, done, size - done), StepAt(target, done, size - done));
            Value piece = Code.Load(IrType.Integer(width * 8), source.Base, source.Offset + done);
            Code.Store(target.Base, target.Offset + done, piece);
            done += width;
        }
    }

    private void ZeroMemory(MemoryPlace target, int offset, int size)
    {
        if (size <= 0)
        {
            return;
        }

        if (IsAlignmentKnown(target) || size > MaxPieces)
        {
            Code.Emit(IrOp.MemZero, IrType.Void, [target.Base], target.Offset + offset, size: size);
            return;
        }

        for (int done = offset; done < offset + size;)
        {
            int width = StepAt(target, done, offset + size - done);
            Code.Store(target.Base, target.Offset + done, Code.Const(IrType.Integer(width * 8), 0));
            done += width;
        }
    }

    private bool IsAlignmentKnown(MemoryPlace place) =>
        place.Origin.Space != AddressSpace.Stack || _scope.Allocas.Contains(place.Base);

    private static int StepAt(MemoryPlace place, int offset, int left) => place.Origin.Space == AddressSpace.Stack
        ? LargestStep(left, Math.Max(1, place.Alignment), offset)
        : LargestStep(left, 8, 0);

    /// <summary>A value in memory of its own, for a key or an argument that goes by address.</summary>
    private Value ScalarSlot(Value value)
    {
        Value slot = Allocate(_scope.Function.TypeOf(value).Bytes);
        Code.Store(slot, 0, value);
        return slot;
    }

    /// <summary>The address of a key or value of a map: exactly as wide as declared, padding zero.</summary>
    private Value KeyAddress(BoundExpression expression) => expression.Type.IsAggregate()
        ? AddressOf(AggregatePlace(expression))
        : ScalarSlot(LowerValue(expression));

    /// <summary>An aggregate in the frame: a local variable, else a copy.</summary>
    private MemoryPlace AggregatePlace(BoundExpression expression)
    {
        if (expression is BoundVariable { Variable: { Kind: VariableKind.Local or VariableKind.Parameter } variable })
        {
            return PlaceOf(variable);
        }

        return LowerToTemporary(expression);
    }

    private MemoryPlace LowerToTemporary(BoundExpression expression)
    {
        MemoryPlace place = Temporary(expression.Type.Size);
        LowerInto(expression, place);
        return place;
    }

    /// <summary>Copies storage to memory; what cannot be read counts as zero.</summary>
    private void CopyStorage(BoundExpression expression, MemoryPlace target)
    {
        Storage storage = Prepare(expression);
        int size = expression.Type.Size;
        var access = new Access(_scope);
        MemoryPlace source = Resolve(storage, access);
        if (source.IsContext)
        {
            CopyContext(source, target, size);
            return;
        }

        CheckPacket(source, size, access);
        CopyMemory(target, source, expression.Type);
        if (source.Origin.Space is not (AddressSpace.Stack or AddressSpace.Global or AddressSpace.MapValue))
        {
            ZeroPadding(expression.Type, target);
        }

        access.Finish(() => ZeroMemory(target, 0, size));
    }

    /// <summary>Zeroes the padding of a struct that was copied from memory of others.</summary>
    private void ZeroPadding(TypeSymbol type, MemoryPlace place)
    {
        switch (type)
        {
            case StructType structure:
                int end = 0;
                foreach (FieldSymbol field in structure.Fields)
                {
                    ZeroMemory(place, end, field.Offset - end);
                    ZeroPadding(field.Type, place.At(field.Offset));
                    end = Math.Max(end, field.Offset + field.StorageSize);
                }

                ZeroMemory(place, end, structure.Size - end);
                break;
            case ArrayType { Element: StructType or ArrayType } array:
                for (int i = 0; i < array.Count; i++)
                {
                    ZeroPadding(array.Element, place.At(i * array.Element.Size));
                }

                break;
        }
    }
}
