namespace KernelScript.Syntax;

/// <summary>Cuts a text into tokens. What is not a token is reported and skipped.</summary>
internal ref partial struct Lexer
{
    private readonly SourceText _source;
    private readonly ReadOnlySpan<char> _text;
    private readonly DiagnosticBag _diagnostics;
    private Token[] _tokens;
    private int _count;
    private int _position;
    private bool _pendingLine;
    private bool _pendingError;

    /// <summary>Whether the token being read goes on to the end of its line for want of a quote.</summary>
    private bool _isUnterminated;

    private Lexer(SourceText source, DiagnosticBag diagnostics)
    {
        _source = source;
        _text = source.Text;
        _diagnostics = diagnostics;

        // Scripts have a token for every four to six characters, comments included.
        _tokens = new Token[(source.Text.Length / 4) + 16];
    }

    private readonly char Current => Peek(0);

    /// <summary>All tokens; the last one is <see cref="TokenKind.EndOfFile"/>.</summary>
    public static ReadOnlyMemory<Token> Lex(SourceText source, DiagnosticBag diagnostics)
    {
        var lexer = new Lexer(source, diagnostics);
        lexer.LexAll();
        return lexer._tokens.AsMemory(0, lexer._count);
    }

    private readonly char Peek(int offset)
    {
        int index = _position + offset;
        return index < _text.Length ? _text[index] : '\0';
    }

    private void LexAll()
    {
        if (Current == '\uFEFF')
        {
            _position++;
        }

        while (true)
        {
            int before = _position;
            bool hasLine = SkipTrivia();
            int start = _position;
            if (start >= _text.Length)
            {
                Add(new Token(TokenKind.EndOfFile, hasLine, true, start, 0));
                return;
            }

            if (TryLexToken(out TokenKind kind))
            {
                Add(new Token(kind, hasLine || start == 0, start > before, start, _position - start));
            }
            else
            {
                SkipUnexpected();

                // The skipped characters count as space, and a line break before them must not get lost.
                _pendingLine |= hasLine;
                _pendingError = true;
            }
        }
    }

    private void Add(Token token)
    {
        if (_count == _tokens.Length)
        {
            Array.Resize(ref _tokens, _count * 2);
        }

        _tokens[_count++] = _pendingLine || _pendingError
            ? token with { HasLineBefore = token.HasLineBefore || _pendingLine, HasErrorBefore = _pendingError }
            : token;
        _pendingLine = false;
        _pendingError = _isUnterminated;
        _isUnterminated = false;
    }

    /// <summary>Skips white space and comments; says whether there was a line break.</summary>
    private bool SkipTrivia()
    {
        bool hasLine = false;
        while (_position < _text.Length)
        {
            char character = _text[_position];
            if (character is ' ' or '\t' or '\f' or '\v')
            {
                _position++;
            }
            else if (character is '\n' or '\r')
            {
                hasLine = true;
                _position++;
            }
            else if (character == '/' && Peek(1) == '/')
            {
                int length = _text[_position..].IndexOfAny('\n', '\r');
                _position = length < 0 ? _text.Length : _position + length;
            }
            else if (character == '/' && Peek(1) == '*')
            {
                hasLine |= SkipBlockComment();
            }
            else
            {
                break;
            }
        }

        return hasLine;
    }

    private bool SkipBlockComment()
    {
        int start = _position;
        int length = _text[(start + 2)..].IndexOf("*/", StringComparison.Ordinal);
        if (length < 0)
        {
            Report(Descriptors.UnterminatedComment, new TextSpan(start, 2));
            _pendingError = true;
            _position = _text.Length;
        }
        else
        {
            _position = start + length + 4;
        }

        return _text[start.._position].ContainsAny('\n', '\r');
    }

    private bool TryLexToken(out TokenKind kind)
    {
        char character = _text[_position];
        if (char.IsAsciiLetter(character) || character == '_')
        {
            kind = LexWord();
            return true;
        }

        if (char.IsAsciiDigit(character))
        {
            kind = LexNumber();
            return true;
        }

        if (character is '"')
        {
            kind = LexString();
            return true;
        }

        if (character is '\'')
        {
            kind = LexChar();
            return true;
        }

        int length = GetOperator(character, Peek(1), Peek(2), out kind);
        _position += length;
        return length > 0;
    }

    private TokenKind LexWord()
    {
        int start = _position;
        do
        {
            _position++;
        }
        while (_position < _text.Length && (char.IsAsciiLetterOrDigit(_text[_position]) || _text[_position] == '_'));

        return TokenFacts.GetWordKind(_text[start.._position]);
    }

    private void SkipUnexpected()
    {
        int start = _position;

        // One report for a run, such as a word in another alphabet.
        do
        {
            _position++;
        }
        while (_position < _text.Length && _text[_position] > '\x7f' && !char.IsWhiteSpace(_text[_position]));

        string text = _source.ToString(TextSpan.FromBounds(start, _position));
        bool isVisible = !char.IsControl(text[0]) && !char.IsWhiteSpace(text[0]);
        string shown = isVisible ? $"'{text}'" : $"U+{(int)text[0]:X4}";
        Report(Descriptors.UnexpectedCharacter, TextSpan.FromBounds(start, _position), shown);
    }

    private readonly void Report(
        DiagnosticDescriptor descriptor, TextSpan span, params ReadOnlySpan<object?> arguments) =>
        _diagnostics.Report(descriptor, new SourceSpan(_source, span), arguments);
}
