using System.Collections.Immutable;

namespace KernelScript.Syntax;

internal sealed partial class Parser
{
    /// <summary>
    /// How far to look for the <c>:</c> of <c>c ? a : b</c> when an operand after <c>?</c> decides nothing.
    /// </summary>
    private const int ConditionalLookahead = 200;

    private ExpressionSyntax ParseExpression()
    {
        if (!TryEnter())
        {
            return new MissingExpressionSyntax(Here());
        }

        ExpressionSyntax expression = ParseConditional(ParseBinary(1));
        Leave();
        return expression;
    }

    /// <summary>An expression where an assignment would be a mistake for a comparison.</summary>
    private ExpressionSyntax ParseNestedExpression()
    {
        ExpressionSyntax expression = ParseExpression();
        if (TokenFacts.IsAssignment(Kind) && Continues)
        {
            Report(Descriptors.AssignmentInExpression, _current.Span, _source.ToString(_current.Span));
            Next();
            ParseExpression();
        }

        return expression;
    }

    /// <summary>Goes on after an operand that has been parsed already.</summary>
    private ExpressionSyntax ParseExpressionAfter(ExpressionSyntax operand)
    {
        ExpressionSyntax left = ParsePostfix(operand);
        left = ParseCast(left);
        return ParseConditional(ParseBinary(left, 1));
    }

    private ExpressionSyntax ParseConditional(ExpressionSyntax condition)
    {
        if (Kind != TokenKind.Question)
        {
            return condition;
        }

        Next();
        ExpressionSyntax whenTrue = ParseExpression();
        Expect(TokenKind.Colon);
        ExpressionSyntax whenFalse = ParseExpression();
        return new ConditionalExpressionSyntax(
            From(condition.Span.Start), condition, whenTrue, whenFalse);
    }

    private ExpressionSyntax ParseBinary(int minimum)
    {
        int outer = _reach;
        _reach = _depth;
        ExpressionSyntax left = ParseCast(ParseUnary());
        left = ParseBinary(left, minimum);
        _reach = Math.Max(outer, _reach);
        return left;
    }

    private ExpressionSyntax ParseBinary(ExpressionSyntax left, int minimum)
    {
        while (TokenFacts.IsBinaryOperator(Kind) && (Continues || !CanStartStatement(Kind)))
        {
            BinaryOperator operation = TokenFacts.GetBinaryOperator(Kind);
            int precedence = OperatorFacts.GetPrecedence(operation);
            if (precedence < minimum || TrySkipIncrement())
            {
                return left;
            }

            Token token = Next();
            Deepen();
            ExpressionSyntax right = ParseBinary(precedence + 1);
            left = new BinaryExpressionSyntax(From(left.Span.Start), left, operation, token.Span, right);
        }

        return left;
    }

    /// <summary>Reports and skips <c>++</c> or <c>--</c> behind an operand.</summary>
    private bool TrySkipIncrement()
    {
        Token second = Peek(1);
        bool isDouble = Kind is TokenKind.Plus or TokenKind.Minus && second.Kind == Kind && !second.HasSpaceBefore;
        if (!isDouble || (Kind == TokenKind.Minus && IsOperandAfter(2)))
        {
            return false;
        }

        string sign = Kind == TokenKind.Plus ? "+" : "-";
        Report(Descriptors.IncrementOperator, new TextSpan(_current.Start, 2), sign + sign, sign + "=");
        Next();
        Next();
        return true;
    }

    private bool IsOperandAfter(int offset)
    {
        Token token = Peek(offset);
        return TokenFacts.StartsExpression(token.Kind) && !token.HasLineBefore;
    }

    private ExpressionSyntax ParseCast(ExpressionSyntax operand)
    {
        while (Kind == TokenKind.AsKeyword)
        {
            Next();
            Deepen();
            TypeSyntax type = ParseType(allowMap: false);
            operand = new CastExpressionSyntax(From(operand.Span.Start), operand, type);
        }

        return operand;
    }

    private ExpressionSyntax ParseUnary()
    {
        UnaryOperator? operation = Kind switch
        {
            TokenKind.Minus => UnaryOperator.Negate,
            TokenKind.Bang => UnaryOperator.LogicalNot,
            TokenKind.Tilde => UnaryOperator.BitwiseNot,
            TokenKind.Star => UnaryOperator.Dereference,
            TokenKind.Ampersand or TokenKind.AmpersandAmpersand => UnaryOperator.AddressOf,
            _ => null,
        };
        if (operation is null)
        {
            return Kind == TokenKind.OpenParen && IsCStyleCast() ? ParseCStyleCast() : ParsePostfix(ParsePrimary());
        }

        if (!TryEnter())
        {
            return new MissingExpressionSyntax(Here());
        }

        Token token = Next();
        int start = token.Start;
        ExpressionSyntax operand = ParseUnary();
        if (token.Kind == TokenKind.AmpersandAmpersand)
        {
            operand = new UnaryExpressionSyntax(From(start + 1), UnaryOperator.AddressOf, operand);
        }

        Leave();
        return new UnaryExpressionSyntax(From(start), operation.Value, operand);
    }

