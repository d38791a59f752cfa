using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

// The context: constant offsets only, every access aligned to its size.
internal sealed partial class FunctionLowering
{
    private Value ReadContext(MemoryPlace place, TypeSymbol type, IrType irType)
    {
        if (place.Field is { Role: not ContextFieldRole.None } pointer)
        {
            return Code.Emit(IrOp.CtxLoad, irType, [place.Base], place.Offset, size: pointer.StorageSize);
        }

        int size = place.Field?.StorageSize ?? type.Size;
        Value raw = ReadContextBytes(place.Base, place.Offset, size);
        if (place.Field is { BitSize: > 0 } bits)
        {
            return ExtractBits(raw, bits, irType);
        }

        return irType.IsPointer
            ? Code.Emit(IrOp.IntToPtr, irType, [Resize(raw, IrType.I64, isSigned: false)])
            : irType == IrType.Bool ? IsNotZero(raw) : Resize(raw, irType, type.IsSigned());
    }

    // A field that is not aligned to its size, as records of tracepoints have them, is put together from smaller loads.
    private Value ReadContextBytes(Value context, int offset, int size)
    {
        int step = Math.Min(size, offset == 0 ? size : offset & -offset);
        IrType type = IrType.Integer(size * 8);
        if (step >= size)
        {
            return Code.Emit(IrOp.CtxLoad, type, [context], offset, size: size);
        }

        Value result = default;
        for (int i = 0; i < size; i += step)
        {
            Value part = Code.Emit(IrOp.CtxLoad, IrType.Integer(step * 8), [context], offset + i, size: step);
            Value placed = Shift(IrOp.Shl, Resize(part, type, isSigned: false), i * 8);
            result = result.IsValid ? Code.Binary(IrOp.Or, result, placed) : placed;
        }

        return result;
    }

    private Value FitContextField(MemoryPlace place, Value value)
    {
        IrType type = _scope.Function.TypeOf(value);
        if (type == IrType.Bool)
        {
            value = Code.Emit(IrOp.ZExt, IrType.I8, [value]);
        }

        return place.Field is { } field && type.IsInteger
            ? Resize(value, IrType.Integer(field.StorageSize * 8), isSigned: false)
            : value;
    }

    private void CopyContext(MemoryPlace source, MemoryPlace target, int size)
    {
        int done = 0;
        while (done < size)
        {
            int offset = source.Offset + done;
            int step = LargestStep(size - done, offset == 0 ? 8 : offset & -offset, target.Offset + done);
            Value part = Code.Emit(IrOp.CtxLoad, IrType.Integer(step * 8), [source.Base], offset, size: step);
            Code.Store(target.Base, target.Offset + done, part);
            done += step;
        }
    }

    private static int LargestStep(int left, int alignment, int targetOffset)
    {
        int step = 8;
        while (step > left || step > alignment || targetOffset % step != 0)
        {
            step /= 2;
        }

        return step;
    }
}
