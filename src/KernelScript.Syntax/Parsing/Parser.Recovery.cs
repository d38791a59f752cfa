namespace KernelScript.Syntax;

internal sealed partial class Parser
{
    private int _failures;
    private int _lastFailure = -1;
    private bool _hasGivenUp;

    /// <summary>Reports a mistake that does not confuse the parser.</summary>
    private void Report(DiagnosticDescriptor descriptor, TextSpan span, params ReadOnlySpan<object?> arguments)
    {
        if (!_hasGivenUp)
        {
            _diagnostics.Report(descriptor, new SourceSpan(_source, span), arguments);
        }
    }

    /// <summary>Reports that the current token cannot stand here; only the first report for a token counts.</summary>
    private void ReportUnexpected(DiagnosticDescriptor descriptor, params ReadOnlySpan<object?> arguments) =>
        ReportFailure(descriptor, FoundSpan(), null, arguments);

    private void ReportFailure(
        DiagnosticDescriptor descriptor, TextSpan span, string? suggestion, params ReadOnlySpan<object?> arguments)
    {
        _failures++;
        if (_lastFailure == _position || _hasGivenUp)
        {
            return;
        }

        _lastFailure = _position;
        _diagnostics.Add(new Diagnostic(descriptor, new SourceSpan(_source, span), arguments)
        {
            Suggestion = suggestion,
        });
    }

    /// <summary>Reports that the tree is too deep and ends the parse by going to the end of the file.</summary>
    private void GiveUp()
    {
        if (!_hasGivenUp)
        {
            Report(Descriptors.NestingTooDeep, _current.Span);
            _hasGivenUp = true;
        }

        MoveTo(_tokens.Length - 1);
    }

    /// <summary>The current token; the end of the line when it stands on a later one.</summary>
    private TextSpan FoundSpan() =>
        IsAtLineEnd() ? new TextSpan(PreviousEnd, 0) : _current.Span;

    private bool IsAtLineEnd() => (_current.HasLineBefore && _position > 0) || Kind == TokenKind.EndOfFile;

    private string DescribeFound()
    {
        if (Kind == TokenKind.EndOfFile)
        {
            return "the end of the file";
        }

        return IsAtLineEnd() ? "the end of the line" : DescribeCurrent();
    }

    private string DescribeCurrent() => Kind switch
    {
        TokenKind.String => "a string",
        TokenKind.Char => _source.ToString(_current.Span),
        _ => $"'{_source.ToString(_current.Span)}'",
    };

    /// <summary>Takes the closing half of a pair, or reports it and looks for it on the same line.</summary>
    private void ExpectClose(TokenKind kind, Token open)
    {
        if (Kind == kind)
        {
            Next();
            return;
        }

        if (IsAtLineEnd() || Kind == TokenKind.CloseBrace || TokenFacts.IsStatementKeyword(Kind))
        {
            ReportUnclosed(kind, open);
            return;
        }

        ReportUnexpected(Descriptors.ExpectedToken, TokenFacts.GetText(kind), DescribeFound());
        SkipToClose(kind);
    }

    private void ReportUnmatchedClose() =>
        ReportFailure(Descriptors.UnmatchedClose, _current.Span, null, _source.ToString(_current.Span));

    private void ReportUnclosed(TokenKind kind, Token open)
    {
        string opening = open.Length > 0 ? _source.ToString(open.Span) : "{";
        ReportFailure(Descriptors.UnclosedBrace, open.Span, null, opening, TokenFacts.GetText(kind).Trim('\''));
    }

    /// <summary>Goes behind the closing half of a pair if it is on this line; stays otherwise.</summary>
    private void SkipToClose(TokenKind kind)
    {
        int depth = 0;
        for (int i = _position; ; i++)
        {
            Token token = _tokens.Span[i];
            if (token.Kind == kind && depth == 0)
            {
                MoveTo(i + 1);
                return;
            }

            if (token.Kind is TokenKind.EndOfFile or TokenKind.Semicolon or TokenKind.OpenBrace or TokenKind.CloseBrace
                || (i > _position && token.HasLineBefore))
            {
                return;
            }

            depth += GetNesting(token.Kind);
        }
    }

