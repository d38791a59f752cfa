using System.Collections.Immutable;

namespace KernelScript.Syntax;

internal sealed partial class Parser
{
    private TypeSyntax ParseType() => ParseType(allowMap: true);

    /// <param name="allowMap">Whether <c>name &lt;</c> begins a map type; after <c>as</c> it is a comparison.</param>
    private TypeSyntax ParseType(bool allowMap)
    {
        if (!TryEnter())
        {
            return new MissingTypeSyntax(Here());
        }

        int start = _current.Start;
        TypeSyntax type = Kind switch
        {
            TokenKind.Star => ParsePointerType(allowMap),
            TokenKind.OpenBracket => ParseBracketedType(),
            TokenKind.FnKeyword => ParseFunctionType(allowMap),
            TokenKind.OptionKeyword when Peek(1) is { HasLineBefore: false } next && StartsType(next.Kind) =>
                ParseOptionType(allowMap),
            _ => ParseNamedType(allowMap),
        };
        type = ParseArraySuffix(type, start);
        Leave();
        return type;
    }

    private static bool StartsType(TokenKind kind) =>
        TokenFacts.IsName(kind) || kind is TokenKind.Star or TokenKind.OpenBracket or TokenKind.FnKeyword;

    private PointerTypeSyntax ParsePointerType(bool allowMap)
    {
        int start = Next().Start;
        TypeSyntax target = ParseType(allowMap);
        return new PointerTypeSyntax(From(start), target);
    }

    private OptionTypeSyntax ParseOptionType(bool allowMap)
    {
        int start = Next().Start;
        TypeSyntax value = ParseType(allowMap);
        return new OptionTypeSyntax(From(start), value);
    }

    /// <summary><c>[T; N]</c>, <c>[T N]</c> or <c>[T]</c></summary>
    private ArrayTypeSyntax ParseBracketedType()
    {
        Token open = Next();
        (bool, bool) saved = Enter(linesMatter: false);
        TypeSyntax element = ParseType();
        ExpressionSyntax? length = null;
        if (TryTake(TokenKind.Semicolon) || Kind != TokenKind.CloseBracket)
        {
            length = ParseExpression();
        }

        Restore(saved);
        ExpectClose(TokenKind.CloseBracket, open);
        return new ArrayTypeSyntax(From(open.Start), element, length);
    }

    private FunctionTypeSyntax ParseFunctionType(bool allowMap)
    {
        int start = Next().Start;
        Token open = Expect(TokenKind.OpenParen);
        ImmutableArray<FunctionTypeParameterSyntax> parameters = open.Length == 0
            ? []
            : ParseList(open, TokenKind.CloseParen, static parser => parser.ParseFunctionTypeParameter());
        ReturnSpecSyntax? returns = ParseReturnSpec(allowMap);
        return new FunctionTypeSyntax(From(start), parameters, returns);
    }

    private FunctionTypeParameterSyntax ParseFunctionTypeParameter()
    {
        int start = _current.Start;
        Identifier? name = null;
        if (TokenFacts.IsMemberName(Kind) && Peek(1).Kind == TokenKind.Colon)
        {
            name = ToName(Next());
            Next();
        }

        TypeSyntax type = ParseType();
        return new FunctionTypeParameterSyntax(From(start), name, type);
    }

    /// <summary><c>-> T</c> or <c>-> name: T</c>; null when there is no arrow.</summary>
    private ReturnSpecSyntax? ParseReturnSpec(bool allowMap = true)
    {
        int start = _current.Start;
        if (!TryTake(TokenKind.Arrow))
        {
            return null;
        }

        Identifier? name = null;
        if (TokenFacts.IsName(Kind) && Peek(1).Kind == TokenKind.Colon)
        {
            name = ToName(Next());
            Next();
        }

        TypeSyntax type = ParseType(allowMap);
        return new ReturnSpecSyntax(From(start), name, type);
    }

