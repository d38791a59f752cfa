using System.Diagnostics;
using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

// Comparisons and decisions.
internal sealed partial class FunctionLowering
{
    private const int LongestPacket = 0xffff;

    /// <summary>Goes to one of two blocks; the current block is ended.</summary>
    private void LowerCondition(BoundExpression condition, IrBlock whenTrue, IrBlock whenFalse)
    {
        switch (condition)
        {
            case BoundUnary { Operation: UnaryOperation.Not } not:
                LowerCondition(not.Operand, whenFalse, whenTrue);
                break;
            case BoundBinary { Operation: BinaryOperation.LogicalAnd } and:
                IrBlock second = _scope.Function.NewBlock();
                LowerCondition(and.Left, second, whenFalse);
                Code.Block = second;
                LowerCondition(and.Right, whenTrue, whenFalse);
                break;
            case BoundBinary { Operation: BinaryOperation.LogicalOr } or:
                IrBlock other = _scope.Function.NewBlock();
                LowerCondition(or.Left, whenTrue, other);
                Code.Block = other;
                LowerCondition(or.Right, whenTrue, whenFalse);
                break;
            case BoundLiteral literal:
                Code.Branch(literal.Value != 0 ? whenTrue : whenFalse);
                break;
            default:
                Code.CondBranch(LowerValue(condition), whenTrue, whenFalse);
                break;
        }
    }

    private Value LowerComparison(BoundBinary binary)
    {
        if (binary.Left.Type is StringType || binary.Right.Type is StringType)
        {
            Value equal = LowerStringEquality(binary.Left, binary.Right);
            return binary.Operation == BinaryOperation.Equal ? equal : Code.Unary(IrOp.Not, equal);
        }

        if (TryLowerPacketCheck(binary) is { IsValid: true } check)
        {
            return check;
        }

        if (NullComparison(binary) is { } pointer)
        {
            Value value = LowerValue(pointer);
            Value zero = Code.Const(_scope.Function.TypeOf(value), 0);
            return Code.Compare(binary.Operation == BinaryOperation.Equal ? IrOp.Eq : IrOp.Ne, value, zero);
        }

        Value left = LowerValue(binary.Left);
        Value right = LowerValue(binary.Right);
        if (binary.Left.Type is PointerType && !IsPacketPair(binary))
        {
            left = Code.Emit(IrOp.PtrToInt, IrType.I64, [left]);
            right = Code.Emit(IrOp.PtrToInt, IrType.I64, [right]);
        }

        return Code.Compare(ComparisonOf(binary.Operation, binary.Left.Type.IsSigned()), left, right);
    }

    private static BoundExpression? NullComparison(BoundBinary binary) =>
        binary.Left.Type is not PointerType || binary.Operation > BinaryOperation.NotEqual ? null
        : IsNull(binary.Right) ? binary.Left
        : IsNull(binary.Left) ? binary.Right
        : null;

    private static bool IsNull(BoundExpression expression) =>
        expression is BoundNull or BoundZero { Type: PointerType }
        || (expression is BoundConversion { Type: PointerType } conversion && IsNull(conversion.Operand));

    private bool IsPacketPair(BoundBinary binary) =>
        _origins.OriginOf(binary.Left).Space is AddressSpace.Packet or AddressSpace.PacketEnd
        && _origins.OriginOf(binary.Right).Space is AddressSpace.Packet or AddressSpace.PacketEnd;

    private static IrOp ComparisonOf(BinaryOperation operation, bool isSigned) => operation switch
    {
        BinaryOperation.Equal => IrOp.Eq,
        BinaryOperation.NotEqual => IrOp.Ne,
        BinaryOperation.Less => isSigned ? IrOp.SLt : IrOp.ULt,
        BinaryOperation.LessOrEqual => isSigned ? IrOp.SLe : IrOp.ULe,
        BinaryOperation.Greater => isSigned ? IrOp.SGt : IrOp.UGt,
        BinaryOperation.GreaterOrEqual => isSigned ? IrOp.SGe : IrOp.UGe,
        _ => throw new UnreachableException($"No comparison for {operation}."),
    };

