using System.Diagnostics;
using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

// Map entries as a whole, and operations of maps.
internal sealed partial class FunctionLowering
{
    private const long UpdateAny = 0;
    private const long UpdateIfAbsent = 1;

    private Value Lookup(MapSymbol map, Value key) => Code.Emit(
        IrOp.MapLookup, IrType.NullablePointer(AddressSpace.MapValue), [key], symbol: map.Name);

    private Value Update(MapSymbol map, Value key, Value value, long flags) =>
        Code.Emit(IrOp.MapUpdate, IrType.I64, [key, value], flags, map.Name);

    // Entries of arrays are always there: writing in place saves the call of a helper.
    private void AssignEntry(MapSymbol map, Value key, BoundExpression value)
    {
        if (!map.IsArray)
        {
            _ = Update(map, key, KeyAddress(value), UpdateAny);
            return;
        }

        MemoryPlace? aggregate = value.Type.IsAggregate() ? AggregatePlace(value) : null;
        Value scalar = aggregate is null ? LowerValue(value) : default;
        var access = new Access(_scope);
        MemoryPlace place = ResolveEntry(map, key, access);
        if (aggregate is { } source)
        {
            CopyMemory(place, source, value.Type);
        }
        else
        {
            Write(place, scalar, access, value);
        }

        access.Finish();
    }

    /// <summary>
    /// <c>m[k] op= e</c>: an absent entry starts from zero. When another CPU creates it between lookup and update,
    /// the update fails and the entry is changed in place after all.
    /// </summary>
    private void ChangeEntry(BoundCompoundAssignment assignment, EntryStorage entry, Value operand)
    {
        IrFunction function = _scope.Function;
        MapSymbol map = entry.Map;
        Value found = Lookup(map, entry.Key);
        IrBlock present = function.NewBlock();
        IrBlock absent = function.NewBlock();
        IrBlock done = function.NewBlock();
        Value pointer = function.NewParameter(present, IrType.Pointer(AddressSpace.MapValue));
        IrBlock direct = function.NewBlock();
        Code.CondBranch(IsNotNull(found), direct, absent);
        Code.Block = direct;
        Code.Branch(present, NonNull(found));

        Code.Block = absent;
        if (map.IsArray)
        {
            Code.Branch(done);
        }
        else
        {
            CreateEntry(assignment, entry, operand, present, done);
        }

        Code.Block = present;
        ChangePlace(assignment, new MemoryPlace(pointer, 0, 8, OriginOfEntry(map)), operand, new Access(_scope));
        Code.Branch(done);
        Code.Block = done;
    }

    private void CreateEntry(
        BoundCompoundAssignment assignment, EntryStorage entry, Value operand, IrBlock present, IrBlock done)
    {
        TypeSymbol type = assignment.Target.Type;
        Value zero = Code.Const(type.ToIr(), 0);
        Value initial = Arithmetic(assignment.Operation, zero, operand, type.IsSigned());
        Value result = Update(entry.Map, entry.Key, ScalarSlot(initial), UpdateIfAbsent);
        IrBlock again = _scope.Function.NewBlock();
        IrBlock found = _scope.Function.NewBlock();
        Code.CondBranch(IsNotZero(result), again, done);
        Code.Block = again;
        Value second = Lookup(entry.Map, entry.Key);
        Code.CondBranch(IsNotNull(second), found, done);
        Code.Block = found;
        Code.Branch(present, NonNull(second));
    }

    private void LowerDelete(BoundDelete delete) =>
        Code.Emit(IrOp.MapDelete, IrType.I64, [KeyAddress(delete.Key)], symbol: delete.Map.Name);

    private Value LowerMapOperation(BoundMapOperation operation)
    {
        switch (operation.Operation)
        {
            case MapOperation.Reserve:
                return ReserveRecord(operation.Map);
            case MapOperation.Submit or MapOperation.Discard:
                Value record = NonNull(LowerValue(operation.Arguments[0]));
                IrOp op = operation.Operation == MapOperation.Submit ? IrOp.RingSubmit : IrOp.RingDiscard;
                Code.Emit(op, IrType.Void, [record]);
                return ZeroOf(operation);
            case MapOperation.Output:
                return OutputRecord(operation);
            default:
                throw new UnreachableException($"No lowering of {operation.Operation}.");
        }
    }

    // Every variable is zero until it is assigned, and userspace must not see what was there before.
    private Value ReserveRecord(MapSymbol map)
    {
        int size = Math.Max(1, map.Value.Size);
        IrType type = IrType.NullablePointer(AddressSpace.RingBuffer);
        Value record = Code.Emit(IrOp.RingReserve, type, [], symbol: map.Name, size: size);
        var join = new Join(_scope, IrType.Void);
        IrBlock reserved = _scope.Function.NewBlock();
        Code.CondBranch(IsNotNull(record), reserved, join.Block);
        Code.Block = reserved;
        Code.Emit(IrOp.MemZero, IrType.Void, [NonNull(record)], size: size);
        join.Add(default);
        _ = join.End();
        return record;
    }

    private Value OutputRecord(BoundMapOperation operation)
    {
        BoundExpression value = operation.Arguments[0];
        Value data = value.Type is PointerType ? NonNull(LowerValue(value)) : KeyAddress(value);
        TypeSymbol type = value.Type is PointerType pointer ? pointer.Element : value.Type;
        Value map = Code.Emit(IrOp.MapAddr, IrType.Pointer(AddressSpace.Map), [], symbol: operation.Map.Name);
        Value size = Code.Const(IrType.I64, type.Size);
        Value flags = Code.Const(IrType.I64, 0);
        Value result = Code.Emit(IrOp.Helper, IrType.I64, [map, data, size, flags], HelperNumbers.RingBufferOutput);
        IrType wanted = TypeOf(operation);
        return wanted == IrType.Void ? default : Resize(result, wanted, isSigned: true);
    }
}
