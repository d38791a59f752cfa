using System.Globalization;
using System.Text;

namespace KernelScript.Ir.Text;

/// <summary>Cuts the text form into tokens. Comments run from <c>;</c> to the end of the line.</summary>
internal ref struct IrLexer(string text)
{
    private readonly string _text = text;
    private int _position;
    private int _line = 1;
    private int _lineStart;

    public static List<IrToken> Tokenize(string text)
    {
        var lexer = new IrLexer(text);
        var tokens = new List<IrToken>();
        do
        {
            tokens.Add(lexer.Next());
        }
        while (tokens[^1].Kind != IrTokenKind.End);

        return tokens;
    }

    private IrToken Next()
    {
        SkipBlanks();
        int start = _position;
        char c = Peek();
        return c switch
        {
            '\0' when start >= _text.Length => Token(IrTokenKind.End, start, ""),
            '@' => Symbol(IrTokenKind.DataSymbol),
            '$' => Symbol(IrTokenKind.FunctionSymbol),
            '%' => Symbol(IrTokenKind.TypeLabel),
            '"' => Token(IrTokenKind.String, start, ReadString()),
            '|' => Token(IrTokenKind.RawLine, start, ReadLine()),
            _ when char.IsAsciiDigit(c) => ReadNumber(),
            _ when IrNames.IsNameCharacter(c) => Token(IrTokenKind.Word, start, ReadName()),
            _ => ReadPunctuation(),
        };
    }

    private void SkipBlanks()
    {
        while (_position < _text.Length)
        {
            char c = _text[_position];
            if (c == '\n')
            {
                _line++;
                _lineStart = _position + 1;
            }
            else if (c == ';')
            {
                int end = _text.IndexOf('\n', _position);
                _position = end < 0 ? _text.Length : end;
                continue;
            }
            else if (c is not (' ' or '\t' or '\r'))
            {
                return;
            }

            _position++;
        }
    }

    private IrToken Symbol(IrTokenKind kind)
    {
        int start = _position++;
        if (Peek() == '"')
        {
            return Token(kind, start, ReadString());
        }

        string name = ReadName();
        return name.Length > 0 ? Token(kind, start, name) : throw Error(start, $"a name must follow '{_text[start]}'");
    }

    private string ReadName()
    {
        int start = _position;
        while (IrNames.IsNameCharacter(Peek()))
        {
            _position++;
        }

        return _text[start.._position];
    }

    private string ReadLine()
    {
        int start = ++_position;
        int end = _text.IndexOf('\n', start);
        _position = end < 0 ? _text.Length : end;
        return _text[start.._position];
    }

    private IrToken ReadNumber()
    {
        int start = _position;
        string digits = ReadName();
        bool isHex = digits.StartsWith("0x", StringComparison.Ordinal);
        ReadOnlySpan<char> significant = isHex ? digits.AsSpan(2) : digits;
        NumberStyles style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        return ulong.TryParse(significant, style, CultureInfo.InvariantCulture, out ulong number)
            ? Token(IrTokenKind.Number, start, digits) with { Number = number }
            : throw Error(start, $"'{digits}' is not a number of at most 64 bits");
    }

    private string ReadString()
    {
        int start = _position++;
        var value = new StringBuilder();
        while (Peek() != '"')
        {
            if (_position >= _text.Length || Peek() == '\n')
            {
                throw Error(start, "the string has no end on its line");
            }

            value.Append(Peek() == '\\' ? ReadEscape() : _text[_position++]);
        }

        _position++;
        return value.ToString();
    }

    private char ReadEscape()
    {
        int start = _position++;
        char c = Peek();
        _position++;
        if (c is '"' or '\\')
        {
            return c;
        }

        ReadOnlySpan<char> digits = _text.AsSpan(Math.Min(_position, _text.Length));
        digits = digits[..Math.Min(4, digits.Length)];
        if (c == 'u' && digits.Length == 4
            && ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
        {
            _position += 4;
            return (char)code;
        }

        throw Error(start, "an escape is \\\", \\\\ or \\u and four hex digits");
    }

    private IrToken ReadPunctuation()
    {
        int start = _position++;
        char c = _text[start];
        if (c == '-' && Peek() == '>')
        {
            _position++;
            return Token(IrTokenKind.Punctuation, start, "->");
        }

        return "(){}<>,:=+-!?".Contains(c, StringComparison.Ordinal)
            ? Token(IrTokenKind.Punctuation, start, c.ToString())
            : throw Error(start, $"unexpected character U+{(int)c:X4}");
    }

    private readonly char Peek() => _position < _text.Length ? _text[_position] : '\0';

    private readonly IrToken Token(IrTokenKind kind, int start, string text) =>
        new(kind, text, 0, _line, start - _lineStart + 1);

    private readonly IrFormatException Error(int start, string reason) => new(_line, start - _lineStart + 1, reason);
}
