using System.Diagnostics;
using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

internal sealed partial class FunctionLowering
{
    private void LowerStatement(BoundStatement statement)
    {
        // Nothing goes to what follows a return, break or continue.
        if (Code.IsTerminated)
        {
            return;
        }

        if (statement is BoundBlock block)
        {
            foreach (BoundStatement inner in block.Statements)
            {
                LowerStatement(inner);
            }

            return;
        }

        Code.Position = _module.PositionOf(statement.Syntax);
        _currentNode = statement.Syntax;
        LowerSimple(statement);
    }

    private void LowerSimple(BoundStatement statement)
    {
        switch (statement)
        {
            case BoundDeclaration n:
                LowerDeclaration(n);
                break;
            case BoundAssignment n:
                LowerAssignment(n);
                break;
            case BoundCompoundAssignment n:
                LowerCompoundAssignment(n);
                break;
            case BoundExpressionStatement n:
                LowerForEffect(n.Expression);
                break;
            case BoundIf n:
                LowerIf(n);
                break;
            case BoundForRange n:
                LowerForRange(n);
                break;
            case BoundWhile n:
                LowerWhile(n);
                break;
            case BoundForMap n:
                LowerForMap(n);
                break;
            case BoundBreak:
                Code.Branch(_scope.Loops.Peek().Break);
                break;
            case BoundContinue:
                Code.Branch(_scope.Loops.Peek().Continue);
                break;
            case BoundReturn n:
                LowerReturn(n);
                break;
            case BoundDelete n:
                LowerDelete(n);
                break;
            case BoundTry or BoundThrow or BoundDefer:
                Report(LoweringDescriptors.ErrorHandling, statement);
                break;
            default:
                throw new UnreachableException($"No lowering of {statement.GetType().Name}.");
        }
    }

    private void LowerDeclaration(BoundDeclaration declaration)
    {
        VariableSymbol variable = declaration.Variable;
        DeclareVariable(variable);
        if (declaration.Initializer is { } value)
        {
            AssignVariable(variable, value, isNew: true);
            return;
        }

        MemoryPlace place = PlaceOf(variable);
        if (variable.Type.IsAggregate())
        {
            ZeroMemory(place, 0, variable.Type.Size);
        }
        else
        {
            Code.Store(place.Base, place.Offset, ZeroOfVariable(variable));
        }

        SetPresence(variable, () => Code.Const(IrType.Bool, 1));
    }

    private Value ZeroOfVariable(VariableSymbol variable)
    {
        if (variable.Type is not PointerType)
        {
            return Code.Const(variable.Type.ToIr(), 0);
        }

        IrType type = TypeOf(variable.Type, _origins.OriginOf(new BoundVariable(_source.Body.Syntax, variable)));
        return Code.Const(type with { IsNullable = true }, 0);
    }

    private void SetPresence(VariableSymbol variable, Func<Value> presence)
    {
        if (variable.HasPresence)
        {
            MemoryPlace place = PresenceOf(variable);
            Code.Store(place.Base, place.Offset, presence());
        }
    }

    private void AssignVariable(VariableSymbol variable, BoundExpression value, bool isNew)
    {
        MemoryPlace place = PlaceOf(variable);
        if (variable.HasPresence && EntryOf(value) is { } entry)
        {
            AssignWithPresence(variable, entry, value);
        }
        else if (!variable.Type.IsAggregate())
        {
            Code.Store(place.Base, place.Offset, LowerValue(value));
            SetPresence(variable, () => Code.Const(IrType.Bool, 1));
        }
        else if (isNew || value is BoundVariable or BoundZero or BoundStringLiteral)
        {
            // A declaration in a loop may still read its own variable through a pointer, but not by name.
            if (value is not BoundVariable same || same.Variable != variable)
            {
                LowerInto(value, place);
            }
        }
        else
        {
            CopyMemory(place, LowerToTemporary(value), variable.Type);
        }
    }

    private static BoundMapEntry? EntryOf(BoundExpression value) => value switch
    {
        BoundMapEntry entry => entry,
        BoundConversion conversion => EntryOf(conversion.Operand),
        _ => null,
    };

    // One lookup tells both whether the entry is there and what it holds.
    private void AssignWithPresence(VariableSymbol variable, BoundMapEntry entry, BoundExpression value)
    {
        Value found = Lookup(entry.Map, KeyAddress(entry.Key));
        Value isPresent = IsNotNull(found);
        SetPresence(variable, () => isPresent);
        var access = new Access(_scope);
        access.Guard(isPresent);
        var source = new MemoryPlace(NonNull(found), 0, 8, OriginOfEntry(entry.Map));
        if (entry.Type.IsAggregate())
        {
            CopyOrZero(PlaceOf(variable), variable.Type, source, entry.Type, access);
            return;
        }

        Value scalar = access.Finish(Read(source, entry.Type, entry.Type.ToIr(), access));
        scalar = ConvertLike(value, scalar, entry.Type);
        MemoryPlace place = PlaceOf(variable);
        Code.Store(place.Base, place.Offset, scalar);
    }