    /// <summary>Goes to a brace that opens on this line; stays if there is none.</summary>
    private void SkipToOpenBrace()
    {
        for (int i = _position; ; i++)
        {
            Token token = _tokens.Span[i];
            if (token.Kind == TokenKind.OpenBrace)
            {
                MoveTo(i);
                return;
            }

            if (token.Kind is TokenKind.EndOfFile or TokenKind.Semicolon or TokenKind.CloseBrace
                || token.HasLineBefore)
            {
                return;
            }
        }
    }

    /// <summary>In a list: goes to the next comma, the closing token, or where the list can no longer go on.</summary>
    private void SkipToSeparator(TokenKind close)
    {
        int depth = 0;
        while (Kind != TokenKind.EndOfFile)
        {
            bool isEnd = depth == 0 && (Kind == TokenKind.Comma || Kind == close || Kind == TokenKind.Semicolon);
            bool isLost = depth == 0 && Kind is TokenKind.CloseBrace or TokenKind.CloseParen or TokenKind.CloseBracket;
            bool isBeyond = _current.HasLineBefore
                && (depth == 0 || TokenFacts.IsStatementKeyword(Kind) || IsDeclarationStart());
            if (isEnd || isLost || isBeyond)
            {
                return;
            }

            depth += GetNesting(Kind);
            Next();
        }
    }

    /// <summary>Goes to the next statement: a new line, behind a semicolon, or the end of the block.</summary>
    private void SkipToStatementEnd()
    {
        int braces = 0;
        int others = 0;
        for (bool isFirst = true; Kind != TokenKind.EndOfFile; isFirst = false)
        {
            bool isFree = braces == 0 && others <= 0;
            if ((isFree && _current.HasLineBefore && !isFirst)
                || (braces == 0 && Kind == TokenKind.CloseBrace)
                || (braces == 0 && _current.HasLineBefore && TokenFacts.IsStatementKeyword(Kind))
                || (_current.HasLineBefore && IsDeclarationStart()))
            {
                return;
            }

            if (isFree && Kind == TokenKind.Semicolon)
            {
                Next();
                return;
            }

            if (Kind is TokenKind.OpenBrace or TokenKind.CloseBrace)
            {
                braces += GetNesting(Kind);
            }
            else
            {
                others += GetNesting(Kind);
            }

            Next();
        }
    }

    /// <summary>Goes to the next declaration at the start of a line, outside of braces that open on the way.</summary>
    private void SkipToDeclaration()
    {
        int braces = 0;
        for (bool isFirst = true; Kind != TokenKind.EndOfFile; isFirst = false)
        {
            bool isStart = IsDeclarationStart()
                || (braces <= 0 && Kind is TokenKind.VarKeyword or TokenKind.ConstKeyword);
            if (_current.HasLineBefore && !isFirst && isStart)
            {
                return;
            }

            if (Kind is TokenKind.OpenBrace or TokenKind.CloseBrace)
            {
                braces += GetNesting(Kind);
            }

            bool wasLast = Next().Kind == TokenKind.CloseBrace && braces <= 0;
            if (wasLast)
            {
                return;
            }
        }
    }

    /// <summary>Whether a declaration that cannot stand in a function begins here.</summary>
    private bool IsDeclarationStart()
    {
        if (TokenFacts.IsDeclarationKeyword(Kind))
        {
            return true;
        }

        return Kind switch
        {
            TokenKind.ConfigKeyword => TokenFacts.IsName(Peek(1).Kind) && Peek(2).Kind == TokenKind.OpenBrace,
            TokenKind.TypeKeyword => TokenFacts.IsName(Peek(1).Kind) && Peek(2).Kind == TokenKind.Equal,
            TokenKind.ProgramKeyword => TokenFacts.IsName(Peek(1).Kind) && Peek(2).Kind == TokenKind.Colon,
            TokenKind.KernelKeyword => Peek(1).Kind == TokenKind.FnKeyword,
            TokenKind.PinKeyword or TokenKind.LocalKeyword => Peek(1).Kind is TokenKind.VarKeyword
                or TokenKind.PinKeyword or TokenKind.LocalKeyword or TokenKind.At,
            _ => false,
        };
    }

    private static int GetNesting(TokenKind kind) => kind switch
    {
        TokenKind.OpenParen or TokenKind.OpenBracket or TokenKind.OpenBrace => 1,
        TokenKind.CloseParen or TokenKind.CloseBracket or TokenKind.CloseBrace => -1,
        _ => 0,
    };
}
