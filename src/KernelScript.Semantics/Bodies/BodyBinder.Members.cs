using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Fields and elements.
internal sealed partial class BodyBinder
{
    private BoundExpression BindMember(MemberAccessExpressionSyntax syntax)
    {
        BoundExpression receiver = BindExpression(syntax.Receiver, null);
        return receiver.Type.IsError() || syntax.Name.IsMissing ? Error(syntax) : BindMember(syntax, receiver);
    }

    private BoundExpression BindMember(MemberAccessExpressionSyntax syntax, BoundExpression receiver)
    {
        if (receiver is BoundMap map)
        {
            Report(Descriptors.UndefinedField, At(syntax, syntax.Name), map.Map.Name, syntax.Name.Text);
            return Error(syntax);
        }

        if (ViewOf(receiver) is { } view)
        {
            return BindViewMember(syntax, receiver, view, syntax.Name);
        }

        if (FindField(receiver, syntax.Name.Text) is { } field)
        {
            if (syntax.IsArrow && receiver.Type is StructType && receiver is not BoundMapEntry)
            {
                Report(Descriptors.ArrowOnValue, syntax, syntax.Receiver.ToString());
            }

            return BindField(syntax, receiver, field);
        }

        if (StructOf(receiver) is { } type)
        {
            ReportField(At(syntax, syntax.Name), type, syntax.Name.Text);
        }
        else
        {
            Report(Descriptors.UndefinedField, At(syntax, syntax.Name), receiver.Type.Name, syntax.Name.Text);
        }

        return Error(syntax);
    }

    /// <summary>The struct whose fields an expression has: its own, or the one it points to.</summary>
    private StructType? StructOf(BoundExpression value)
    {
        StructType? type = value.Type as StructType ?? value.Type.PointedStruct();
        if (type is not null && type.IsOption())
        {
            type = OptionType.Value(type).Type as StructType;
        }

        if (type is not null)
        {
            _binder.CompleteLayout(type);
        }

        return type;
    }

    private FieldSymbol? FindField(BoundExpression receiver, string name) => StructOf(receiver)?.FindField(name);

    /// <summary>A field of a struct, or of what a pointer points to.</summary>
    private BoundExpression BindField(SyntaxNode syntax, BoundExpression receiver, FieldSymbol field)
    {
        if (receiver.Type is StructType option && option.IsOption())
        {
            receiver = UnwrapOption(receiver, option);
        }

        if (receiver.Type is PointerType pointer)
        {
            receiver = new BoundDereference(receiver.Syntax, pointer.Element, RequireNonNull(receiver));
        }

        return Narrow(new BoundField(syntax, receiver, field));
    }

    private BoundExpression BindIndex(IndexExpressionSyntax syntax)
    {
        BoundExpression receiver = BindExpression(syntax.Receiver, null);
        if (receiver is BoundMap map)
        {
            return BindMapEntry(syntax, map.Map);
        }

        BoundExpression index = BindValue(syntax.Index, null);
        if (receiver.Type.IsError() || index.Type.IsError())
        {
            return Error(syntax);
        }

        if (!index.Type.IsInteger())
        {
            Report(Descriptors.TypeMismatch, syntax.Index, index.Type.Name, "an integer");
            return Error(syntax);
        }

        index = ToArithmetic(Settle(index, null));
        switch (receiver.Type)
        {
            case PointerType { Element: ArrayType array }:
                BoundExpression target = new BoundDereference(receiver.Syntax, array, RequireNonNull(receiver));
                return Element(syntax, target, array.Element, array.Count, index);
            case PointerType { Element: var element } when !element.IsVoid():
                return BindPointerElement(syntax, RequireNonNull(receiver), element, index);
            case ArrayType array:
                return Element(syntax, receiver, array.Element, array.Count, index);
            case StringType text:
                return Element(syntax, receiver, BuiltInTypes.Char, text.Capacity, index);
            default:
                Report(Descriptors.NotIndexable, syntax.Receiver, syntax.Receiver.ToString());
                return Error(syntax);
        }
    }

    private BoundIndex Element(
        SyntaxNode syntax, BoundExpression array, TypeSymbol element, int count, BoundExpression index)
    {
        if (ConstantFolding.TryGetInteger(index, out Int128 number) && (number < 0 || number >= count))
        {
            Report(Descriptors.IndexOutOfRange, index.Syntax, number, array.Type.Name, count - 1);
        }

        return new BoundIndex(syntax, element, array, index);
    }

    private BoundDereference BindPointerElement(
        SyntaxNode syntax, BoundExpression pointer, TypeSymbol element, BoundExpression index)
    {
        bool isFirst = ConstantFolding.TryGetInteger(index, out Int128 number) && number == 0;
        return new BoundDereference(
            syntax, element, isFirst ? pointer : Offset(syntax, pointer, index, isAddition: true));
    }

    private BoundExpression BindMapEntry(IndexExpressionSyntax syntax, MapSymbol map)
    {
        if (map.Key.IsVoid())
        {
            BindExpression(syntax.Index, null);
            Report(Descriptors.MapOperationMissing, syntax, map.TypeName, "keys");
            return Error(syntax);
        }

        BoundExpression key = BindConverted(syntax.Index, map.Key);
        if (map.IsArray && ConstantFolding.TryGetInteger(key, out Int128 index) && index >= map.MaxEntries)
        {
            Report(Descriptors.IndexOutOfRange, syntax.Index, index, map.Name, map.MaxEntries - 1);
        }

        return new BoundMapEntry(syntax, map, key);
    }
}
