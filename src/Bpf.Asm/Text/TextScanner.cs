using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Bpf.Asm;

/// <summary>Reads the words, numbers and registers of one line. White space between them does not matter.</summary>
internal ref struct TextScanner(ReadOnlySpan<char> line, int lineNumber)
{
    private readonly ReadOnlySpan<char> _line = line;
    private readonly int _lineNumber = lineNumber;
    private int _position;

    /// <summary>Where the next token starts; may be set back.</summary>
    public int Position
    {
        readonly get => _position;
        set => _position = value;
    }

    /// <summary>What is left, white space in front removed.</summary>
    public ReadOnlySpan<char> Rest
    {
        get
        {
            SkipSpace();
            return _line[_position..];
        }
    }

    /// <summary>
    /// Whether nothing but an annotation (<c>&lt;label&gt;</c>) or a comment (<c>;</c> or <c>//</c>) is left.
    /// </summary>
    public bool AtEnd
    {
        get
        {
            ReadOnlySpan<char> rest = Rest;
            return rest.IsEmpty || rest[0] is ';' or '<' || rest.StartsWith("//");
        }
    }

    /// <summary>Whether the text comes next; does not take it.</summary>
    public bool Sees(string text) => Rest.StartsWith(text);

    /// <summary>Takes the text if it comes next.</summary>
    public bool TryTake(string text)
    {
        if (!Sees(text))
        {
            return false;
        }

        _position += text.Length;
        return true;
    }

    /// <summary>Takes the word if it comes next and no letter, digit or underscore follows.</summary>
    public bool TryTakeWord(string word)
    {
        ReadOnlySpan<char> rest = Rest;
        if (!rest.StartsWith(word) || (rest.Length > word.Length && IsWordPart(rest[word.Length])))
        {
            return false;
        }

        _position += word.Length;
        return true;
    }

    /// <exception cref="AssemblyFormatException">Something else comes next.</exception>
    public void Take(string text)
    {
        if (!TryTake(text))
        {
            Fail($"'{text}' expected");
        }
    }

    /// <summary>Takes <c>r0</c>–<c>r10</c> or <c>w0</c>–<c>w10</c> if one comes next.</summary>
    public bool TryTakeRegister(out Register register, out bool is32)
    {
        ReadOnlySpan<char> rest = Rest;
        register = default;
        is32 = rest.Length > 0 && rest[0] == 'w';
        if (rest.Length < 2 || rest[0] is not ('r' or 'w') || !char.IsAsciiDigit(rest[1]))
        {
            return false;
        }

        int length = rest.Length > 2 && char.IsAsciiDigit(rest[2]) ? 3 : 2;
        int number = int.Parse(rest[1..length], NumberStyles.None, CultureInfo.InvariantCulture);
        if (number > (int)Register.R10 || (rest.Length > length && IsWordPart(rest[length])))
        {
            return false;
        }

        register = (Register)number;
        _position += length;
        return true;
    }

    /// <exception cref="AssemblyFormatException">No register comes next.</exception>
    public Register TakeRegister(out bool is32)
    {
        if (!TryTakeRegister(out Register register, out is32))
        {
            Fail("register expected");
        }

        return register;
    }

    /// <summary>Takes a 64-bit register.</summary>
    /// <exception cref="AssemblyFormatException">None comes next.</exception>
    public Register TakeAddressRegister()
    {
        Register register = TakeRegister(out bool is32);
        if (is32)
        {
            Fail("an address is a 64-bit register");
        }

        return register;
    }

    /// <summary>Takes a decimal or hexadecimal number with or without sign if one comes next.</summary>
    /// <remarks>Unsigned values above <see cref="long.MaxValue"/> wrap to negative ones.</remarks>
    public bool TryTakeNumber(out long number)
    {
        number = 0;
        ReadOnlySpan<char> rest = Rest;
        bool negative = rest.Length > 0 && rest[0] == '-';
        int start = rest.Length > 0 && rest[0] is '-' or '+' ? 1 : 0;
        while (start > 0 && start < rest.Length && rest[start] == ' ')
        {
            start++;
        }

        bool isHex = rest[start..].StartsWith("0x");
        int from = isHex ? start + 2 : start;
        int end = from;
        while (end < rest.Length && (isHex ? char.IsAsciiHexDigit(rest[end]) : char.IsAsciiDigit(rest[end])))
        {
            end++;
        }

        if (!ulong.TryParse(
            rest[from..end],
            isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture,
            out ulong magnitude))
        {
            return false;
        }

        number = negative ? -(long)magnitude : (long)magnitude;
        _position += end;
        return true;
    }

    /// <summary>Takes a number in a range.</summary>
    /// <exception cref="AssemblyFormatException">None comes next, or it is outside.</exception>
    public long TakeNumber(long min, long max)
    {
        int start = _position;
        if (!TryTakeNumber(out long number))
        {
            Fail("number expected");
        }

        if (number < min || number > max)
        {
            _position = start;
            Fail($"{number} is not in {min}..{max}");
        }

        return number;
    }

    /// <summary>Takes a name: letters, digits, <c>_ . $ -</c>, not starting with a digit.</summary>
    /// <exception cref="AssemblyFormatException">None comes next.</exception>
    public string TakeName()
    {
        ReadOnlySpan<char> rest = Rest;
        int length = 0;
        while (length < rest.Length && (IsWordPart(rest[length]) || (length > 0 && rest[length] == '-')))
        {
            length++;
        }

        if (length == 0 || char.IsAsciiDigit(rest[0]))
        {
            Fail("name expected");
        }

        _position += length;
        return rest[..length].ToString();
    }

    /// <summary>Takes everything before a character, and the character.</summary>
    /// <exception cref="AssemblyFormatException">It does not come.</exception>
    public string TakeThrough(char end)
    {
        ReadOnlySpan<char> rest = Rest;
        int length = rest.IndexOf(end);
        if (length <= 0)
        {
            Fail($"text and '{end}' expected");
        }

        _position += length + 1;
        return rest[..length].ToString();
    }

    /// <exception cref="AssemblyFormatException">Always.</exception>
    [DoesNotReturn]
    public readonly void Fail(string reason) => throw new AssemblyFormatException(_lineNumber, _position + 1, reason);

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '$';

    private void SkipSpace()
    {
        while (_position < _line.Length && char.IsWhiteSpace(_line[_position]))
        {
            _position++;
        }
    }
}
