using System.Collections.Immutable;

namespace KernelScript.Syntax;

internal sealed partial class Parser
{
    private ExpressionSyntax ParsePrimary()
    {
        switch (Kind)
        {
            case TokenKind.Integer: return ParseInteger();
            case TokenKind.Float: return ParseFloat();
            case TokenKind.Char: return ParseChar();
            case TokenKind.String: return ParseString();
            case TokenKind.TrueKeyword or TokenKind.FalseKeyword: return ParseBoolean();
            case TokenKind.NullKeyword or TokenKind.NoneKeyword: return new NullLiteralSyntax(From(Next().Start));
            case TokenKind.OpenParen: return ParseParenthesized();
            case TokenKind.OpenBracket: return ParseArray();
            case TokenKind.IfKeyword: return ParseIfExpression();
            case TokenKind.MatchKeyword: return ParseMatch();
            case TokenKind.SizeofKeyword when Peek(1).Kind == TokenKind.OpenParen: return ParseSizeof();
            case TokenKind.NewKeyword when IsNew(): return ParseNew();
            default: return TokenFacts.IsName(Kind) ? ParseNameExpression() : ParseMissingExpression();
        }
    }

    private bool IsNew() =>
        Peek(1) is { HasLineBefore: false } next && StartsType(next.Kind) && next.Kind != TokenKind.Star;

    private MissingExpressionSyntax ParseMissingExpression()
    {
        if (Kind == TokenKind.Plus && Peek(1) is { Kind: TokenKind.Plus, HasSpaceBefore: false })
        {
            Report(Descriptors.IncrementOperator, new TextSpan(_current.Start, 2), "++", "+=");
            Next();
            Next();
            ParseUnary();
            return new MissingExpressionSyntax(Here());
        }

        ReportUnexpected(Descriptors.ExpectedExpression, DescribeFound());
        return new MissingExpressionSyntax(Here());
    }

    private IntegerLiteralSyntax ParseInteger()
    {
        Token token = Next();
        string text = _source.ToString(token.Span);
        LiteralDecoder.TryDecodeInteger(text, out ulong value, out _);
        return new IntegerLiteralSyntax(From(token.Start), text, value);
    }

    private FloatLiteralSyntax ParseFloat()
    {
        Token token = Next();
        string text = _source.ToString(token.Span);
        LiteralDecoder.TryDecodeFloat(text, out double value);
        return new FloatLiteralSyntax(From(token.Start), text, value);
    }

    private CharLiteralSyntax ParseChar()
    {
        Token token = Next();
        string text = GetQuoted(token);
        ImmutableArray<byte> bytes = LiteralDecoder.DecodeString(text);
        return new CharLiteralSyntax(From(token.Start), text, bytes.IsEmpty ? (byte)0 : bytes[0]);
    }

    private StringLiteralSyntax ParseString()
    {
        Token token = Next();
        string text = GetQuoted(token);
        return new StringLiteralSyntax(From(token.Start), text, LiteralDecoder.DecodeString(text));
    }

    /// <summary>What stands between the quotes; the closing one may be missing.</summary>
    private string GetQuoted(Token token)
    {
        ReadOnlySpan<char> text = _source.AsSpan(token.Span);
        bool isClosed = text.Length > 1 && text[^1] == text[0];
        return (isClosed ? text[1..^1] : text[1..]).ToString();
    }

    private BooleanLiteralSyntax ParseBoolean()
    {
        Token token = Next();
        return new BooleanLiteralSyntax(From(token.Start), token.Kind == TokenKind.TrueKeyword);
    }

    private ExpressionSyntax ParseParenthesized()
    {
        Token open = Next();
        (bool, bool) saved = Enter(linesMatter: false);
        ExpressionSyntax expression = ParseNestedExpression();
        Restore(saved);
        ExpectClose(TokenKind.CloseParen, open);
        return expression;
    }

    /// <summary><c>[a, b]</c>, <c>[]</c> or <c>[value; length]</c></summary>
    private LiteralExpressionSyntax ParseArray()
    {
        Token open = Next();
        (bool, bool) saved = Enter(linesMatter: false);
        ExpressionSyntax? fill = null;
        ImmutableArray<ExpressionSyntax> elements = [];
        if (Kind != TokenKind.CloseBracket)
        {
            ExpressionSyntax first = ParseNestedExpression();
            if (TryTake(TokenKind.Semicolon))
            {
                fill = first;
                elements = [ParseNestedExpression()];
            }
            else
            {
                elements = ParseElements(first);
            }
        }

        Restore(saved);
        ExpectClose(TokenKind.CloseBracket, open);
        return fill is null
            ? new ArrayLiteralSyntax(From(open.Start), elements)
            : new ArrayFillLiteralSyntax(From(open.Start), fill, elements[0]);
    }