    // Strings may be of another length than those of the map.
    private void CopyOrZero(MemoryPlace target, TypeSymbol type, MemoryPlace source, TypeSymbol from, Access access)
    {
        if (type.Size > from.Size)
        {
            ZeroMemory(target, 0, type.Size);
        }

        CopyBytes(target, source, Math.Min(type.Size, from.Size));
        access.Finish(() => ZeroMemory(target, 0, type.Size));
    }

    private Value ConvertLike(BoundExpression value, Value scalar, TypeSymbol from)
    {
        if (value is not BoundConversion conversion)
        {
            return scalar;
        }

        scalar = ConvertLike(conversion.Operand, scalar, from);
        IrType type = conversion.Type.ToIr();
        return type == IrType.Bool ? IsNotZero(scalar) : Resize(scalar, type, conversion.Operand.Type.IsSigned());
    }

    private void LowerAssignment(BoundAssignment assignment)
    {
        if (assignment.Target is BoundVariable
            { Variable: { Kind: VariableKind.Local or VariableKind.Parameter } local })
        {
            AssignVariable(local, assignment.Value, isNew: false);
            return;
        }

        Storage target = Prepare(assignment.Target);
        if (target is EntryStorage entry)
        {
            AssignEntry(entry.Map, entry.Key, assignment.Value);
            return;
        }

        bool isAggregate = assignment.Value.Type.IsAggregate();
        MemoryPlace copy = isAggregate ? LowerToTemporary(assignment.Value) : default;
        Value value = isAggregate ? default : LowerValue(assignment.Value);
        var access = new Access(_scope);
        MemoryPlace place = Resolve(target, access);
        if (!isAggregate)
        {
            Write(place, value, access, assignment);
        }
        else if (place.IsContext)
        {
            Report(LoweringDescriptors.ContextAggregate, assignment);
        }
        else
        {
            RejectReadOnly(place, assignment);
            CheckPacket(place, assignment.Value.Type.Size, access);
            CopyMemory(place, copy, assignment.Value.Type);
        }

        access.Finish();
    }

    private void LowerCompoundAssignment(BoundCompoundAssignment assignment)
    {
        if (assignment.Target.Type is StringType)
        {
            AppendText(assignment);
            return;
        }

        Storage target = Prepare(assignment.Target);
        if (assignment.Target.Type is PointerType pointerType)
        {
            MovePointer(assignment, target, pointerType);
            return;
        }

        Value operand = LowerValue(assignment.Value);
        if (target is EntryStorage entry)
        {
            ChangeEntry(assignment, entry, operand);
            return;
        }

        var access = new Access(_scope);
        MemoryPlace place = Resolve(target, access);
        ChangePlace(assignment, place, operand, access);
        access.Finish();
        if (assignment.Target is BoundVariable v)
        {
            SetPresence(v.Variable, () => Code.Const(IrType.Bool, 1));
        }
    }

    private void ChangePlace(BoundCompoundAssignment assignment, MemoryPlace place, Value operand, Access access)
    {
        TypeSymbol type = assignment.Target.Type;
        if (AtomicOf(assignment.Operation, place, type) is { } atomic)
        {
            Value change = assignment.Operation == BinaryOperation.Subtract ? Code.Unary(IrOp.Neg, operand) : operand;
            Code.Emit(atomic, type.ToIr(), [place.Base, change], place.Offset);
            return;
        }

        Value old = Read(place, type, type.ToIr(), access);
        Value value = Arithmetic(assignment.Operation, old, operand, type.IsSigned());
        Write(place, value, access, assignment);
    }

    private IrOp? AtomicOf(BinaryOperation operation, MemoryPlace place, TypeSymbol type)
    {
        bool isShared = place.Origin.Space is AddressSpace.MapValue or AddressSpace.Global
            && place.Origin.Detail == OriginDetail.None;
        if (!isShared || type.AsInteger() is not { Size: 4 or 8 } || place.Field is { BitSize: > 0 })
        {
            return null;
        }

        return operation switch
        {
            BinaryOperation.Add or BinaryOperation.Subtract => IrOp.AtomicAdd,
            BinaryOperation.And when Options.HasAtomicBitwise => IrOp.AtomicAnd,
            BinaryOperation.Or when Options.HasAtomicBitwise => IrOp.AtomicOr,
            BinaryOperation.Xor when Options.HasAtomicBitwise => IrOp.AtomicXor,
            _ => null,
        };
    }

