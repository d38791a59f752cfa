using System.Buffers.Binary;
using System.Diagnostics;
using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

// Structs, arrays and strings: evaluated into memory.
internal sealed partial class FunctionLowering
{
    private const int MaxUnrolledElements = 16;

    /// <summary>Evaluates an aggregate into memory of its size. All bytes are written, padding as zero.</summary>
    /// <param name="target">Memory that the expression does not read.</param>
    private void LowerInto(BoundExpression expression, MemoryPlace target)
    {
        if (!expression.Type.IsAggregate())
        {
            Code.Store(target.Base, target.Offset, LowerValue(expression));
            return;
        }

        SourcePosition outer = Enter(expression.Syntax);
        Syntax.SyntaxNode? outerNode = _currentNode;
        _currentNode = expression.Syntax;
        LowerAggregate(expression, target);
        _currentNode = outerNode;
        Code.Position = outer;
    }

    private void LowerAggregate(BoundExpression expression, MemoryPlace target)
    {
        switch (expression)
        {
            case BoundZero:
                ZeroMemory(target, 0, expression.Type.Size);
                break;
            case BoundStringLiteral text:
                StoreBytes(target, text.Bytes.AsSpan(), expression.Type.Size);
                break;
            case BoundStructLiteral literal:
                LowerStructLiteral(literal, target);
                break;
            case BoundArrayLiteral literal:
                LowerArrayLiteral(literal, target);
                break;
            case BoundConversion conversion:
                LowerAggregateConversion(conversion, target);
                break;
            case BoundBinary { Operation: BinaryOperation.Concat } concat:
                LowerConcat(concat, target);
                break;
            case BoundConditional conditional:
                LowerConditionalInto(conditional, target);
                break;
            case BoundMatch match:
                LowerMatchInto(match, target);
                break;
            case BoundBlockExpression block:
                LowerBlockInto(block, target);
                break;
            case BoundCall call:
                LowerCallInto(call, target);
                break;
            case BoundVariable or BoundField or BoundIndex or BoundDereference or BoundMapEntry:
                CopyStorage(expression, target);
                break;
            default:
                throw new UnreachableException($"No lowering of {expression.GetType().Name} into memory.");
        }
    }

    private void LowerStructLiteral(BoundStructLiteral literal, MemoryPlace target)
    {
        if (!CoversAllBytes(literal))
        {
            ZeroMemory(target, 0, literal.Type.Size);
        }

        foreach ((FieldSymbol field, BoundExpression value) in literal.Fields)
        {
            MemoryPlace place = target.At(field.Offset, field);
            if (value.Type.IsAggregate())
            {
                LowerInto(value, place);
            }
            else
            {
                Value scalar = LowerValue(value);
                Write(place, scalar, new Access(_scope), literal);
            }
        }
    }

    private static bool CoversAllBytes(BoundStructLiteral literal)
    {
        var type = (StructType)literal.Type;
        int covered = 0;
        foreach ((FieldSymbol field, _) in literal.Fields)
        {
            if (field.BitSize > 0)
            {
                return false;
            }

            covered += field.StorageSize;
        }

        return covered == type.Size;
    }

    private void LowerArrayLiteral(BoundArrayLiteral literal, MemoryPlace target)
    {
        var type = (ArrayType)literal.Type;
        int size = type.Element.Size;
        if (literal.IsRepeated && literal.Elements is [var element])
        {
            if (element is BoundZero || (element.TryConstant(out long constant) && constant == 0))
            {
                ZeroMemory(target, 0, type.Size);
            }
            else
            {
                FillArray(element, target, type);
            }

            return;
        }

        if (literal.Elements.Length < type.Count)
        {
            ZeroMemory(target, 0, type.Size);
        }

        for (int i = 0; i < literal.Elements.Length; i++)
        {
            LowerInto(literal.Elements[i], target.At(i * size));
        }
    }

    private void FillArray(BoundExpression element, MemoryPlace target, ArrayType type)
    {
        int size = type.Element.Size;
        MemoryPlace once = Temporary(size);
        LowerInto(element, once);
        if (type.Count <= MaxUnrolledElements)
        {
            for (int i = 0; i < type.Count; i++)
            {
                CopyMemory(target.At(i * size), once, type.Element);
            }

            return;
        }

        CountedLoop(type.Count, index =>
            CopyMemory(Step(target, Scale(index, size), size), once, type.Element));
    }

    /// <summary>A loop of a constant number of rounds over generated code; the index is i64.</summary>
    private void CountedLoop(int rounds, Action<Value> body)
    {
        IrBlock header = _scope.Function.NewBlock();
        Value index = _scope.Function.NewParameter(header, IrType.I64);
        IrBlock inside = _scope.Function.NewBlock();
        IrBlock exit = _scope.Function.NewBlock();
        Code.Branch(header, Code.Const(IrType.I64, 0));
        Code.Block = header;
        Code.CondBranch(Code.Compare(IrOp.ULt, index, Code.Const(IrType.I64, rounds)), inside, exit);
        Code.Block = inside;
        body(index);
        Code.Branch(header, Code.Binary(IrOp.Add, index, Code.Const(IrType.I64, 1)));
        Code.Block = exit;
    }

    private void LowerAggregateConversion(BoundConversion conversion, MemoryPlace target)
    {
        BoundExpression operand = conversion.Operand;
        int from = operand.Type.Size;
        int to = conversion.Type.Size;
        if (from == to)
        {
            LowerInto(operand, target);
            return;
        }

        if (operand is BoundStringLiteral text)
        {
            StoreBytes(target, text.Bytes.AsSpan(0, Math.Min(text.Bytes.Length, to)), to);
            return;
        }

        CopyBytes(target, AggregatePlace(operand), Math.Min(from, to));
        ZeroMemory(target, from, to - from);
    }

    private void LowerConditionalInto(BoundConditional conditional, MemoryPlace target)
    {
        IrBlock whenTrue = _scope.Function.NewBlock();
        IrBlock whenFalse = _scope.Function.NewBlock();
        var join = new Join(_scope, IrType.Void);
        LowerCondition(conditional.Condition, whenTrue, whenFalse);
        Code.Block = whenTrue;
        LowerInto(conditional.WhenTrue, target);
        join.Add(default);
        Code.Block = whenFalse;
        LowerInto(conditional.WhenFalse, target);
        join.Add(default);
        _ = join.End();
    }

    private void LowerBlockInto(BoundBlockExpression block, MemoryPlace target)
    {
        foreach (BoundStatement statement in block.Statements)
        {
            LowerStatement(statement);
        }

        Reopen();
        if (block.Value is { } value)
        {
            LowerInto(value, target);
        }
    }

    /// <summary>
    /// Stores constant bytes in the widest pieces that the place's alignment allows; the rest is
    /// zero.
    /// </summary>
    private void StoreBytes(MemoryPlace target, ReadOnlySpan<byte> bytes, int size)
    {
        Span<byte> piece = stackalloc byte[8];
        int offset = 0;
        while (offset < Math.Min(bytes.Length, size))
        {
            int width = LargestStep(size - offset, 8, target.Offset + offset);
            piece.Clear();
            bytes[offset..Math.Min(bytes.Length, offset + width)].CopyTo(piece);
            IrType type = IrType.Integer(width * 8);
            long value = BinaryPrimitives.ReadInt64LittleEndian(piece);
            Code.Store(target.Base, target.Offset + offset, Code.Const(type, value));
            offset += width;
        }

        ZeroMemory(target, offset, size - offset);
    }
}