    private ImmutableArray<ExpressionSyntax> ParseElements(ExpressionSyntax first)
    {
        ImmutableArray<ExpressionSyntax>.Builder elements = ImmutableArray.CreateBuilder<ExpressionSyntax>();
        elements.Add(first);
        int failures = _failures;
        while (TryTake(TokenKind.Comma) && Kind != TokenKind.CloseBracket)
        {
            elements.Add(ParseNestedExpression());
            if (_failures != failures)
            {
                SkipToSeparator(TokenKind.CloseBracket);
                failures = _failures;
            }
        }

        return elements.DrainToImmutable();
    }

    private ExpressionSyntax ParseNameExpression()
    {
        Identifier name = ToName(Next());
        if (Kind != TokenKind.ColonColon)
        {
            return new NameExpressionSyntax(new SourceSpan(_source, name.Span), name);
        }

        Next();
        Identifier member = ParseMemberName();
        return new QualifiedNameExpressionSyntax(From(name.Span.Start), name, member);
    }

    private SizeofExpressionSyntax ParseSizeof()
    {
        int start = Next().Start;
        Token open = Next();
        (bool, bool) saved = Enter(linesMatter: false);
        TypeSyntax type = ParseType();
        Restore(saved);
        ExpectClose(TokenKind.CloseParen, open);
        return new SizeofExpressionSyntax(From(start), type);
    }

    private NewExpressionSyntax ParseNew()
    {
        int start = Next().Start;
        TypeSyntax type = ParseType(allowMap: false);
        Token open = Expect(TokenKind.OpenParen);
        ExpressionSyntax? flags = null;
        if (open.Length > 0)
        {
            (bool, bool) saved = Enter(linesMatter: false);
            flags = Kind == TokenKind.CloseParen ? null : ParseNestedExpression();
            Restore(saved);
            ExpectClose(TokenKind.CloseParen, open);
        }

        return new NewExpressionSyntax(From(start), type, flags);
    }

    /// <summary>Whether the brace here begins the fields of a struct and not a block.</summary>
    private bool IsStructLiteral(ExpressionSyntax operand)
    {
        bool isName = operand is NameExpressionSyntax
            or MemberAccessExpressionSyntax { IsArrow: false, Receiver: NameExpressionSyntax };
        if (!isName || !_allowStructLiteral || !Continues)
        {
            return false;
        }

        Token second = Peek(2);
        bool isField = second.Kind is TokenKind.Colon or TokenKind.Comma or TokenKind.CloseBrace;

        // 'S { a 1' lacks a colon; 'if (S { f()' lacks a parenthesis.
        bool lacksColon = !second.HasLineBefore && second.Kind is TokenKind.Identifier or TokenKind.Integer
            or TokenKind.String or TokenKind.Char or TokenKind.TrueKeyword or TokenKind.FalseKeyword;
        return Peek(1).Kind == TokenKind.CloseBrace
            || (TokenFacts.IsMemberName(Peek(1).Kind) && (isField || lacksColon));
    }

    private StructLiteralExpressionSyntax ParseStructLiteral(ExpressionSyntax operand)
    {
        Identifier? qualifier = null;
        Identifier name = default;
        if (operand is NameExpressionSyntax simple)
        {
            name = simple.Name;
        }
        else if (operand is MemberAccessExpressionSyntax { Receiver: NameExpressionSyntax module } member)
        {
            (qualifier, name) = (module.Name, member.Name);
        }

        ImmutableArray<FieldInitializerSyntax> fields = ParseList(
            Next(), TokenKind.CloseBrace, static parser => parser.ParseLiteralField());
        return new StructLiteralExpressionSyntax(From(operand.Span.Start), qualifier, name, fields);
    }

    /// <summary><c>name: value</c> or, for a variable of the same name, <c>name</c>.</summary>
    private FieldInitializerSyntax ParseLiteralField()
    {
        if (!TokenFacts.IsName(Kind) || Peek(1).Kind is not (TokenKind.Comma or TokenKind.CloseBrace))
        {
            return ParseFieldInitializer();
        }

        Identifier name = ToName(Next());
        SourceSpan location = From(name.Span.Start);
        return new FieldInitializerSyntax(location, name, new NameExpressionSyntax(location, name));
    }
}