    private void AppendText(BoundCompoundAssignment assignment)
    {
        var concat = new BoundBinary(
            assignment.Syntax, assignment.Target.Type, BinaryOperation.Concat, assignment.Target, assignment.Value);
        LowerAssignment(new BoundAssignment(assignment.Syntax, assignment.Target, concat));
    }

    private void MovePointer(BoundCompoundAssignment assignment, Storage target, PointerType type)
    {
        var access = new Access(_scope);
        MemoryPlace place = Resolve(target, access);
        Value old = NonNull(Read(place, type, TypeOf(assignment.Target), access));
        long scale = Math.Max(1, type.Element.Size);
        Value bytes = Scale(LowerOffset(assignment.Value), scale);
        ulong most = assignment.Value.MaxValue();
        if (assignment.Operation is BinaryOperation.Subtract or BinaryOperation.PointerSubtract)
        {
            bytes = Code.Unary(IrOp.Neg, bytes);
            most = ulong.MaxValue;
        }

        Value moved = assignment.Value.TryConstant(out _)
            ? Code.Emit(IrOp.PtrAdd, _scope.Function.TypeOf(old), [old, bytes])
            : MaterializePointer(PointerStorage.AddressOnly(old, bytes, most));
        Write(place, moved, access, assignment);
        access.Finish();
    }

    private void LowerForEffect(BoundExpression expression)
    {
        if (expression.Type.IsAggregate())
        {
            _ = LowerToTemporary(expression);
        }
        else
        {
            _ = LowerValue(expression);
        }
    }

    private void LowerIf(BoundIf node)
    {
        IrBlock then = _scope.Function.NewBlock();
        IrBlock otherwise = _scope.Function.NewBlock();
        IrBlock join = node.Else is null ? otherwise : _scope.Function.NewBlock();
        LowerCondition(node.Condition, then, otherwise);
        Code.Block = then;
        LowerStatement(node.Then);
        GoOn(join);
        if (node.Else is { } other)
        {
            Code.Block = otherwise;
            LowerStatement(other);
            GoOn(join);
        }

        Code.Block = join;
        Code.Position = _module.PositionOf(node.Syntax);
        EndIfUnreached(join);
    }

    private void GoOn(IrBlock target)
    {
        if (!Code.IsTerminated)
        {
            Code.Branch(target);
        }
    }

    // After an if whose branches both return nothing follows. An end that is never reached keeps the block
    // well-formed, and it is dropped like all others that nothing goes to.
    private void EndIfUnreached(IrBlock block)
    {
        if (!_scope.Function.Blocks.Exists(b => b.Instructions.Count > 0
            && IrOpInfo.Of(b.Terminator.Op).IsTerminator
            && Array.Exists(b.Terminator.Targets, t => t.Block == block.Id)))
        {
            Code.Terminate(IrOp.Unreachable, [], []);
        }
    }

    private void LowerReturn(BoundReturn node)
    {
        if (_scope.IsCallback)
        {
            ReturnFromCallback(node);
            return;
        }

        if (node.Value is not { } value || Symbol.ReturnType.IsVoid())
        {
            if (node.Value is { } effect)
            {
                LowerForEffect(effect);
            }

            LowerFinalReturn();
            return;
        }

        if (_instance.ReturnsInMemory)
        {
            StoreResult(value);
            Code.Return();
            return;
        }

        Code.Return(LowerAs(value, _main.Function.ReturnType));
    }

    // The caller's memory may be what the value is computed from.
    private void StoreResult(BoundExpression value)
    {
        var target = new MemoryPlace(ResultMemory(), 0, 8, new PointerOrigin(AddressSpace.Stack));
        CopyMemory(target, AggregatePlace(value), value.Type);
    }

    private Value ResultMemory() => _scope.IsCallback
        ? Code.Load(IrType.Pointer(AddressSpace.Stack), _scope.Frame, _resultMemorySlot)
        : _resultMemory;

    /// <summary>Leaves the function where no value is given: with the named result, or with zero.</summary>
    private void LowerFinalReturn()
    {
        if (Symbol.ReturnType.IsVoid())
        {
            Code.Return();
        }
        else if (Symbol.ReturnVariable is { } variable)
        {
            LowerReturn(new BoundReturn(_source.Body.Syntax, new BoundVariable(_source.Body.Syntax, variable)));
        }
        else if (_instance.ReturnsInMemory)
        {
            ZeroMemory(
                new MemoryPlace(_resultMemory, 0, 8, new PointerOrigin(AddressSpace.Stack)), 0, Symbol.ReturnType.Size);
            Code.Return();
        }
        else
        {
            IrType type = _main.Function.ReturnType;
            Code.Return(Code.Const(type.IsPointer ? type with { IsNullable = true } : type, 0));
        }
    }
}
