using System.Collections.Immutable;

namespace KernelScript.Syntax;

internal sealed partial class Parser
{
    private IfStatementSyntax ParseIf()
    {
        int start = Next().Start;
        ExpressionSyntax condition = ParseCondition(out Identifier? binding, out bool isParenthesized);
        BlockSyntax then = ParseBody(isParenthesized);
        if (Kind == TokenKind.Semicolon && Peek(1).Kind == TokenKind.ElseKeyword)
        {
            Next();
        }

        StatementSyntax? otherwise = TryTake(TokenKind.ElseKeyword) ? ParseElse() : null;
        return new IfStatementSyntax(From(start), binding, condition, then, otherwise);
    }

    private StatementSyntax ParseElse()
    {
        if (Kind != TokenKind.IfKeyword)
        {
            return ParseBody(mayOmitBraces: true);
        }

        if (!TryEnter())
        {
            return new BlockSyntax(Here(), []);
        }

        IfStatementSyntax branch = ParseIf();
        Leave();
        return branch;
    }

    /// <summary>A block, or a single statement without braces, which becomes one.</summary>
    private BlockSyntax ParseBody(bool mayOmitBraces)
    {
        if (Kind == TokenKind.OpenBrace)
        {
            return ParseBlock();
        }

        if (mayOmitBraces && StartsStatement())
        {
            int start = _current.Start;
            StatementSyntax statement = ParseStatement();
            return new BlockSyntax(From(start), [statement]);
        }

        if (mayOmitBraces)
        {
            ReportUnexpected(Descriptors.ExpectedToken, TokenFacts.GetText(TokenKind.OpenBrace), DescribeFound());
        }
        else
        {
            ReportUnexpected(Descriptors.BodyNeedsBraces, DescribeFound());
        }

        SkipToOpenBrace();
        return Kind == TokenKind.OpenBrace ? ParseBlock() : new BlockSyntax(Here(), []);
    }

    /// <summary>The condition of an <c>if</c>, with or without parentheses, or <c>(var name = value)</c>.</summary>
    /// <param name="isParenthesized">Whether a single statement may follow without braces.</param>
    private ExpressionSyntax ParseCondition(out Identifier? binding, out bool isParenthesized)
    {
        binding = null;
        bool isBinding = Kind == TokenKind.OpenParen
            ? Peek(1).Kind == TokenKind.VarKeyword
            : Kind == TokenKind.VarKeyword;
        if (!isBinding)
        {
            return ParseCondition(out isParenthesized);
        }

        Token open = _current;
        isParenthesized = TryTake(TokenKind.OpenParen);
        Next();
        (bool, bool) saved = Enter(linesMatter: !isParenthesized, allowStructLiteral: isParenthesized);
        binding = ParseName();
        Expect(TokenKind.Equal);
        ExpressionSyntax value = ParseExpression();
        Restore(saved);
        if (isParenthesized)
        {
            ExpectClose(TokenKind.CloseParen, open);
        }

        return value;
    }

    /// <summary>A condition or the value of a <c>match</c>.</summary>
    /// <remarks>
    /// After <c>(…)</c> an operator that can begin a statement does not go on with the condition:
    /// <c>if (p != null) *p = 1</c>.
    /// </remarks>
    private ExpressionSyntax ParseCondition(out bool isParenthesized)
    {
        isParenthesized = false;
        if (Kind != TokenKind.OpenParen || IsCStyleCast())
        {
            (bool, bool) saved = Enter(linesMatter: true, allowStructLiteral: false);
            ExpressionSyntax bare = ParseNestedExpression();
            Restore(saved);
            return bare;
        }

        ExpressionSyntax condition = ParseParenthesized();
        bool continues = Kind is TokenKind.Dot or TokenKind.Arrow or TokenKind.AsKeyword or TokenKind.Question
            || (TokenFacts.IsBinaryOperator(Kind) && !CanStartStatement(Kind));
        if (!continues)
        {
            isParenthesized = true;
            return condition;
        }

        (bool, bool) state = Enter(linesMatter: true, allowStructLiteral: false);
        condition = ParseExpressionAfter(condition);
        Restore(state);
        return condition;
    }

    private static bool CanStartStatement(TokenKind kind) =>
        kind is TokenKind.Star or TokenKind.Ampersand or TokenKind.Minus;

    private WhileStatementSyntax ParseWhile()
    {
        int start = Next().Start;
        ExpressionSyntax condition = ParseCondition(out bool isParenthesized);
        BlockSyntax body = ParseBody(isParenthesized);
        return new WhileStatementSyntax(From(start), condition, body);
    }

    private LoopStatementSyntax ParseLoop()
    {
        int start = Next().Start;
        BlockSyntax body = ParseBlock();
        return new LoopStatementSyntax(From(start), body);
    }

    /// <summary>The head of a <c>for</c>.</summary>
    /// <param name="End">The end of a range; null when a map is walked.</param>
    private readonly record struct ForHead(
        Identifier First, Identifier? Second, ExpressionSyntax Source, ExpressionSyntax? End);

