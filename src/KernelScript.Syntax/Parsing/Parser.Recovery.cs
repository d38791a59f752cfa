namespace KernelScript.Syntax;

internal sealed partial class Parser
{
    private int _failures;
    private int _lastFailure = -1;
    private bool _hasGivenUp;

    /// <summary>Where the declaration, statement or item being parsed begins.</summary>
    private int _itemStart;

    /// <summary>Reports a mistake that does not confuse the parser.</summary>
    private void Report(DiagnosticDescriptor descriptor, TextSpan span, params ReadOnlySpan<object?> arguments)
    {
        if (!_hasGivenUp)
        {
            _diagnostics.Report(descriptor, new SourceSpan(_source, span), arguments);
        }
    }

    /// <summary>
    /// Reports that the current token cannot stand here; only the first report for a token counts, the lexer's too.
    /// </summary>
    private void ReportUnexpected(DiagnosticDescriptor descriptor, params ReadOnlySpan<object?> arguments) =>
        ReportFailure(descriptor, FoundSpan(), null, arguments);

    private void ReportFailure(
        DiagnosticDescriptor descriptor, TextSpan span, string? suggestion, params ReadOnlySpan<object?> arguments)
    {
        _failures++;
        if (_lastFailure == _position || _hasGivenUp || _current.HasErrorBefore)
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

    /// <summary>Whether something is missing at the end of the line before the current token.</summary>
    private bool IsAtLineEnd() =>
        (_current.HasLineBefore && _position != _itemStart) || Kind == TokenKind.EndOfFile;

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
        if (kind == TokenKind.CloseBrace && _lastFailure != _position && !_hasGivenUp)
        {
            open = FindMisalignedBrace(open) ?? open;
        }

        string opening = open.Length > 0 ? _source.ToString(open.Span) : "{";
        ReportFailure(Descriptors.UnclosedBrace, open.Span, null, opening, TokenFacts.GetText(kind).Trim('\''));
    }

    /// <summary>
    /// The first brace that a less indented one has closed: where the missing one belongs, rather than at the outermost
    /// brace, which is the one left over. Null when the indentation says nothing.
    /// </summary>
    private Token? FindMisalignedBrace(Token open)
    {
        ReadOnlySpan<Token> tokens = _tokens.Span[.._position];
        int index = tokens.Length;
        while (index > 0 && tokens[index - 1].Start >= open.Start)
        {
            index--;
        }

        var openBraces = new Stack<Token>();
        foreach (Token token in tokens[index..])
        {
            if (token.Kind == TokenKind.OpenBrace)
            {
                openBraces.Push(token);
            }
            else if (token.Kind == TokenKind.CloseBrace && openBraces.TryPop(out Token opener)
                && token.HasLineBefore && GetIndentation(token) < GetIndentation(opener))
            {
                return opener;
            }
        }

        return null;
    }

    /// <summary>White space before the line that holds a token, in characters.</summary>
    private int GetIndentation(Token token)
    {
        ReadOnlySpan<char> before = _source.Text.AsSpan(0, token.Start);
        ReadOnlySpan<char> line = before[(before.LastIndexOfAny('\n', '\r') + 1)..];
        int length = line.IndexOfAnyExcept(' ', '\t');
        return length < 0 ? line.Length : length;
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
                || (braces <= 0 && Kind is TokenKind.VarKeyword or TokenKind.ConstKeyword)
                || (braces <= 0 && IsAtColumnOne() && TokenFacts.IsName(Kind));
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

        if (!TokenFacts.IsName(Kind) || Peek(1).HasLineBefore)
        {
            return false;
        }

        return Kind switch
        {
            TokenKind.ConfigKeyword => TokenFacts.IsName(Peek(1).Kind) && Peek(2).Kind == TokenKind.OpenBrace,
            TokenKind.TypeKeyword => TokenFacts.IsName(Peek(1).Kind) && Peek(2).Kind == TokenKind.Equal,
            TokenKind.ProgramKeyword => TokenFacts.IsName(Peek(1).Kind) && Peek(2).Kind == TokenKind.Colon,
            TokenKind.KernelKeyword or TokenKind.PinKeyword or TokenKind.LocalKeyword => Peek(1).Kind is
                TokenKind.VarKeyword or TokenKind.ConstKeyword or TokenKind.FnKeyword or TokenKind.StructKeyword
                or TokenKind.EnumKeyword or TokenKind.PinKeyword or TokenKind.LocalKeyword or TokenKind.At,
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
