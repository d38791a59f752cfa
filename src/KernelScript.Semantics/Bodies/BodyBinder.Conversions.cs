using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Conversions: those that happen by themselves, and casts.
internal sealed partial class BodyBinder
{
    /// <summary>Binds an expression in the type of its place.</summary>
    public BoundExpression BindConverted(ExpressionSyntax syntax, TypeSymbol type) =>
        Convert(BindValue(syntax, type), type);

    /// <summary>Converts a value to the type of its place; reports what does not go by itself.</summary>
    public BoundExpression Convert(BoundExpression value, TypeSymbol target)
    {
        TypeSymbol source = value.Type;
        if (source.IsError() || target.IsError())
        {
            return new BoundZero(value.Syntax, target);
        }

        if (value is BoundLiteral && ConstantFolding.TryGetInteger(value, out Int128 number)
            && target.AsInteger() is { } integer && source.IsInteger())
        {
            return ConvertConstant(value, number, target, integer);
        }

        if (source.IsSame(target))
        {
            return value;
        }

        return ConvertSpecial(value, target)
            ?? (source.AsInteger() is { } from && target.AsInteger() is { } to
                ? ConvertInteger(value, from, target, to)
                : Mismatch(value, target));
    }

    private BoundExpression ConvertConstant(
        BoundExpression value, Int128 number, TypeSymbol target, PrimitiveType integer)
    {
        if (!integer.Holds(number))
        {
            Report(
                Descriptors.ConstantOutOfRange, value.Syntax, number, target.Name, integer.MinValue(),
                integer.MaxValue());
            return new BoundZero(value.Syntax, target);
        }

        if (target is EnumType e && !value.Type.IsSame(e))
        {
            if (value.Type is EnumType)
            {
                return NeedsCast(value, target);
            }

            if (!e.Values.Any(v => v.Value == (long)number))
            {
                Report(Descriptors.NotAMember, value.Syntax, number, e.Name);
            }
        }

        return ConstantFolding.Literal(value.Syntax, target, number);
    }

    /// <summary>Conversions other than between integers; null when it is none of them.</summary>
    private BoundExpression? ConvertSpecial(BoundExpression value, TypeSymbol target)
    {
        switch (value.Type, target)
        {
            case (PrimitiveType { Kind: PrimitiveKind.Null }, PointerType { IsNullable: true } or FunctionType):
                return new BoundNull(value.Syntax, target);
            case (_, StructType option) when option.IsOption():
                return ConvertToOption(value, option);
            case (StructType option, _) when option.IsOption():
                return Convert(UnwrapOption(value, option), target);
            case (StringType, StringType text):
                return ConvertString(value, text);
            case (StringType, ArrayType { Element: PrimitiveType { Size: 1 } } array):
                return ConvertToArray(value, array);
            case (ArrayType { Element: PrimitiveType { Size: 1 } }, StringType):
                return ConvertArrayToString(value, (ArrayType)value.Type, (StringType)target);
            case (StringType, PointerType { Element.Size: 1 }) when value is BoundStringLiteral:
                return new BoundConversion(value.Syntax, new PointerType(((PointerType)target).Element, false), value);
            case (ArrayType array, PointerType pointer) when array.Element.IsSame(pointer.Element) && IsStorage(value):
                NoteAddressTaken(value);
                return new BoundConversion(value.Syntax, new PointerType(array.Element, false), value);
            case (PointerType pointer, PointerType to) when IsImplicitPointer(pointer, to):
                return new BoundConversion(value.Syntax, new PointerType(to.Element, pointer.IsNullable), value);
            case (PointerType pointer, StructType or ArrayType) when pointer.Element.IsSame(target):
                return new BoundDereference(value.Syntax, target, RequireNonNull(value));
            case (PrimitiveType, PrimitiveType to) when to.IsFloat()
                && (value.Type.IsFloat() || value.Type.IsInteger()):
                return new BoundConversion(value.Syntax, to, value);
            default:
                return null;
        }
    }

