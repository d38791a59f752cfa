using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Operators on everything but integers, addresses and what they point to.
internal sealed partial class BodyBinder
{
    private BoundBinary? CombineOther(
        SyntaxNode syntax, BinaryOperation operation, BoundExpression left, BoundExpression right, bool isComparison)
    {
        bool isEquality = operation is BinaryOperation.Equal or BinaryOperation.NotEqual;
        switch (left.Type, right.Type)
        {
            case (PointerType, PointerType) when isComparison || operation == BinaryOperation.Subtract:
                return CombinePointers(syntax, operation, left, right, isComparison);
            case (PointerType, _) when right.Type.IsInteger()
                && operation is BinaryOperation.Add or BinaryOperation.Subtract:
                return Offset(syntax, left, right, operation == BinaryOperation.Add);
            case (_, PointerType) when left.Type.IsInteger() && operation == BinaryOperation.Add:
                return Offset(syntax, right, left, isAddition: true);
            case (PrimitiveType { Kind: PrimitiveKind.Bool }, PrimitiveType { Kind: PrimitiveKind.Bool })
                when isEquality || operation is BinaryOperation.And or BinaryOperation.Or or BinaryOperation.Xor:
                return new BoundBinary(syntax, BuiltInTypes.Bool, operation, left, right);
            case (FunctionType a, FunctionType b) when isEquality && a.IsSame(b):
                return new BoundBinary(syntax, BuiltInTypes.Bool, operation, left, right);
        }

        if (IsText(left.Type) && IsText(right.Type))
        {
            return operation == BinaryOperation.Add ? Concat(syntax, left, right)
                : isEquality ? CompareStrings(syntax, operation, left, right)
                : null;
        }

        return CombineFloats(syntax, operation, left, right, isComparison);
    }

    private static BoundBinary? CombineFloats(
        SyntaxNode syntax, BinaryOperation operation, BoundExpression left, BoundExpression right, bool isComparison)
    {
        bool isNumber = (left.Type.IsFloat() || left.Type.IsInteger())
            && (right.Type.IsFloat() || right.Type.IsInteger());
        if (!isNumber || !(isComparison || operation <= BinaryOperation.Remainder))
        {
            return null;
        }

        TypeSymbol type = left.Type.IsFloat() && right.Type.IsFloat()
            ? (left.Type.Size >= right.Type.Size ? left.Type : right.Type)
            : left.Type.IsFloat() ? left.Type : right.Type;
        BoundExpression ToType(BoundExpression value) =>
            value.Type.IsSame(type) ? value : new BoundConversion(value.Syntax, type, value);
        return new BoundBinary(syntax, isComparison ? BuiltInTypes.Bool : type, operation, ToType(left), ToType(right));
    }

    private static bool IsText(TypeSymbol type) =>
        type is StringType or ArrayType { Element: PrimitiveType { Size: 1, Kind: not PrimitiveKind.Bool } };

    private static StringType TextType(BoundExpression value) => value switch
    {
        BoundStringLiteral literal => new StringType(Math.Max(literal.Bytes.Length, 1)),
        { Type: StringType text } => text,
        _ => new StringType(((ArrayType)value.Type).Count),
    };

    private BoundBinary Concat(SyntaxNode syntax, BoundExpression left, BoundExpression right)
    {
        (StringType a, StringType b) = (TextType(left), TextType(right));
        return new BoundBinary(
            syntax, new StringType(a.Capacity + b.Capacity), BinaryOperation.Concat, Convert(left, a), Convert(
                right, b));
    }

    private BoundBinary CompareStrings(
        SyntaxNode syntax, BinaryOperation operation, BoundExpression left, BoundExpression right)
    {
        (StringType a, StringType b) = (TextType(left), TextType(right));
        StringType type = a.Capacity >= b.Capacity ? a : b;
        return new BoundBinary(syntax, BuiltInTypes.Bool, operation, Convert(left, type), Convert(right, type));
    }

