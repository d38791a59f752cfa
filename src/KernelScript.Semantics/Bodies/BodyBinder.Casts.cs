using KernelScript.Syntax;

namespace KernelScript.Semantics;

// 'as'.
internal sealed partial class BodyBinder
{
    private BoundExpression BindCast(CastExpressionSyntax syntax)
    {
        TypeSymbol target = _binder.ResolveType(syntax.Type, this);
        BoundExpression value = BindValue(syntax.Operand, null);
        if (target.IsError() || value.Type.IsError())
        {
            return new BoundZero(syntax, target);
        }

        CheckKernelType(target, syntax.Type);
        if (Cast(syntax, value, target) is { } result)
        {
            return result;
        }

        Report(Descriptors.TypeMismatch, syntax, value.Type.Name, target.Name);
        return new BoundZero(syntax, target);
    }

    private BoundExpression? Cast(SyntaxNode syntax, BoundExpression value, TypeSymbol target)
    {
        if (value.Type is StructType option && option.IsOption() && !value.Type.IsSame(target))
        {
            return Cast(syntax, UnwrapOption(value, option), target);
        }

        if (value.Type.IsSame(target) && value is not BoundLiteral)
        {
            return value;
        }

        if (ConstantFolding.TryGetInteger(value, out Int128 number))
        {
            if (target.IsBool())
            {
                return new BoundLiteral(syntax, target, number != 0 ? 1 : 0);
            }

            if (target.AsInteger() is { } integer)
            {
                return ConstantFolding.Literal(syntax, target, integer.Wrap(number));
            }
        }

        return IsScalar(value.Type) && IsScalar(target)
            ? CastScalar(syntax, value, target)
            : CastOther(syntax, value, target);
    }

    private static bool IsScalar(TypeSymbol type) => type.IsInteger() || type.IsBool() || type.IsFloat();

    private BoundExpression CastScalar(SyntaxNode syntax, BoundExpression value, TypeSymbol target)
    {
        if (value.Type.AsInteger() is { Size: < 4 } from && target.AsInteger() is { } to && to.Size > from.Size
            && Widen(value, target, to) is { } widened)
        {
            return widened;
        }

        return new BoundConversion(syntax, target, value);
    }

    private BoundExpression? CastOther(SyntaxNode syntax, BoundExpression value, TypeSymbol target)
    {
        switch (value.Type, target)
        {
            case (PrimitiveType { Kind: PrimitiveKind.Null }, PointerType { IsNullable: true }):
                return new BoundNull(syntax, target);
            case (PointerType from, PointerType to):
                return new BoundConversion(syntax, new PointerType(to.Element, from.IsNullable), value);
            case (ArrayType, PointerType to) when IsStorage(value):
                NoteAddressTaken(value);
                return new BoundConversion(
                    syntax, new PointerType(to.Element, false),
                    new BoundConversion(syntax, new PointerType(((ArrayType)value.Type).Element, false), value));
            case (_, PointerType to) when value.Type.IsInteger():
                // An address that is a number comes from the kernel; following it is a safe read there.
                return new BoundConversion(
                    syntax, new PointerType(to.Element, false), Widened(value, BuiltInTypes.U64));
            case (PointerType, _) when target.IsInteger():
                var address = new BoundConversion(syntax, BuiltInTypes.U64, value);
                return target.Size == 8
                    ? new BoundConversion(syntax, target, value)
                    : new BoundConversion(syntax, target, address);
            case (StringType or ArrayType, StringType or ArrayType):
                return Convert(value, target);
            default:
                return ConvertSpecial(value, target);
        }
    }

    private static BoundExpression Widened(BoundExpression value, PrimitiveType type) =>
        value.Type.IsSame(type) ? value
        : ConstantFolding.TryGetInteger(value, out Int128 number) ? ConstantFolding.Literal(
            value.Syntax, type, type.Wrap(number))
        : new BoundConversion(value.Syntax, type, value);
}