    // Anything may be looked at as memory of no type; an array's address is that of its first element.
    private static bool IsImplicitPointer(PointerType from, PointerType to) =>
        to.Element.IsVoid() || from.Element.IsVoid()
        || (from.Element is ArrayType array && array.Element.IsSame(to.Element));

    private static BoundExpression ConvertToOption(BoundExpression value, StructType option)
    {
        if (value.Type.IsNull())
        {
            return new BoundZero(value.Syntax, option);
        }

        FieldSymbol field = OptionType.Value(option);
        return new BoundStructLiteral(
            value.Syntax, option,
            [
                new(
                    field,
                    value.Type.IsSame(field.Type) ? value : new BoundConversion(value.Syntax, field.Type, value)),
                new(OptionType.Present(option), new BoundLiteral(value.Syntax, BuiltInTypes.Bool, 1)),
            ]);
    }

    private BoundField UnwrapOption(BoundExpression value, StructType option)
    {
        if (Place.Of(value) is not { } place || !_flow.IsNonNull(place))
        {
            Report(Descriptors.MayBeNull, value.Syntax, value.Syntax.ToString());
        }

        return new BoundField(value.Syntax, value, OptionType.Value(option));
    }

    private BoundExpression ConvertString(BoundExpression value, StringType target)
    {
        if (value is BoundStringLiteral literal)
        {
            if (literal.Bytes.Length > target.Capacity)
            {
                Report(Descriptors.StringTooLong, value.Syntax, literal.Bytes.Length, target.Name, target.Capacity);
                return new BoundZero(value.Syntax, target);
            }

            return new BoundStringLiteral(value.Syntax, target, literal.Bytes);
        }

        // The pieces are put together in the target at once; only what it cannot hold is cut.
        bool isLonger = ((StringType)value.Type).Capacity > target.Capacity;
        if (isLonger)
        {
            Report(Descriptors.StringTruncated, value.Syntax, value.Type.Name, target.Name);
        }

        return value is BoundBinary { Operation: BinaryOperation.Concat } concat
            ? new BoundBinary(value.Syntax, target, BinaryOperation.Concat, concat.Left, concat.Right)
            : new BoundConversion(value.Syntax, target, value);
    }

    private BoundConversion ConvertToArray(BoundExpression value, ArrayType target)
    {
        int length = value is BoundStringLiteral literal ? literal.Bytes.Length : ((StringType)value.Type).Capacity;
        if (length > target.Count)
        {
            Report(value is BoundStringLiteral ? Descriptors.StringTooLong : Descriptors.StringTruncated,
                value.Syntax, value is BoundStringLiteral ? length : value.Type.Name, target.Name, target.Count);
        }

        return new BoundConversion(value.Syntax, target, value);
    }

    private BoundConversion ConvertArrayToString(BoundExpression value, ArrayType source, StringType target)
    {
        if (source.Count > target.Capacity)
        {
            Report(Descriptors.StringTruncated, value.Syntax, source.Name, target.Name);
        }

        return new BoundConversion(value.Syntax, target, value);
    }

    private BoundExpression ConvertInteger(
        BoundExpression value, PrimitiveType from, TypeSymbol target, PrimitiveType to)
    {
        if (target is EnumType || (value.Type is EnumType && target is PrimitiveType { Kind: PrimitiveKind.Char }))
        {
            return NeedsCast(value, target);
        }

        // Arithmetic on 8 and 16 bits that goes to a wider place is done there: u16 = low + (high << 8).
        if (from.Size < 4 && to.Size > from.Size && Widen(value, target, to) is { } widened)
        {
            return widened;
        }

        if (to.Size < from.Size && !FitsByConstruction(value, to))
        {
            Report(Descriptors.Narrowing, value.Syntax, value.Type.Name, target.Name);
        }
        else if (from.IsSigned != to.IsSigned && !(to.Size > from.Size && !from.IsSigned)
            && !FitsByConstruction(value, to))
        {
            Report(Descriptors.SignChange, value.Syntax, value.Type.Name, target.Name);
        }

        return new BoundConversion(value.Syntax, target, value);
    }