    // p + c <= end, in any of its spellings, is the check that accesses make too: the same form lets passes merge them.
    private Value TryLowerPacketCheck(BoundBinary binary)
    {
        if (binary.Left.Type is not PointerType
            || binary.Operation is BinaryOperation.Equal or BinaryOperation.NotEqual)
        {
            return default;
        }

        bool endIsRight = IsPacketWithEnd(binary.Left, binary.Right);
        if (!endIsRight && !IsPacketWithEnd(binary.Right, binary.Left))
        {
            return default;
        }

        BoundExpression pointer = endIsRight ? binary.Left : binary.Right;
        BoundExpression limit = endIsRight ? binary.Right : binary.Left;
        BinaryOperation operation = endIsRight ? binary.Operation : Mirror(binary.Operation);
        PointerStorage parts = PreparePointer(pointer, BuiltInTypes.Void);
        Value end = _origins.OriginOf(limit).Space == AddressSpace.Packet
            ? LoadContextPointer(ContextField(ContextFieldRole.PacketData)!, AddressSpace.PacketEnd)
            : NonNull(LowerValue(limit));

        // p < end and p >= end ask for one byte more than p <= end and p > end.
        long bytes = parts.Offset + (operation is BinaryOperation.Less or BinaryOperation.GreaterOrEqual ? 1 : 0);
        Value start = MaterializePointer(parts with { Offset = bytes < 0 ? bytes : 0 });
        Value check = Code.Emit(IrOp.PacketCheck, IrType.Bool, [start, end], Math.Clamp(bytes, 0, LongestPacket));
        return operation is BinaryOperation.Less or BinaryOperation.LessOrEqual ? check : Code.Unary(IrOp.Not, check);
    }

    private bool IsPacketWithEnd(BoundExpression pointer, BoundExpression end)
    {
        PointerOrigin p = _origins.OriginOf(pointer);
        PointerOrigin e = _origins.OriginOf(end);
        return p.Space == AddressSpace.Packet
            && (e.Space == AddressSpace.PacketEnd
                || (p.Detail == OriginDetail.PacketMeta
                    && e is { Space: AddressSpace.Packet, Detail: OriginDetail.None }
                    && ContextField(ContextFieldRole.PacketData) is not null));
    }

    private static BinaryOperation Mirror(BinaryOperation operation) => operation switch
    {
        BinaryOperation.Less => BinaryOperation.Greater,
        BinaryOperation.LessOrEqual => BinaryOperation.GreaterOrEqual,
        BinaryOperation.Greater => BinaryOperation.Less,
        BinaryOperation.GreaterOrEqual => BinaryOperation.LessOrEqual,
        _ => operation,
    };

    private Value LowerConditional(BoundConditional conditional)
    {
        IrBlock whenTrue = _scope.Function.NewBlock();
        IrBlock whenFalse = _scope.Function.NewBlock();
        var join = new Join(_scope, TypeOf(conditional));
        LowerCondition(conditional.Condition, whenTrue, whenFalse);
        Code.Block = whenTrue;
        join.Add(LowerAs(conditional.WhenTrue, join.Type));
        Code.Block = whenFalse;
        join.Add(LowerAs(conditional.WhenFalse, join.Type));
        return join.End();
    }

    private Value LowerBlockValue(BoundBlockExpression block)
    {
        foreach (BoundStatement statement in block.Statements)
        {
            LowerStatement(statement);
        }

        Reopen();
        return block.Value is { } value ? LowerValue(value) : default;
    }

    // Code after a return inside an expression: lowered like any other, and dropped in the end.
    private void Reopen()
    {
        if (Code.IsTerminated)
        {
            Code.Block = _scope.Function.NewBlock();
        }
    }
}
