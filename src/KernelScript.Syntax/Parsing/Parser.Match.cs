using System.Collections.Immutable;

namespace KernelScript.Syntax;

internal sealed partial class Parser
{
    private MatchExpressionSyntax ParseMatch()
    {
        int start = Next().Start;
        ExpressionSyntax value = ParseCondition(out _);
        ImmutableArray<MatchArmSyntax> arms = ParseArms();
        return new MatchExpressionSyntax(From(start), value, arms);
    }

    private ImmutableArray<MatchArmSyntax> ParseArms()
    {
        if (!TryOpenBrace(out Token open))
        {
            return [];
        }

        (bool, bool) saved = Enter(linesMatter: true);
        ImmutableArray<MatchArmSyntax>.Builder arms = ImmutableArray.CreateBuilder<MatchArmSyntax>();
        while (Kind is not (TokenKind.CloseBrace or TokenKind.EndOfFile) && !IsNextDeclaration())
        {
            int position = _position;
            int failures = _failures;
            _itemStart = position;
            arms.Add(ParseArm());

            // After the brace of a block the comma may be left out.
            bool isComplete = _failures == failures && _current.HasLineBefore
                && arms[^1].Result is BlockExpressionSyntax && _tokens.Span[_position - 1].Kind == TokenKind.CloseBrace;
            if (!isComplete)
            {
                EndItem(failures, position);
            }
        }

        Restore(saved);
        CloseBrace(open);
        return arms.DrainToImmutable();
    }

    private MatchArmSyntax ParseArm()
    {
        int start = _current.Start;
        ImmutableArray<PatternSyntax>.Builder patterns = ImmutableArray.CreateBuilder<PatternSyntax>(1);
        do
        {
            patterns.Add(ParsePattern());
        }
        while (TryTake(TokenKind.Pipe));

        Expect(TokenKind.Colon);
        ExpressionSyntax result = ParseArmResult();
        return new MatchArmSyntax(From(start), patterns.DrainToImmutable(), result);
    }

    /// <summary>An expression, a block, or a single statement such as <c>return</c>, which becomes a block.</summary>
    private ExpressionSyntax ParseArmResult()
    {
        if (Kind is TokenKind.IfKeyword or TokenKind.MatchKeyword)
        {
            return ParseExpression();
        }

        if (Kind == TokenKind.OpenBrace)
        {
            return ToValue(ParseBlock());
        }

        StatementSyntax statement = ParseStatement();
        return statement is ExpressionStatementSyntax expression
            ? expression.Expression
            : new BlockExpressionSyntax(statement.Location, [statement], null);
    }

    private PatternSyntax ParsePattern()
    {
        PatternSyntax start = ParsePatternAtom();
        if (!TryTake(TokenKind.DotDot))
        {
            return start;
        }

        PatternSyntax end = ParsePatternAtom();
        return new RangePatternSyntax(From(start.Span.Start), start, end);
    }

    private PatternSyntax ParsePatternAtom()
    {
        int start = _current.Start;
        switch (Kind)
        {
            case TokenKind.Minus when Peek(1).Kind == TokenKind.Integer:
                Next();
                ExpressionSyntax number = ParseInteger();
                return new LiteralPatternSyntax(
                    From(start), new UnaryExpressionSyntax(From(start), UnaryOperator.Negate, number));
            case TokenKind.Integer or TokenKind.Char or TokenKind.String
                or TokenKind.TrueKeyword or TokenKind.FalseKeyword or TokenKind.NullKeyword or TokenKind.NoneKeyword:
                ExpressionSyntax literal = ParsePrimary();
                return new LiteralPatternSyntax(From(start), literal);
            case TokenKind.DefaultKeyword:
                Next();
                return new DefaultPatternSyntax(From(start));
            default:
                return TokenFacts.IsName(Kind) ? ParseNamePattern() : ParseMissingPattern();
        }
    }

    private PatternSyntax ParseNamePattern()
    {
        Identifier name = ToName(Next());
        if (name.Text == "_")
        {
            return new DefaultPatternSyntax(From(name.Span.Start));
        }

        if (!TryTake(TokenKind.ColonColon))
        {
            return new NamePatternSyntax(From(name.Span.Start), null, name);
        }

        Identifier member = ParseMemberName();
        return new NamePatternSyntax(From(name.Span.Start), name, member);
    }

    private MissingPatternSyntax ParseMissingPattern()
    {
        ReportUnexpected(Descriptors.ExpectedPattern, DescribeFound());
        return new MissingPatternSyntax(Here());
    }
}