    /// <summary>Whether <c>(T*)</c>, <c>(struct T*)</c> or <c>(u32)</c> and an operand stand here.</summary>
    private bool IsCStyleCast()
    {
        int offset = 1;
        bool isType = Peek(offset).Kind == TokenKind.StructKeyword;
        offset += isType ? 1 : 0;
        while (Peek(offset).Kind == TokenKind.Star)
        {
            offset++;
        }

        Token name = Peek(offset);
        if (name.Kind != TokenKind.Identifier)
        {
            return false;
        }

        isType |= IsPrimitive(_source.AsSpan(name.Span));
        offset++;
        while (Peek(offset).Kind == TokenKind.Star)
        {
            // '(a * )' is no expression.
            isType = true;
            offset++;
        }

        return isType && Peek(offset).Kind == TokenKind.CloseParen && IsOperandAfter(offset + 1);
    }

    private static bool IsPrimitive(ReadOnlySpan<char> name) => name is
        "u8" or "u16" or "u32" or "u64" or "i8" or "i16" or "i32" or "i64" or "bool" or "char" or "void";

    private CastExpressionSyntax ParseCStyleCast()
    {
        int start = Next().Start;
        TryTake(TokenKind.StructKeyword);
        int typeStart = _current.Start;
        int pointers = 0;
        while (TryTake(TokenKind.Star))
        {
            pointers++;
        }

        Identifier name = ToName(Next());
        TypeSyntax type = new NamedTypeSyntax(new SourceSpan(_source, name.Span), null, name);
        while (TryTake(TokenKind.Star))
        {
            pointers++;
        }

        for (; pointers > 0 && !_hasGivenUp; pointers--)
        {
            Deepen();
            type = new PointerTypeSyntax(From(typeStart), type);
        }

        Expect(TokenKind.CloseParen);
        ExpressionSyntax operand = new MissingExpressionSyntax(Here());
        if (TryEnter())
        {
            operand = ParseUnary();
            Leave();
        }

        return new CastExpressionSyntax(From(start), operand, type);
    }

    private ExpressionSyntax ParsePostfix(ExpressionSyntax operand)
    {
        while (true)
        {
            int start = operand.Span.Start;
            switch (Kind)
            {
                case TokenKind.Dot or TokenKind.Arrow:
                    bool isArrow = Next().Kind == TokenKind.Arrow;
                    Identifier name = ParseMemberName();
                    operand = new MemberAccessExpressionSyntax(From(start), operand, isArrow, name);
                    break;
                case TokenKind.OpenParen when Continues:
                    ImmutableArray<ExpressionSyntax> arguments = ParseList(
                        Next(), TokenKind.CloseParen, static parser => parser.ParseNestedExpression());
                    operand = new CallExpressionSyntax(From(start), operand, arguments);
                    break;
                case TokenKind.OpenBracket when Continues:
                    operand = ParseIndex(operand);
                    break;
                case TokenKind.Question when IsPropagation():
                    Next();
                    operand = new PropagateExpressionSyntax(From(start), operand);
                    break;
                case TokenKind.OpenBrace when IsStructLiteral(operand):
                    operand = ParseStructLiteral(operand);
                    break;
                default:
                    return operand;
            }

            Deepen();
        }
    }

    private IndexExpressionSyntax ParseIndex(ExpressionSyntax receiver)
    {
        Token open = Next();
        (bool, bool) saved = Enter(linesMatter: false);
        ExpressionSyntax index = ParseNestedExpression();
        Restore(saved);
        ExpectClose(TokenKind.CloseBracket, open);
        return new IndexExpressionSyntax(From(receiver.Span.Start), receiver, index);
    }

    /// <summary>Whether the <c>?</c> here stands behind its operand, not between condition and values.</summary>
    private bool IsPropagation()
    {
        if (_current.HasLineBefore && _linesMatter)
        {
            return false;
        }

        Token next = Peek(1);
        if (!TokenFacts.StartsExpression(next.Kind))
        {
            return true;
        }

        if (next.HasLineBefore && _linesMatter)
        {
            // 'x?' at the end of a line is complete, 'c ?' is not.
            return !_current.HasSpaceBefore;
        }

        bool isAmbiguous = next.Kind is TokenKind.Minus or TokenKind.Star or TokenKind.Ampersand
            or TokenKind.OpenParen or TokenKind.OpenBracket;
        return isAmbiguous && !HasColonAhead();
    }

    /// <summary>Whether a <c>:</c> follows at this level of nesting before the expression must end.</summary>
    private bool HasColonAhead()
    {
        int depth = 0;
        for (int offset = 1; offset < ConditionalLookahead; offset++)
        {
            Token token = Peek(offset);
            bool isLine = depth == 0 && token.HasLineBefore && _linesMatter;
            depth += GetNesting(token.Kind);
            bool isEnd = token.Kind == TokenKind.EndOfFile
                || isLine
                || depth < 0
                || (depth == 0 && token.Kind is TokenKind.Comma or TokenKind.Semicolon);
            if (isEnd)
            {
                return false;
            }

            if (depth == 0 && token.Kind == TokenKind.Colon)
            {
                return true;
            }
        }

        return true;
    }
}