    private TypeSyntax ParseNamedType(bool allowMap)
    {
        int start = _current.Start;
        if (!TokenFacts.IsName(Kind))
        {
            return ParseMissingType();
        }

        Identifier name = ToName(Next());
        if (Kind == TokenKind.OpenParen && Continues && name.Text == "str")
        {
            return ParseStringType(start);
        }

        if (allowMap && Kind == TokenKind.Less)
        {
            return ParseMapType(start, name);
        }

        if (Kind == TokenKind.Dot && Continues && TokenFacts.IsName(Peek(1).Kind))
        {
            Next();
            Identifier member = ToName(Next());
            return new NamedTypeSyntax(From(start), name, member);
        }

        return new NamedTypeSyntax(From(start), null, name);
    }

    private MissingTypeSyntax ParseMissingType()
    {
        ReportUnexpected(Descriptors.ExpectedType, DescribeFound());
        return new MissingTypeSyntax(Here());
    }

    private StringTypeSyntax ParseStringType(int start)
    {
        Token open = Next();
        (bool, bool) saved = Enter(linesMatter: false);
        ExpressionSyntax size = ParseExpression();
        Restore(saved);
        ExpectClose(TokenKind.CloseParen, open);
        return new StringTypeSyntax(From(start), size);
    }

    /// <summary>The suffixes <c>[N]</c>; as in C the first one is the outermost array.</summary>
    private TypeSyntax ParseArraySuffix(TypeSyntax element, int start)
    {
        if (Kind != TokenKind.OpenBracket || !Continues || element is FunctionTypeSyntax or PointerTypeSyntax)
        {
            return element;
        }

        if (!TryEnter())
        {
            return element;
        }

        Token open = Next();
        (bool, bool) saved = Enter(linesMatter: false);
        ExpressionSyntax? length = Kind == TokenKind.CloseBracket ? null : ParseExpression();
        Restore(saved);
        ExpectClose(TokenKind.CloseBracket, open);
        TypeSyntax inner = ParseArraySuffix(element, start);
        Leave();
        return new ArrayTypeSyntax(From(start), inner, length);
    }

    /// <summary><c>kind&lt;K, V&gt;(size, option = value)</c> from the angle or the parenthesis on.</summary>
    private MapTypeSyntax ParseMapType(int start, Identifier kind)
    {
        ImmutableArray<TypeSyntax> typeArguments = [];
        Token angle = _current;
        if (TryTake(TokenKind.Less))
        {
            typeArguments = ParseTypeArguments(angle);
        }

        ExpressionSyntax? size = null;
        ImmutableArray<MapOptionSyntax> options = [];
        if (Kind == TokenKind.OpenParen && Continues)
        {
            Token open = Next();
            (bool, bool) saved = Enter(linesMatter: false);
            size = ParseExpression();
            if (TryTake(TokenKind.Comma))
            {
                Restore(saved);
                options = ParseList(open, TokenKind.CloseParen, static parser => parser.ParseMapOption());
            }
            else
            {
                Restore(saved);
                ExpectClose(TokenKind.CloseParen, open);
            }
        }

        return new MapTypeSyntax(From(start), kind, typeArguments, size, options);
    }

    private ImmutableArray<TypeSyntax> ParseTypeArguments(Token angle)
    {
        (bool, bool) saved = Enter(linesMatter: false);
        ImmutableArray<TypeSyntax>.Builder arguments = ImmutableArray.CreateBuilder<TypeSyntax>(2);
        do
        {
            arguments.Add(ParseType());
        }
        while (TryTake(TokenKind.Comma));

        Restore(saved);
        if (Kind == TokenKind.GreaterGreater)
        {
            // The first half closes this list; the second is left for the list around it.
            _current = _current with { Kind = TokenKind.Greater, Start = _current.Start + 1, Length = 1 };
        }
        else
        {
            ExpectClose(TokenKind.Greater, angle);
        }

        return arguments.DrainToImmutable();
    }

    private MapOptionSyntax ParseMapOption()
    {
        int start = _current.Start;
        Identifier name = ParseName();
        Expect(TokenKind.Equal);
        ExpressionSyntax value = ParseExpression();
        return new MapOptionSyntax(From(start), name, value);
    }
}