    private StatementSyntax ParseFor()
    {
        int start = Next().Start;
        Token open = _current;
        bool hasParen = TryTake(TokenKind.OpenParen);
        (bool, bool) saved = Enter(linesMatter: !hasParen, allowStructLiteral: hasParen);
        ForHead head = ParseForHead(open, ref hasParen);
        Restore(saved);
        if (hasParen)
        {
            ExpectClose(TokenKind.CloseParen, open);
        }

        BlockSyntax body = ParseBody(mayOmitBraces: hasParen);
        if (head.Second is { } value)
        {
            return new ForEachStatementSyntax(From(start), head.First, value, head.Source, body);
        }

        ExpressionSyntax end = head.End ?? new MissingExpressionSyntax(Here());
        return new ForRangeStatementSyntax(From(start), head.First, head.Source, end, body);
    }

    /// <summary><c>i in a..b</c>, <c>k, v in m</c>, or <c>k, v) in m</c> after an opening parenthesis.</summary>
    /// <param name="hasParen">False after the call when the parenthesis was closed before <c>in</c>.</param>
    private ForHead ParseForHead(Token open, ref bool hasParen)
    {
        if (Kind == TokenKind.VarKeyword || Peek(1).Kind == TokenKind.Equal)
        {
            return SkipCStyleForHead();
        }

        Identifier first = ParseName();
        Identifier? second = TryTake(TokenKind.Comma) ? ParseName() : null;
        if (hasParen && second is not null && Kind == TokenKind.CloseParen)
        {
            ExpectClose(TokenKind.CloseParen, open);
            hasParen = false;
            Enter(linesMatter: true, allowStructLiteral: false);
        }

        Expect(TokenKind.InKeyword);
        ExpressionSyntax source = ParseNestedExpression();
        if (second is not null)
        {
            return new ForHead(first, second, source, null);
        }

        if (TryTake(TokenKind.DotDot))
        {
            return new ForHead(first, null, source, ParseNestedExpression());
        }

        ReportUnexpected(Descriptors.ForWithoutRange);
        return new ForHead(first, null, source, null);
    }

    /// <summary>Reports and skips <c>var i = 0; i &lt; n; i += 1</c>.</summary>
    private ForHead SkipCStyleForHead()
    {
        ReportFailure(Descriptors.ForWithoutRange, _current.Span, null);
        int depth = 0;
        while (Kind is not (TokenKind.EndOfFile or TokenKind.OpenBrace or TokenKind.CloseBrace)
            && !(depth == 0 && Kind == TokenKind.CloseParen))
        {
            depth += GetNesting(Kind);
            Next();
        }

        var missing = new MissingExpressionSyntax(Here());
        return new ForHead(new Identifier("", Here().Span), null, missing, missing);
    }

    private IfExpressionSyntax ParseIfExpression()
    {
        int start = Next().Start;
        ExpressionSyntax condition = ParseCondition(out Identifier? binding, out bool isParenthesized);
        BlockExpressionSyntax then = ParseBranchValue(isParenthesized);
        ExpressionSyntax? otherwise = null;
        if (TryTake(TokenKind.ElseKeyword))
        {
            otherwise = Kind == TokenKind.IfKeyword ? ParseElseIfExpression() : ParseBranchValue(mayOmitBraces: true);
        }

        return new IfExpressionSyntax(From(start), binding, condition, then, otherwise);
    }

    private ExpressionSyntax ParseElseIfExpression()
    {
        if (!TryEnter())
        {
            return new MissingExpressionSyntax(Here());
        }

        IfExpressionSyntax branch = ParseIfExpression();
        Leave();
        return branch;
    }

    private BlockExpressionSyntax ParseBranchValue(bool mayOmitBraces)
    {
        BlockSyntax block = ParseBody(mayOmitBraces);
        return ToValue(block);
    }

    /// <summary>A block whose last expression, or last <c>if</c> with an <c>else</c>, is its value.</summary>
    private static BlockExpressionSyntax ToValue(BlockSyntax block)
    {
        ImmutableArray<StatementSyntax> statements = block.Statements;
        ExpressionSyntax? value = statements.IsEmpty ? null : statements[^1] switch
        {
            ExpressionStatementSyntax last => last.Expression,
            IfStatementSyntax { Else: not null } last => ToValue(last),
            _ => null,
        };
        return new BlockExpressionSyntax(
            block.Location, value is null ? statements : statements.RemoveAt(statements.Length - 1), value);
    }

    private static IfExpressionSyntax ToValue(IfStatementSyntax branch)
    {
        ExpressionSyntax? otherwise = branch.Else switch
        {
            IfStatementSyntax next => ToValue(next),
            BlockSyntax block => ToValue(block),
            _ => null,
        };
        return new IfExpressionSyntax(
            branch.Location, branch.Binding, branch.Condition, ToValue(branch.Then), otherwise);
    }
}
