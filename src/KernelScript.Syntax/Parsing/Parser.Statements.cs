using System.Collections.Immutable;

namespace KernelScript.Syntax;

internal sealed partial class Parser
{
    private BlockSyntax ParseBlock()
    {
        int start = _current.Start;
        ImmutableArray<StatementSyntax> statements = ParseBlockStatements();
        return new BlockSyntax(From(start), statements);
    }

    /// <summary>The statements in braces, braces taken.</summary>
    private ImmutableArray<StatementSyntax> ParseBlockStatements()
    {
        if (!TryOpenBrace(out Token open))
        {
            return [];
        }

        (bool, bool) saved = Enter(linesMatter: true);
        ImmutableArray<StatementSyntax>.Builder statements = ImmutableArray.CreateBuilder<StatementSyntax>();
        while (Kind is not (TokenKind.CloseBrace or TokenKind.EndOfFile) && !IsNextDeclaration())
        {
            if (TryTake(TokenKind.Semicolon))
            {
                continue;
            }

            int position = _position;
            int failures = _failures;
            _itemStart = position;
            StatementSyntax statement = ParseStatement();
            statements.Add(statement);
            EndStatement(statement, failures);
            if (_position == position)
            {
                Next();
            }
        }

        Restore(saved);
        CloseBrace(open);
        return statements.DrainToImmutable();
    }

    private void EndStatement(StatementSyntax statement, int failures)
    {
        if (Kind is TokenKind.CloseParen or TokenKind.CloseBracket && _failures == failures)
        {
            ReportUnmatchedClose();
            Next();
        }

        if (TryTake(TokenKind.Semicolon)
            || _current.HasLineBefore
            || Kind is TokenKind.CloseBrace or TokenKind.EndOfFile
            || EndsWithBrace(statement))
        {
            return;
        }

        if (_failures == failures)
        {
            ReportFailure(
                Descriptors.ExpectedEndOfStatement, FoundSpan(), SuggestStatement(statement), DescribeFound());
        }

        if (!TokenFacts.IsStatementKeyword(Kind))
        {
            SkipToStatementEnd();
        }
    }

    private bool EndsWithBrace(StatementSyntax statement) =>
        _tokens.Span[_position - 1].Kind == TokenKind.CloseBrace
        && statement is BlockSyntax or IfStatementSyntax or WhileStatementSyntax or ForRangeStatementSyntax
            or ForEachStatementSyntax or LoopStatementSyntax or TryStatementSyntax or DeferStatementSyntax
            or ExpressionStatementSyntax { Expression: MatchExpressionSyntax };

    private string? SuggestStatement(StatementSyntax statement)
    {
        bool isOtherLanguage = statement is ExpressionStatementSyntax { Expression: NameExpressionSyntax }
            && TokenFacts.IsName(Kind);
        return isOtherLanguage ? "variables are declared with 'var name: type = value'" : null;
    }

    private bool StartsStatement() =>
        TokenFacts.StartsExpression(Kind) || TokenFacts.IsStatementKeyword(Kind) || Kind == TokenKind.OpenBrace
        || (Kind == TokenKind.Plus && Peek(1).Kind == TokenKind.Plus);

    private StatementSyntax ParseStatement()
    {
        if (!TryEnter())
        {
            return new ExpressionStatementSyntax(Here(), new MissingExpressionSyntax(Here()));
        }

        int outer = _reach;
        _reach = _depth;
        StatementSyntax statement = Kind switch
        {
            TokenKind.OpenBrace => ParseBlock(),
            TokenKind.VarKeyword => ParseVariable(),
            TokenKind.ConstKeyword => ParseLocalConstant(),
            TokenKind.IfKeyword => ParseIf(),
            TokenKind.ForKeyword => ParseFor(),
            TokenKind.WhileKeyword => ParseWhile(),
            TokenKind.LoopKeyword => ParseLoop(),
            TokenKind.ReturnKeyword => ParseReturn(),
            TokenKind.BreakKeyword or TokenKind.ContinueKeyword => ParseJump(),
            TokenKind.DeleteKeyword => ParseDelete(),
            TokenKind.TryKeyword => ParseTry(),
            TokenKind.ThrowKeyword => ParseThrow(),
            TokenKind.DeferKeyword => ParseDefer(),
            TokenKind.ElseKeyword or TokenKind.CatchKeyword => ParseOrphanClause(),
            TokenKind.PinKeyword or TokenKind.LocalKeyword
                when Peek(1) is { Kind: TokenKind.VarKeyword, HasLineBefore: false } => ParseModifiedVariable(),
            _ => ParseSimpleStatement(),
        };
        _reach = Math.Max(outer, _reach);
        Leave();
        return statement;
    }

    private VariableStatementSyntax ParseVariable()
    {
        int start = Next().Start;
        Identifier name = ParseName();
        TypeSyntax? type = TryTake(TokenKind.Colon) ? ParseType() : null;
        ExpressionSyntax? initializer = TryTake(TokenKind.Equal) ? ParseExpression() : null;
        return new VariableStatementSyntax(From(start), name, type, initializer);
    }