    private static BoundBinary? CombinePointers(
        SyntaxNode syntax, BinaryOperation operation, BoundExpression left, BoundExpression right, bool isComparison)
    {
        if (!isComparison)
        {
            return ((PointerType)left.Type).Element.IsSame(((PointerType)right.Type).Element)
                ? new BoundBinary(syntax, BuiltInTypes.U64, BinaryOperation.PointerDifference, left, right)
                : null;
        }

        BoundExpression other = right.Type.IsSame(left.Type)
            ? right
            : new BoundConversion(right.Syntax, left.Type, right);
        return new BoundBinary(syntax, BuiltInTypes.Bool, operation, left, other);
    }

    /// <summary>A pointer moved by a number of elements.</summary>
    private BoundBinary Offset(SyntaxNode syntax, BoundExpression pointer, BoundExpression count, bool isAddition)
    {
        BoundExpression steps = ToArithmetic(Settle(count, null));
        PrimitiveType wide = steps.Type.IsSigned() ? BuiltInTypes.I64 : BuiltInTypes.U64;
        return new BoundBinary(
            syntax, pointer.Type, isAddition ? BinaryOperation.PointerAdd : BinaryOperation.PointerSubtract,
            pointer, Convert(steps, wide));
    }

    private BoundExpression BindAddressOf(UnaryExpressionSyntax syntax)
    {
        BoundExpression operand = BindExpression(syntax.Operand, null);
        operand = operand is BoundNonNull narrowed ? narrowed.Operand : operand;
        switch (operand)
        {
            case { Type: PrimitiveType { Kind: PrimitiveKind.Error } }:
                return operand;
            case BoundMap map:
                return map;
            case BoundFunctionReference function:
                return function;
            case BoundMapEntry entry:
                return ReferTo(entry);
            case BoundIndex { Array: BoundStringLiteral text, Index: BoundLiteral { Value: 0 } }:
                return new BoundConversion(syntax, new PointerType(BuiltInTypes.U8, false), text);
            case BoundDereference dereference:
                return dereference.Pointer;
        }

        if (!IsStorage(operand) || IsInMapEntry(operand) || operand is BoundField { Field.BitSize: > 0 })
        {
            Report(Descriptors.NoAddress, syntax);
            return Error(syntax);
        }

        NoteAddressTaken(operand);
        return new BoundAddressOf(syntax, new PointerType(operand.Type, false), operand);
    }

    private BoundExpression BindDereference(UnaryExpressionSyntax syntax)
    {
        BoundExpression pointer = BindValue(syntax.Operand, null);
        if (pointer.Type.IsError())
        {
            return pointer;
        }

        if (pointer.Type is not PointerType type || type.Element.IsVoid())
        {
            Report(Descriptors.NotAPointer, syntax.Operand, pointer.Type.Name);
            return Error(syntax);
        }

        return new BoundDereference(syntax, type.Element, RequireNonNull(pointer));
    }

    /// <summary>Whether an expression denotes memory.</summary>
    private static bool IsStorage(BoundExpression expression) => expression switch
    {
        BoundVariable or BoundDereference or BoundMapEntry => true,
        BoundField field => IsStorage(field.Receiver),
        BoundIndex index => IsStorage(index.Array),
        _ => false,
    };

    private static bool IsInMapEntry(BoundExpression expression) => expression switch
    {
        BoundMapEntry => true,
        BoundField field => IsInMapEntry(field.Receiver),
        BoundIndex index => IsInMapEntry(index.Array),
        _ => false,
    };

    /// <summary>
    /// The variable whose own memory an expression denotes, or null when it goes through a pointer or map.
    /// </summary>
    private static VariableSymbol? RootVariable(BoundExpression expression) => expression switch
    {
        BoundVariable variable => variable.Variable,
        BoundField field => RootVariable(field.Receiver),
        BoundIndex index => RootVariable(index.Array),
        _ => null,
    };

    private void NoteAddressTaken(BoundExpression storage)
    {
        if (RootVariable(storage) is { } variable)
        {
            NoteWritten(variable);

            // Whoever has the address of a pointer may set it to null.
            _flow = _flow.Without(variable);
        }
    }

    private void NoteWritten(VariableSymbol variable)
    {
        variable.IsWritten = true;
        variable.IsWrittenByKernel |= IsKernel;
    }
}
