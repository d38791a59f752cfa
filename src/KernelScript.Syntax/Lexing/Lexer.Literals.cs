namespace KernelScript.Syntax;

internal ref partial struct Lexer
{
    private TokenKind LexNumber()
    {
        int start = _position;
        SkipDigits();
        bool isDecimal = _text[start] != '0' || _position - start < 2 || !char.IsAsciiLetter(_text[start + 1]);
        bool hasFraction = isDecimal && Current == '.' && char.IsAsciiDigit(Peek(1));
        if (hasFraction)
        {
            _position++;
            SkipDigits();
        }

        // The sign of an exponent: the digits before it were taken as part of the word '1e'.
        bool hasExponent = isDecimal && _text[_position - 1] is 'e' or 'E';
        if (hasExponent && Current is '+' or '-' && char.IsAsciiDigit(Peek(1)))
        {
            _position++;
            SkipDigits();
        }

        ReadOnlySpan<char> text = _text[start.._position];
        if (isDecimal && (hasFraction || text.ContainsAny('e', 'E')) && LiteralDecoder.TryDecodeFloat(text, out _))
        {
            return TokenKind.Float;
        }

        CheckInteger(new TextSpan(start, _position - start), hasFraction);
        return hasFraction ? TokenKind.Float : TokenKind.Integer;
    }

    private void SkipDigits()
    {
        while (_position < _text.Length && (char.IsAsciiLetterOrDigit(_text[_position]) || _text[_position] == '_'))
        {
            _position++;
        }
    }

    private readonly void CheckInteger(TextSpan span, bool hasFraction)
    {
        ReadOnlySpan<char> text = _text.Slice(span.Start, span.Length);
        if (hasFraction)
        {
            Report(Descriptors.InvalidNumber, span, text.ToString(), "a fraction is digits, '.' and digits");
        }
        else if (!LiteralDecoder.TryDecodeInteger(text, out _, out string? problem))
        {
            if (problem is null)
            {
                Report(Descriptors.NumberTooLarge, span, text.ToString());
            }
            else
            {
                Report(Descriptors.InvalidNumber, span, text.ToString(), problem);
            }
        }
    }

    private TokenKind LexString()
    {
        int start = _position++;
        while (true)
        {
            if (_position >= _text.Length || _text[_position] is '\n' or '\r')
            {
                Report(Descriptors.UnterminatedString, TextSpan.FromBounds(start, _position));
                _isUnterminated = true;
                return TokenKind.String;
            }

            char character = _text[_position];
            if (character == '"')
            {
                _position++;
                return TokenKind.String;
            }

            _position += character == '\\' ? CheckEscape(_position) : 1;
        }
    }

    /// <summary>Reports an unknown escape; returns its length.</summary>
    private readonly int CheckEscape(int position)
    {
        ReadOnlySpan<char> rest = _text[position..];
        if (rest.Length < 2 || rest[1] is '\n' or '\r')
        {
            return 1;
        }

        if (LiteralDecoder.IsKnownEscape(rest))
        {
            return LiteralDecoder.DecodeEscape(rest, out _);
        }

        Report(Descriptors.UnknownEscape, new TextSpan(position, 2), rest[..2].ToString());
        return 2;
    }

    private TokenKind LexChar()
    {
        int start = _position++;
        int characters = 0;
        bool isAscii = true;
        while (_position < _text.Length && _text[_position] is not ('\'' or '\n' or '\r'))
        {
            isAscii &= _text[_position] <= '\x7f';
            _position += _text[_position] == '\\' ? CheckEscape(_position) : 1;
            characters++;
        }

        bool isClosed = Current == '\'' && _position < _text.Length;
        if (isClosed)
        {
            _position++;
        }
        else
        {
            // Most likely a lone quote: take one character with it and go on.
            _position = Math.Min(start + 2, _position);
            _isUnterminated = true;
        }

        if (!isClosed || characters != 1 || !isAscii)
        {
            Report(Descriptors.InvalidCharLiteral, TextSpan.FromBounds(start, _position));
        }

        return TokenKind.Char;
    }
}
