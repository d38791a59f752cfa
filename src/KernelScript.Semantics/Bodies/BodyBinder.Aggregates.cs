using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Struct and array literals.
internal sealed partial class BodyBinder
{
    private BoundExpression BindStruct(StructLiteralExpressionSyntax syntax)
    {
        if (syntax.Qualifier is { } module)
        {
            return BindName(new NameExpressionSyntax(At(syntax, module), module));
        }

        TypeSymbol? found = _binder.FindType(syntax.Name.Text);
        if (found is null)
        {
            if (!syntax.Name.IsMissing)
            {
                Report(Descriptors.UndefinedType, At(syntax, syntax.Name), syntax.Name.Text);
            }
        }
        else if (found is not StructType and not PrimitiveType { Kind: PrimitiveKind.Error })
        {
            Report(Descriptors.TypeMismatch, At(syntax, syntax.Name), found.Name, "a struct");
        }

        if (found is not StructType type)
        {
            foreach (FieldInitializerSyntax field in syntax.Fields)
            {
                BindExpression(field.Value, null);
            }

            return Error(syntax);
        }

        _binder.CompleteLayout(type);
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<FieldSymbol, BoundExpression>>(syntax.Fields.Length);
        foreach (FieldInitializerSyntax initializer in syntax.Fields)
        {
            if (type.FindField(initializer.Name.Text) is not { } field)
            {
                ReportField(At(initializer, initializer.Name), type, initializer.Name.Text);
                BindExpression(initializer.Value, null);
                continue;
            }

            if (fields.Any(f => f.Key == field))
            {
                Report(Descriptors.DuplicateField, At(initializer, initializer.Name), field.Name);
            }

            fields.Add(new(field, BindConverted(initializer.Value, field.Type)));
        }

        return new BoundStructLiteral(syntax, type, fields.DrainToImmutable());
    }

    private void ReportField(SourceSpan at, StructType type, string name)
    {
        if (name.Length != 0)
        {
            Diagnostics.Add(new Diagnostic(Descriptors.UndefinedField, at, type.Name, name)
            {
                Suggestion = Suggestions.DidYouMean(name, type.Fields.Select(f => f.Name)),
            });
        }
    }

    private BoundExpression BindArray(ArrayLiteralSyntax syntax, TypeSymbol? expected)
    {
        if (expected is ArrayType place)
        {
            var elements = syntax.Elements.Select(e => BindConverted(e, place.Element)).ToImmutableArray();
            if (elements.Length > place.Count)
            {
                Report(Descriptors.TooManyElements, syntax, elements.Length, place.Name, place.Count);
                elements = elements[..place.Count];
            }

            return new BoundArrayLiteral(syntax, place, elements, false);
        }

        if (syntax.Elements.IsEmpty)
        {
            Report(Descriptors.CannotInfer, syntax, "[]");
            return Error(syntax);
        }

        ImmutableArray<BoundExpression> values = [.. syntax.Elements.Select(e => BindValue(e, null))];
        TypeSymbol element = CommonType(values);
        values = [.. values.Select(v => Convert(v, element))];
        return element.IsError()
            ? Error(syntax)
            : new BoundArrayLiteral(syntax, new ArrayType(element, values.Length), values, false);
    }

    private BoundExpression BindArrayFill(ArrayFillLiteralSyntax syntax, TypeSymbol? expected)
    {
        TypeSymbol? elementPlace = (expected as ArrayType)?.Element;
        BoundExpression value = elementPlace is null
            ? BindValue(syntax.Value, null)
            : BindConverted(syntax.Value, elementPlace);
        TypeSymbol element = elementPlace ?? Binder.InferType(value);
        value = Convert(value, element);
        if (_binder.BindLength(syntax.Length, element, this) is not { } count || element.IsError())
        {
            return Error(syntax);
        }

        if (expected is ArrayType place)
        {
            if (count > place.Count)
            {
                Report(Descriptors.TooManyElements, syntax, count, place.Name, place.Count);
            }

            // Fewer than the place holds: the rest is zero, so the elements are spelled out.
            return count >= place.Count
                ? new BoundArrayLiteral(syntax, place, [value], true)
                : new BoundArrayLiteral(syntax, place, [.. Enumerable.Repeat(value, count)], false);
        }

        return new BoundArrayLiteral(syntax, new ArrayType(element, count), [value], true);
    }

    /// <summary>The type that several values share: of elements, of branches, of match arms.</summary>
    private static TypeSymbol CommonType(ImmutableArray<BoundExpression> values)
    {
        TypeSymbol? common = null;
        Int128 smallest = 0;
        Int128 largest = 0;
        bool hasConstant = false;
        foreach (BoundExpression value in values)
        {
            if (value is BoundLiteral { IsUntyped: true } && ConstantFolding.TryGetInteger(value, out Int128 number))
            {
                smallest = hasConstant ? Int128.Min(smallest, number) : number;
                largest = hasConstant ? Int128.Max(largest, number) : number;
                hasConstant = true;
            }
            else if (!value.Type.IsError() && !value.Type.IsVoid())
            {
                common = common is null ? value.Type : Common(common, value.Type);
            }
        }

        TypeSymbol result = hasConstant
            ? CommonWithConstants(common, smallest, largest)
            : common ?? BuiltInTypes.Error;
        return result.IsNull() ? new PointerType(BuiltInTypes.U8, true) : result;
    }

    // Constants take the type of the other values when all of them fit.
    private static TypeSymbol CommonWithConstants(TypeSymbol? common, Int128 smallest, Int128 largest)
    {
        PrimitiveType own = SmallestFor(smallest, largest);
        return common is null ? own
            : common.AsInteger() is not { } integer ? common
            : integer.Holds(smallest) && integer.Holds(largest) ? common
            : TypeFacts.Common(integer, own);
    }

    private static TypeSymbol Common(TypeSymbol a, TypeSymbol b) => (a, b) switch
    {
        _ when a.IsSame(b) => a,
        _ when a.AsInteger() is { } x && b.AsInteger() is { } y => TypeFacts.Common(x, y),
        (PrimitiveType { Kind: PrimitiveKind.Null }, _) => b,
        (StringType x, StringType y) => x.Capacity >= y.Capacity ? x : y,
        _ when b.IsOption() => b,
        _ => a,
    };
}
