using System.Diagnostics;
using KernelScript.Ir;
using KernelScript.Syntax;

namespace KernelScript.Semantics.Lowering;

// Expressions with a scalar or pointer as their value.
internal sealed partial class FunctionLowering
{
    private SyntaxNode? _currentNode;

    /// <summary>Evaluates a scalar or pointer.</summary>
    private Value LowerValue(BoundExpression expression)
    {
        if (expression is BoundLiteral literal)
        {
            return Code.Const(TypeOf(expression), literal.Value);
        }

        SourcePosition outer = Enter(expression.Syntax);
        SyntaxNode? outerNode = _currentNode;
        _currentNode = expression.Syntax;
        Value value = LowerValueCore(expression);
        _currentNode = outerNode;
        Code.Position = outer;
        return value;
    }

    /// <summary>Evaluates a value for a place of a certain type: null gets the address space of the place.</summary>
    private Value LowerAs(BoundExpression expression, IrType type) =>
        type.IsPointer && IsNull(expression) ? Code.Const(type with { IsNullable = true }, 0) : LowerValue(expression);

    private Value LowerValueCore(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundZero or BoundNull:
                IrType type = TypeOf(expression);
                return Code.Const(type.IsPointer ? type with { IsNullable = true } : type, 0);
            case BoundVariable v when v.Variable == _contextParameter:
                return Context();
            case BoundVariable or BoundField or BoundIndex or BoundDereference or BoundMapEntry:
                return ReadStorage(expression);
            case BoundMap map:
                return Code.Emit(IrOp.MapAddr, IrType.Pointer(AddressSpace.Map), [], symbol: map.Map.Name);
            case BoundMapReference reference:
                return Lookup(reference.Map, KeyAddress(reference.Key));
            case BoundMapContains contains:
                return IsNotNull(Lookup(contains.Map, KeyAddress(contains.Key)));
            case BoundPresence presence:
                MemoryPlace place = PresenceOf(presence.Variable);
                return Code.Load(IrType.Bool, place.Base, place.Offset);
            case BoundNonNull n:
                return NonNull(LowerValue(n.Operand));
            case BoundUnary u:
                return LowerUnary(u);
            case BoundBinary b:
                return LowerBinary(b);
            case BoundConversion c:
                return LowerConversion(c);
            case BoundAddressOf a:
                return LowerAddressOf(a);
            default:
                return LowerCompound(expression);
        }
    }

    private Value LowerCompound(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundConditional c:
                return LowerConditional(c);
            case BoundMatch m:
                return LowerMatch(m);
            case BoundBlockExpression b:
                return LowerBlockValue(b);
            case BoundCall call:
                return LowerCall(call);
            case BoundBuiltInCall call:
                return LowerBuiltIn(call);
            case BoundMapOperation operation:
                return LowerMapOperation(operation);
            case BoundStringLiteral text:
                return ConstantAddress([.. text.Bytes, 0]);
            case BoundIndirectCall or BoundFunctionReference:
                Report(LoweringDescriptors.FunctionPointer, expression);
                return Undefined(expression);
            case BoundTailCall:
                Report(LoweringDescriptors.TailCall, expression);
                return Undefined(expression);
            default:
                throw new UnreachableException($"No lowering of {expression.GetType().Name} as a value.");
        }
    }

    // What follows an error: never executed, since nothing is compiled then.
    private Value Undefined(BoundExpression expression)
    {
        IrType type = TypeOf(expression);
        return type == IrType.Void ? default : Code.Const(type, 0);
    }

    private Value ReadStorage(BoundExpression expression)
    {
        Storage storage = Prepare(expression);
        var access = new Access(_scope);
        MemoryPlace place = Resolve(storage, access);
        IrType type = TypeOf(expression);
        Value value = access.Finish(Read(place, expression.Type, type, access));

        // Zero instead of a pointer that could not be read: reading through it gives zero again.
        return type.IsPointer && !type.IsNullable ? NonNull(value) : value;
    }

    private Value LowerUnary(BoundUnary unary)
    {
        Value operand = LowerValue(unary.Operand);
        return unary.Operation switch
        {
            UnaryOperation.Negate => Code.Unary(IrOp.Neg, operand),
            UnaryOperation.Complement or UnaryOperation.Not => Code.Unary(IrOp.Not, operand),
            _ => throw new UnreachableException($"No lowering of {unary.Operation}."),
        };
    }

    private Value LowerBinary(BoundBinary binary)
    {
        switch (binary.Operation)
        {
            case BinaryOperation.LogicalAnd or BinaryOperation.LogicalOr:
                return LowerShortCircuit(binary);
            case BinaryOperation.PointerAdd or BinaryOperation.PointerSubtract:
                return LowerPointerSum(binary);
            case BinaryOperation.PointerDifference:
                return LowerPointerDifference(binary);
            case >= BinaryOperation.Equal and <= BinaryOperation.GreaterOrEqual:
                return LowerComparison(binary);
            default:
                Value left = LowerValue(binary.Left);
                Value right = LowerValue(binary.Right);
                return Arithmetic(binary.Operation, left, right, binary.Left.Type.IsSigned());
        }
    }

    private Value Arithmetic(BinaryOperation operation, Value left, Value right, bool isSigned)
    {
        IrType type = _scope.Function.TypeOf(left);
        if (operation is BinaryOperation.ShiftLeft or BinaryOperation.ShiftRight)
        {
            right = Resize(right, type, isSigned: false);
        }

        IrOp op = operation switch
        {
            BinaryOperation.Add => IrOp.Add,
            BinaryOperation.Subtract => IrOp.Sub,
            BinaryOperation.Multiply => IrOp.Mul,
            BinaryOperation.Divide => isSigned ? IrOp.SDiv : IrOp.UDiv,
            BinaryOperation.Remainder => isSigned ? IrOp.SRem : IrOp.URem,
            BinaryOperation.And => IrOp.And,
            BinaryOperation.Or => IrOp.Or,
            BinaryOperation.Xor => IrOp.Xor,
            BinaryOperation.ShiftLeft => IrOp.Shl,
            BinaryOperation.ShiftRight => isSigned ? IrOp.AShr : IrOp.LShr,
            _ => throw new UnreachableException($"No arithmetic for {operation}."),
        };
        return Code.Binary(op, left, right);
    }

    private Value LowerShortCircuit(BoundBinary binary)
    {
        bool isAnd = binary.Operation == BinaryOperation.LogicalAnd;
        IrBlock join = _scope.Function.NewBlock();
        Value result = _scope.Function.NewParameter(join, IrType.Bool);
        IrBlock second = _scope.Function.NewBlock();
        IrBlock shortcut = _scope.Function.NewBlock();
        LowerCondition(binary.Left, isAnd ? second : shortcut, isAnd ? shortcut : second);
        Code.Block = shortcut;
        Code.Branch(join, Code.Const(IrType.Bool, isAnd ? 0 : 1));
        Code.Block = second;
        Code.Branch(join, LowerValue(binary.Right));
        Code.Block = join;
        return result;
    }

    private Value LowerPointerSum(BoundBinary sum)
    {
        // A step back from a packet pointer by a variable is not taken apart.
        if (sum.Operation == BinaryOperation.PointerSubtract && !sum.Right.TryConstant(out _))
        {
            Value pointer = LowerValue(sum.Left);
            long scale = Math.Max(1, ((PointerType)sum.Left.Type).Element.Size);
            Value bytes = Code.Unary(IrOp.Neg, Scale(LowerOffset(sum.Right), scale));
            return MaterializePointer(PointerStorage.AddressOnly(pointer, bytes, ulong.MaxValue));
        }

        return MaterializePointer(PreparePointer(sum, BuiltInTypes.Void));
    }

    private Value LowerPointerDifference(BoundBinary difference)
    {
        Value left = LowerValue(difference.Left);
        Value right = LowerValue(difference.Right);
        Value bytes = Code.Emit(IrOp.PtrDiff, IrType.I64, [left, right]);
        int size = difference.Left.Type is PointerType { Element.Size: > 1 and var s } ? s : 1;
        return size == 1 ? bytes : Code.Binary(IrOp.SDiv, bytes, Code.Const(IrType.I64, size));
    }

    private Value LowerConversion(BoundConversion conversion)
    {
        BoundExpression operand = conversion.Operand;
        switch (operand.Type)
        {
            case ArrayType when conversion.Type is PointerType:
            case StringType when conversion.Type is PointerType && operand is not BoundStringLiteral:
                return StorageAddress(operand);
            case PointerType when conversion.Type is PointerType:
                return LowerValue(operand);
        }

        if (operand is BoundNull)
        {
            return Code.Const(TypeOf(conversion), 0);
        }

        Value value = LowerValue(operand);
        IrType from = _scope.Function.TypeOf(value);
        IrType to = TypeOf(conversion);
        if (to == from)
        {
            return value;
        }

        if (to == IrType.Bool)
        {
            return IsNotZero(value);
        }

        if (to.IsPointer)
        {
            return from.IsPointer ? value
                : operand.TryConstant(out long number) && number == 0 ? Code.Const(to, 0)
                : Code.Emit(IrOp.IntToPtr, to, [Resize(value, IrType.I64, operand.Type.IsSigned())]);
        }

        if (from.IsPointer)
        {
            value = Code.Emit(IrOp.PtrToInt, IrType.I64, [value]);
        }

        return Resize(value, to, operand.Type.IsSigned());
    }

    private Value Extend(Value value, IrType type, bool isSigned) => Resize(value, type, isSigned);

    /// <summary>The integer or bool in an integer type of another width.</summary>
    private Value Resize(Value value, IrType type, bool isSigned)
    {
        IrType from = _scope.Function.TypeOf(value);
        return from == type ? value
            : from == IrType.Bool ? Code.Emit(IrOp.ZExt, type, [value])
            : from.Bits > type.Bits ? Code.Emit(IrOp.Trunc, type, [value])
            : Code.Emit(isSigned ? IrOp.SExt : IrOp.ZExt, type, [value]);
    }

    private Value LowerAddressOf(BoundAddressOf address) => StorageAddress(address.Storage);

    /// <summary>The address of storage. What the verifier does not let point at is copied to the frame.</summary>
    private Value StorageAddress(BoundExpression expression)
    {
        if (expression is BoundStringLiteral text)
        {
            return ConstantAddress([.. text.Bytes, 0]);
        }

        Storage storage = Prepare(expression);
        if (storage is PointerStorage pointer)
        {
            return MaterializePointer(pointer);
        }

        var access = new Access(_scope);
        MemoryPlace place = Resolve(ClampIndex(storage), access);
        if (place.IsContext)
        {
            MemoryPlace copy = Temporary(expression.Type.Size);
            CopyContext(place, copy, expression.Type.Size);
            place = copy;
        }

        return access.Finish(AddressOf(place));
    }

    // An address has no way to say that an index is out of range; the last element is the nearest that can be pointed
    // to.
    private Storage ClampIndex(Storage storage)
    {
        if (storage is not ElementStorage { Index.IsValid: true } element || element.MaxIndex < (ulong)element.Count)
        {
            return storage;
        }

        Value last = Code.Const(IrType.I64, element.Count - 1);
        Value inside = Code.Compare(IrOp.ULe, element.Index, last);
        Value index = Code.Emit(IrOp.Select, IrType.I64, [inside, element.Index, last]);
        return element with { Index = index, MaxIndex = (ulong)element.Count - 1 };
    }

    private Value ConstantAddress(ReadOnlySpan<byte> contents) => Code.Emit(
        IrOp.GlobalAddr, IrType.Pointer(AddressSpace.Global), [], symbol: _module.AddConstant(contents));
}
