using System.Collections.Immutable;
using System.Text;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// print(format, values…) and print(values…), both brought to a format whose conversions fit the values exactly.
internal sealed partial class BodyBinder
{
    private const string Percent = "%";

    private BoundBuiltInCall BindPrint(CallExpressionSyntax syntax)
    {
        var arguments = ImmutableArray.CreateBuilder<BoundExpression>(syntax.Arguments.Length + 1);
        var format = new StringBuilder();
        bool isFormat = syntax.Arguments is [StringLiteralSyntax first, ..]
            && first.Value.Contains('%', StringComparison.Ordinal);
        if (isFormat)
        {
            BindFormat(syntax, (StringLiteralSyntax)syntax.Arguments[0], format, arguments);
        }
        else
        {
            foreach (ExpressionSyntax argument in syntax.Arguments)
            {
                AppendValue(argument, format, arguments);
            }
        }

        byte[] bytes = Encoding.UTF8.GetBytes(format.ToString());
        SyntaxNode place = syntax.Arguments is [var head, ..] ? head : syntax;
        arguments.Insert(0, new BoundStringLiteral(
            place, new StringType(Math.Max(1, bytes.Length)), ImmutableArray.Create(bytes)));
        return new BoundBuiltInCall(syntax, BuiltInTypes.Void, BuiltInFunction.Print, arguments.DrainToImmutable());
    }

    /// <summary>A value of a list: text as it is, everything else in its usual form.</summary>
    private void AppendValue(
        ExpressionSyntax syntax, StringBuilder format, ImmutableArray<BoundExpression>.Builder arguments)
    {
        BoundExpression value = BindPrinted(syntax);
        if (value is BoundStringLiteral text)
        {
            format.Append(
                Encoding.UTF8.GetString(text.Bytes.AsSpan()).Replace(Percent, "%%", StringComparison.Ordinal));
            return;
        }

        char conversion = value.Type switch
        {
            PrimitiveType { Kind: PrimitiveKind.Char } => 'c',
            PointerType or FunctionType => 'p',
            _ when IsText(value.Type) => 's',
            _ when value.Type.IsFloat() => 'f',
            _ when value.Type.IsSigned() => 'd',
            _ => 'u',
        };
        if (ConvertPrinted(value, conversion) is { } printed)
        {
            format.Append('%').Append(printed.Conversion);
            arguments.Add(printed.Value);
        }
    }

    private BoundExpression BindPrinted(ExpressionSyntax syntax) => Settle(BindValue(syntax, null), null);

    private void BindFormat(
        CallExpressionSyntax syntax, StringLiteralSyntax formatSyntax, StringBuilder format,
        ImmutableArray<BoundExpression>.Builder arguments)
    {
        int used = 1;
        int conversions = 0;
        foreach (FormatPiece piece in FormatPieces.Read(formatSyntax.Value))
        {
            if (piece.Conversion == '\0')
            {
                format.Append(piece.Text);
                continue;
            }

            conversions++;
            if (used < syntax.Arguments.Length)
            {
                AppendConversion(syntax.Arguments[used], piece, format, arguments);
            }

            used++;
        }

        for (int i = used; i < syntax.Arguments.Length; i++)
        {
            BindExpression(syntax.Arguments[i], null);
        }

        int given = syntax.Arguments.Length - 1;
        if (given != conversions)
        {
            Report(Descriptors.FormatCount, formatSyntax, CountOf(conversions, "conversion"),
                given == 1 ? "1 value is" : $"{given} values are");
        }
    }

    private void AppendConversion(
        ExpressionSyntax syntax,
        FormatPiece piece,
        StringBuilder format,
        ImmutableArray<BoundExpression>.Builder arguments)
    {
        BoundExpression value = BindPrinted(syntax);
        if (value.Type.IsError())
        {
            return;
        }

        if (ConvertPrinted(value, piece.Conversion) is { } printed)
        {
            format.Append('%').Append(piece.Text).Append(printed.Conversion);
            arguments.Add(printed.Value);
            return;
        }

        string usual = IsText(value.Type) ? "%s" : value.Type is PointerType ? "%p"
            : value.Type.IsFloat() ? "%f" : value.Type.IsInteger() || value.Type.IsBool() ? "%d" : "its fields";
        Report(Descriptors.FormatConversion, syntax, $"%{piece.Conversion}", value.Type.Name, usual);
    }

    /// <summary>
    /// A value as a conversion shows it, and the conversion with its length; null when they do not go together.
    /// </summary>
    private (BoundExpression Value, string Conversion)? ConvertPrinted(BoundExpression value, char conversion)
    {
        bool isNumber = value.Type.IsInteger() || value.Type.IsBool();
        switch (conversion)
        {
            case 's' when IsText(value.Type):
                return (Convert(value, TextType(value)), "s");
            case 's' when value.Type is PointerType { Element.Size: 1 }:
                return (value, "s");
            case 'p' when value.Type is PointerType or FunctionType:
                return (value, "p");
            case 'p' or 'x' or 'X' when value.Type is PointerType:
                return (new BoundConversion(value.Syntax, BuiltInTypes.U64, value), "ll" + conversion);
            case 'c' when value.Type.IsInteger():
                return (Reshape(value, BuiltInTypes.Char), "c");
            case 'f' or 'e' or 'g' when value.Type.IsFloat():
                return (Reshape(value, BuiltInTypes.F64), conversion.ToString());
            case 'f' when value.Type.IsInteger() && !IsKernel:
                return (new BoundConversion(value.Syntax, BuiltInTypes.F64, value), "f");
            case 'd' or 'i' when isNumber:
                return value.Type.IsSigned()
                    ? (Reshape(value, BuiltInTypes.I64), "lld")
                    : (Reshape(value, BuiltInTypes.U64), "llu");
            case 'u' or 'x' or 'X' or 'o' when isNumber:
                return (Reshape(Unsigned(value), BuiltInTypes.U64), "ll" + conversion);
            default:
                return null;
        }
    }

    // %x of an i32 shows its 32 bits.
    private static BoundExpression Unsigned(BoundExpression value) =>
        value.Type.AsInteger() is { IsSigned: true } type
            ? Reshape(value, TypeFacts.Integer(type.Size, isSigned: false))
            : value;

    private static BoundExpression Reshape(BoundExpression value, PrimitiveType type) =>
        value.Type.IsSame(type) ? value
        : type.AsInteger() is { } integer && ConstantFolding.TryGetInteger(value, out Int128 number)
            ? ConstantFolding.Literal(value.Syntax, type, integer.Wrap(number))
            : new BoundConversion(value.Syntax, type, value);
}