    /// <summary><c>local var</c> in a function on the line of another statement.</summary>
    private VariableStatementSyntax ParseModifiedVariable()
    {
        Token modifier = Next();
        Report(
            Descriptors.MisplacedModifier, modifier.Span, _source.ToString(modifier.Span), "a variable of a function");
        return ParseVariable();
    }

    private ConstantStatementSyntax ParseLocalConstant()
    {
        int start = _current.Start;
        (Identifier name, TypeSyntax? type, ExpressionSyntax value) = ParseConstantParts();
        return new ConstantStatementSyntax(From(start), name, type, value);
    }

    /// <summary>An expression or an assignment.</summary>
    private StatementSyntax ParseSimpleStatement()
    {
        int start = _current.Start;
        if (Kind is TokenKind.CloseParen or TokenKind.CloseBracket)
        {
            ReportUnmatchedClose();
            Next();
            return new ExpressionStatementSyntax(From(start), new MissingExpressionSyntax(Here()));
        }

        ExpressionSyntax target = ParseExpression();
        if (!TokenFacts.IsAssignment(Kind))
        {
            return new ExpressionStatementSyntax(From(start), target);
        }

        Token operation = Next();
        if (!IsAssignable(target))
        {
            Report(Descriptors.NotAssignable, target.Span, _source.ToString(operation.Span));
        }

        ExpressionSyntax value = ParseNestedExpression();
        return new AssignmentStatementSyntax(
            From(start), target, TokenFacts.GetAssignmentOperator(operation.Kind), operation.Span, value);
    }

    private static bool IsAssignable(ExpressionSyntax target) => target is
        NameExpressionSyntax or MemberAccessExpressionSyntax or IndexExpressionSyntax or MissingExpressionSyntax
        or UnaryExpressionSyntax { Operator: UnaryOperator.Dereference };

    private ReturnStatementSyntax ParseReturn()
    {
        int start = Next().Start;
        bool hasValue = !_current.HasLineBefore && !IsStatementEnd();
        ExpressionSyntax? value = hasValue ? ParseExpression() : null;
        return new ReturnStatementSyntax(From(start), value);
    }

    private bool IsStatementEnd() =>
        Kind is TokenKind.Semicolon or TokenKind.CloseBrace or TokenKind.EndOfFile or TokenKind.Comma
            or TokenKind.ElseKeyword;

    private StatementSyntax ParseJump()
    {
        Token keyword = Next();
        return keyword.Kind == TokenKind.BreakKeyword
            ? new BreakStatementSyntax(From(keyword.Start))
            : new ContinueStatementSyntax(From(keyword.Start));
    }

    private DeleteStatementSyntax ParseDelete()
    {
        int start = Next().Start;
        ExpressionSyntax target = ParseExpression();
        return new DeleteStatementSyntax(From(start), target);
    }

    private ThrowStatementSyntax ParseThrow()
    {
        int start = Next().Start;
        ExpressionSyntax value = ParseExpression();
        return new ThrowStatementSyntax(From(start), value);
    }

    private DeferStatementSyntax ParseDefer()
    {
        int start = Next().Start;
        if (Kind == TokenKind.OpenBrace)
        {
            BlockSyntax block = ParseBlock();
            return new DeferStatementSyntax(From(start), block);
        }

        StatementSyntax body = ParseSimpleStatement();
        if (body is not ExpressionStatementSyntax { Expression: CallExpressionSyntax or MissingExpressionSyntax })
        {
            Report(Descriptors.InvalidDefer, body.Span);
        }

        return new DeferStatementSyntax(From(start), body);
    }

    private TryStatementSyntax ParseTry()
    {
        int start = Next().Start;
        BlockSyntax body = ParseBlock();
        ImmutableArray<CatchClauseSyntax>.Builder catches = ImmutableArray.CreateBuilder<CatchClauseSyntax>();
        while (Kind == TokenKind.CatchKeyword)
        {
            catches.Add(ParseCatch());
        }

        return new TryStatementSyntax(From(start), body, catches.DrainToImmutable());
    }

    private CatchClauseSyntax ParseCatch()
    {
        int start = Next().Start;
        PatternSyntax pattern = ParsePatternAtom();
        BlockSyntax body = ParseBlock();
        return new CatchClauseSyntax(From(start), pattern, body);
    }

    /// <summary><c>else</c> or <c>catch</c> without what it belongs to; its block is kept.</summary>
    private BlockSyntax ParseOrphanClause()
    {
        int start = _current.Start;
        bool isElse = Kind == TokenKind.ElseKeyword;
        ReportUnexpected(Descriptors.OrphanClause, isElse ? "else" : "catch", isElse ? "if" : "try");
        Next();
        if (!isElse && Kind != TokenKind.OpenBrace)
        {
            ParsePatternAtom();
        }

        if (Kind == TokenKind.OpenBrace)
        {
            return ParseBlock();
        }

        ImmutableArray<StatementSyntax> statements = StartsStatement() ? [ParseStatement()] : [];
        return new BlockSyntax(From(start), statements);
    }
}