    private BoundExpression? Widen(BoundExpression value, TypeSymbol target, PrimitiveType to)
    {
        if (value is BoundBinary narrow)
        {
            _wideShifts.Remove(narrow);
        }

        return WidenOperation(value, target, to);
    }

    private BoundExpression? WidenOperation(BoundExpression value, TypeSymbol target, PrimitiveType to) => value switch
    {
        BoundBinary { Operation: BinaryOperation.ShiftLeft or BinaryOperation.ShiftRight } shift =>
            NoteShift(new BoundBinary(
                shift.Syntax, target, shift.Operation, WidenOperand(shift.Left, target, to), shift.Right)),
        BoundBinary { Operation: >= BinaryOperation.Add and <= BinaryOperation.Xor } binary => new BoundBinary(
            binary.Syntax, target, binary.Operation,
            WidenOperand(binary.Left, target, to), WidenOperand(binary.Right, target, to)),
        BoundUnary { Operation: UnaryOperation.Negate } unary =>
            new BoundUnary(unary.Syntax, unary.Operation, WidenOperand(unary.Operand, target, to)),
        _ => null,
    };

    private BoundExpression WidenOperand(BoundExpression value, TypeSymbol target, PrimitiveType to) =>
        ConstantFolding.TryGetInteger(value, out Int128 number)
            ? ConstantFolding.Literal(value.Syntax, target, to.Wrap(number))
            : Widen(value, target, to) ?? new BoundConversion(value.Syntax, target, value);

    /// <summary>Whether the way a value is made shows that it fits: a mask, a right shift, a remainder.</summary>
    private static bool FitsByConstruction(BoundExpression value, PrimitiveType to) =>
        LargestValue(value) <= to.MaxValue();

    private static Int128 LargestValue(BoundExpression value)
    {
        PrimitiveType? type = value.Type.AsInteger();
        Int128 limit = type is null || type.IsSigned ? Int128.MaxValue : type.MaxValue();
        if (ConstantFolding.TryGetInteger(value, out Int128 constant))
        {
            return constant >= 0 ? constant : Int128.MaxValue;
        }

        return value switch
        {
            BoundBinary { Operation: BinaryOperation.And } and =>
                Int128.Min(limit, Int128.Min(LargestValue(and.Left), LargestValue(and.Right))),
            BoundBinary { Operation: BinaryOperation.Remainder } remainder when limit != Int128.MaxValue
                && ConstantFolding.TryGetInteger(remainder.Right, out Int128 divisor) && divisor > 0 =>
                Int128.Min(LargestValue(remainder.Left), divisor - 1),
            BoundBinary { Operation: BinaryOperation.ShiftRight } shift when limit != Int128.MaxValue
                && ConstantFolding.TryGetInteger(shift.Right, out Int128 count) =>
                LargestValue(shift.Left) >> ((int)count & (type!.Size * 8 - 1)),
            BoundConversion { Operand: var inner } when inner.Type.IsInteger() =>
                Int128.Min(limit, LargestValue(inner)),
            BoundConditional c => Int128.Max(LargestValue(c.WhenTrue), LargestValue(c.WhenFalse)),
            BoundField { Field.BitSize: > 0 and var bits } when limit != Int128.MaxValue => (Int128.One << bits) - 1,
            _ => limit,
        };
    }

    private BoundZero NeedsCast(BoundExpression value, TypeSymbol target)
    {
        Report(Descriptors.NeedsCast, value.Syntax, value.Type.Name, target.Name);
        return new BoundZero(value.Syntax, target);
    }

    private BoundZero Mismatch(BoundExpression value, TypeSymbol target)
    {
        bool isCastable = value.Type is PrimitiveType or EnumType && target is PrimitiveType or EnumType
            && !value.Type.IsVoid() && !target.IsVoid() && !value.Type.IsNull()
            && (value.Type.IsInteger() || value.Type.IsBool()) && (target.IsInteger() || target.IsBool());
        if (isCastable || (value.Type is PointerType && target is PointerType))
        {
            return NeedsCast(value, target);
        }

        Report(Descriptors.TypeMismatch, value.Syntax, value.Type.Name, target.Name);
        return new BoundZero(value.Syntax, target);
    }
}
