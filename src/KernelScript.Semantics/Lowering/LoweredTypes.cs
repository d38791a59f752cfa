using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

/// <summary>How types of the language are held in IR.</summary>
internal static class LoweredTypes
{
    /// <summary>Whether values live in memory only.</summary>
    public static bool IsAggregate(this TypeSymbol type) => type is StructType or ArrayType or StringType;

    /// <summary>The IR type of a value; for pointers the space is given.</summary>
    public static IrType ToIr(this TypeSymbol type, AddressSpace space = AddressSpace.Kernel) => type switch
    {
        PrimitiveType { Kind: PrimitiveKind.Void } => IrType.Void,
        PrimitiveType { Kind: PrimitiveKind.Bool } => IrType.Bool,
        PrimitiveType { Kind: PrimitiveKind.Null } => IrType.NullablePointer(space),
        PrimitiveType { Size: > 0 } p => IrType.Integer(p.Size * 8),
        EnumType e => IrType.Integer(e.Size * 8),
        PointerType p => new IrType(IrTypeKind.Pointer, space, p.IsNullable),
        MapReferenceType => IrType.Pointer(AddressSpace.Map),
        FunctionType => IrType.Pointer(AddressSpace.Function),
        _ => IrType.Void,
    };

    /// <summary>A constant without a side effect to evaluate, if the expression is one.</summary>
    public static bool TryConstant(this BoundExpression expression, out long value)
    {
        switch (expression)
        {
            case BoundLiteral literal:
                value = literal.Value;
                return true;
            case BoundZero { Type: PrimitiveType or EnumType }:
                value = 0;
                return true;
            case BoundConversion { Type: PrimitiveType { IsInteger: true } type } conversion
                when conversion.Operand.Type is PrimitiveType or EnumType
                    && TryConstant(conversion.Operand, out long inner):
                value = (long)(UInt128)type.Wrap(inner);
                return true;
            default:
                value = 0;
                return false;
        }
    }

    /// <summary>
    /// The largest value the expression can have, by its form alone, seen as unsigned; <see cref="ulong.MaxValue"/>
    /// when it may be negative. The verifier finds the same bounds.
    /// </summary>
    public static ulong MaxValue(this BoundExpression expression)
    {
        if (expression.TryConstant(out long constant))
        {
            return (ulong)constant;
        }

        ulong limit = MaxOfType(expression.Type);
        return expression switch
        {
            BoundConversion { Operand.Type: PrimitiveType or EnumType } c => MaxOfConversion(c, limit),
            BoundBinary b => Math.Min(limit, MaxOfBinary(b, limit)),
            BoundConditional c => Math.Max(c.WhenTrue.MaxValue(), c.WhenFalse.MaxValue()),
            _ => limit,
        };
    }

    private static ulong MaxOfType(TypeSymbol type) =>
        type.IsSigned() || type.Size is 0 or >= 8
            ? ulong.MaxValue
            : type is PrimitiveType { Kind: PrimitiveKind.Bool } ? 1 : (1UL << (type.Size * 8)) - 1;

    private static ulong MaxOfConversion(BoundConversion conversion, ulong limit)
    {
        ulong inner = conversion.Operand.MaxValue();
        int bits = conversion.Type.Size * 8 - (conversion.Type.IsSigned() ? 1 : 0);
        return bits < 64 && inner >> bits != 0 ? limit : inner;
    }

    private static ulong MaxOfBinary(BoundBinary binary, ulong limit)
    {
        ulong left = binary.Left.MaxValue();
        ulong right = binary.Right.MaxValue();
        bool isSigned = binary.Type.IsSigned();
        if (isSigned && (left > long.MaxValue || right > long.MaxValue) && binary.Operation != BinaryOperation.And)
        {
            return ulong.MaxValue;
        }

        UInt128 exact = binary.Operation switch
        {
            BinaryOperation.And => Math.Min(left, right),
            BinaryOperation.Add => (UInt128)left + right,
            BinaryOperation.Multiply => (UInt128)left * right,
            BinaryOperation.Divide when binary.Right.TryConstant(out long d) && d > 0 => left / (ulong)d,
            BinaryOperation.Remainder when binary.Right.TryConstant(out long d) && d > 0 => (ulong)d - 1,
            BinaryOperation.ShiftLeft when right < 32 => (UInt128)left << (int)right,
            BinaryOperation.ShiftRight when binary.Right.TryConstant(out long s) =>
                left >> (int)(s & (binary.Type.Size * 8 - 1)),
            _ => ulong.MaxValue,
        };

        // A sum or product that may wrap can have any value of its type.
        int bits = binary.Type.Size * 8 - (isSigned ? 1 : 0);
        return exact >> bits == 0 ? (ulong)exact : limit;
    }
}
