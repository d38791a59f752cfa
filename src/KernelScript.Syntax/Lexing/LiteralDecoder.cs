using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace KernelScript.Syntax;

/// <summary>The values of literals.</summary>
internal static class LiteralDecoder
{
    /// <summary>Reads an integer in any base.</summary>
    /// <param name="text">Digits with prefix and underscores.</param>
    /// <param name="problem">What to do about it, when it is not a number; null when it is only too large.</param>
    public static bool TryDecodeInteger(ReadOnlySpan<char> text, out ulong value, out string? problem)
    {
        value = 0;
        (uint radix, string digitName) = GetRadix(text);
        ReadOnlySpan<char> digits = radix == 10 ? text : text[2..];
        problem = digits.IsEmpty ? "add digits after the prefix" : null;
        bool overflow = false;
        for (int i = 0; i < digits.Length; i++)
        {
            char character = digits[i];
            if (character == '_')
            {
                bool isBetweenDigits = i > 0 && i + 1 < digits.Length;
                problem ??= isBetweenDigits ? null : "'_' may stand only between digits";
                continue;
            }

            uint digit = GetDigit(character);
            if (digit >= radix)
            {
                problem ??= $"'{character}' is not {digitName} digit";
                continue;
            }

            UInt128 next = ((UInt128)value * radix) + digit;
            overflow |= next > ulong.MaxValue;
            value = unchecked((ulong)next);
        }

        return problem is null && !overflow;
    }

    /// <summary>Reads a decimal fraction; underscores are skipped.</summary>
    public static bool TryDecodeFloat(ReadOnlySpan<char> text, out double value)
    {
        Span<char> digits = text.Length <= 64 ? stackalloc char[64] : new char[text.Length];
        int length = 0;
        foreach (char character in text)
        {
            if (character != '_')
            {
                digits[length++] = character;
            }
        }

        return double.TryParse(digits[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    /// <summary>The bytes of a string, UTF-8.</summary>
    /// <param name="text">What stands between the quotes; unknown escapes give the character itself.</param>
    public static ImmutableArray<byte> DecodeString(ReadOnlySpan<char> text)
    {
        var bytes = ImmutableArray.CreateBuilder<byte>(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (int i = 0; i < text.Length;)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                int length = DecodeEscape(text[i..], out byte value);
                bytes.Add(value);
                i += length;
                continue;
            }

            Rune.DecodeFromUtf16(text[i..], out Rune rune, out int consumed);
            bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
            i += consumed;
        }

        return bytes.DrainToImmutable();
    }

    /// <summary>Reads the escape at the start of a text.</summary>
    /// <param name="text">Begins with the backslash and has at least two characters.</param>
    /// <param name="value">The byte; for an unknown escape the low byte of the character after the backslash.</param>
    /// <returns>
    /// The characters taken, two or four; the escape is known if <see cref="IsKnownEscape"/> says so.
    /// </returns>
    public static int DecodeEscape(ReadOnlySpan<char> text, out byte value)
    {
        switch (text[1])
        {
            case 'n': value = (byte)'\n'; return 2;
            case 't': value = (byte)'\t'; return 2;
            case 'r': value = (byte)'\r'; return 2;
            case '0': value = 0; return 2;
            case 'x' when text.Length >= 4 && IsKnownEscape(text):
                value = (byte)((GetDigit(text[2]) << 4) | GetDigit(text[3]));
                return 4;
            default: value = unchecked((byte)text[1]); return 2;
        }
    }

    /// <summary>Whether the escape at the start of a text is one of the language's.</summary>
    public static bool IsKnownEscape(ReadOnlySpan<char> text) => text.Length > 1 && text[1] switch
    {
        'n' or 't' or 'r' or '0' or '\\' or '\'' or '"' => true,
        'x' => text.Length >= 4 && GetDigit(text[2]) < 16 && GetDigit(text[3]) < 16,
        _ => false,
    };

    private static (uint Radix, string DigitName) GetRadix(ReadOnlySpan<char> text) => text switch
    {
        ['0', 'x' or 'X', ..] => (16, "a hexadecimal"),
        ['0', 'o' or 'O', ..] => (8, "an octal"),
        ['0', 'b' or 'B', ..] => (2, "a binary"),
        _ => (10, "a decimal"),
    };

    private static uint GetDigit(char character) => character switch
    {
        >= '0' and <= '9' => (uint)(character - '0'),
        >= 'a' and <= 'f' => (uint)(character - 'a' + 10),
        >= 'A' and <= 'F' => (uint)(character - 'A' + 10),
        _ => uint.MaxValue,
    };
}
