using System.Globalization;
using System.Text;

namespace KernelScript.Userspace.Runtime;

/// <summary>A value given to <c>print</c>.</summary>
internal readonly record struct PrintValue(char Kind, long Bits, int Size, string? String)
{
    public static PrintValue Unsigned(ulong value) => new('u', (long)value, 8, null);

    public static PrintValue Signed(long value, int size) => new('d', value, size, null);

    public static PrintValue Float(double value) => new('f', BitConverter.DoubleToInt64Bits(value), 8, null);

    public static PrintValue Char(byte value) => new('c', value, 1, null);

    public static PrintValue Bool(bool value) => new('b', value ? 1 : 0, 1, null);

    public static PrintValue Pointer(ulong number, string? text) => new('p', (long)number, 8, text);

    public static PrintValue Text(string text) => new('s', 0, 0, text);

    /// <summary>The value without a format.</summary>
    public string Natural => Kind switch
    {
        'u' => ((ulong)Bits).ToString(CultureInfo.InvariantCulture),
        'd' => Bits.ToString(CultureInfo.InvariantCulture),
        'f' => BitConverter.Int64BitsToDouble(Bits).ToString("0.######", CultureInfo.InvariantCulture),
        'c' => ((char)Bits).ToString(),
        'b' => Bits != 0 ? "true" : "false",
        'p' => "0x" + RawBits.ToString("x", CultureInfo.InvariantCulture),
        _ => String!,
    };

    /// <summary>The bits of a number as hexadecimal or octal shows them: a negative value in its own width.</summary>
    public ulong RawBits => Kind == 'd' && Size < 8 ? (ulong)Bits & ((1UL << (Size * 8)) - 1) : (ulong)Bits;
}

/// <summary>The formats of <c>print</c>: those of C's <c>printf</c> with flags, width and precision.</summary>
/// <remarks>Lengths (<c>l</c>, <c>ll</c>, <c>h</c>) are read and not needed: values know their own.</remarks>
internal static class PrintFormat
{
    /// <summary>Appends the values by the format. What the format leaves over is appended with a blank before
    /// each.</summary>
    public static void Append(StringBuilder line, string? format, IReadOnlyList<PrintValue> values)
    {
        if (format is null)
        {
            foreach (PrintValue value in values)
            {
                line.Append(value.Natural);
            }

            return;
        }

        int next = 0;
        int position = 0;
        while (position < format.Length)
        {
            char c = format[position];
            if (c != '%')
            {
                line.Append(c);
                position++;
            }
            else if (position + 1 < format.Length && format[position + 1] == '%')
            {
                line.Append('%');
                position += 2;
            }
            else
            {
                position = AppendDirective(line, format, position, values, ref next);
            }
        }

        for (; next < values.Count; next++)
        {
            line.Append(' ').Append(values[next].Natural);
        }
    }

    private static int AppendDirective(
        StringBuilder line, string format, int start, IReadOnlyList<PrintValue> values, ref int next)
    {
        int i = start + 1;
        int flagsEnd = i;
        while (flagsEnd < format.Length && "-+ 0#".Contains(format[flagsEnd], StringComparison.Ordinal))
        {
            flagsEnd++;
        }

        string flags = format[i..flagsEnd];
        i = flagsEnd;
        int width = ReadNumber(format, ref i) ?? 0;
        int? precision = null;
        if (i < format.Length && format[i] == '.')
        {
            i++;
            precision = ReadNumber(format, ref i) ?? 0;
        }

        while (i < format.Length && "hlzjtq".Contains(format[i], StringComparison.Ordinal))
        {
            i++;
        }

        if (i >= format.Length || next >= values.Count)
        {
            line.Append(format, start, Math.Min(i + 1, format.Length) - start);
            return Math.Min(i + 1, format.Length);
        }

        line.Append(Pad(Convert(format[i], values[next++], precision, flags), width, flags, format[i]));
        return i + 1;
    }

    private static string Convert(char conversion, PrintValue value, int? precision, string flags)
    {
        if (value.Kind == 's' || (value is { Kind: 'p', String: not null } && conversion == 's'))
        {
            return precision is { } cut && cut < value.String!.Length ? value.String[..cut] : value.String!;
        }

        bool alternate = flags.Contains('#', StringComparison.Ordinal) && value.RawBits != 0;
        return conversion switch
        {
            'x' => (alternate ? "0x" : "") +
                Digits(value.RawBits.ToString("x", CultureInfo.InvariantCulture), precision),
            'X' => (alternate ? "0X" : "") +
                Digits(value.RawBits.ToString("X", CultureInfo.InvariantCulture), precision),
            'p' => "0x" + value.RawBits.ToString("x", CultureInfo.InvariantCulture),
            'o' => (alternate ? "0" : "") + Digits(System.Convert.ToString((long)value.RawBits, 8), precision),
            'c' when value.Kind != 'f' => ((char)(byte)value.Bits).ToString(),
            _ when value.Kind == 'f' => WithSign(
                FloatFormat.Print(BitConverter.Int64BitsToDouble(value.Bits), conversion, precision), flags),
            's' => value.Natural,
            _ => WithSign(Decimal(value, precision), flags),
        };
    }

    private static string Decimal(PrintValue value, int? precision)
    {
        string text = value.Kind is 'c' or 'b' ? value.Bits.ToString(CultureInfo.InvariantCulture) : value.Natural;
        return text.StartsWith('-') ? "-" + Digits(text[1..], precision) : Digits(text, precision);
    }

    private static string Digits(string digits, int? precision) => digits.PadLeft(precision ?? 0, '0');

    private static string WithSign(string text, string flags)
    {
        if (text.StartsWith('-'))
        {
            return text;
        }

        return flags.Contains('+', StringComparison.Ordinal) ? "+" + text
            : flags.Contains(' ', StringComparison.Ordinal) ? " " + text
            : text;
    }

    private static string Pad(string text, int width, string flags, char conversion)
    {
        if (flags.Contains('-', StringComparison.Ordinal))
        {
            return text.PadRight(width);
        }

        bool zeros = flags.Contains('0', StringComparison.Ordinal) && conversion is not ('s' or 'c');
        if (!zeros || text.Length >= width)
        {
            return text.PadLeft(width);
        }

        int sign = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? 2 : text[0] is '-' or '+' or ' ' ? 1 : 0;
        return text[..sign] + text[sign..].PadLeft(width - sign, '0');
    }

    private static int? ReadNumber(string format, ref int i)
    {
        int start = i;
        int number = 0;
        while (i < format.Length && char.IsAsciiDigit(format[i]) && number < 10_000)
        {
            number = (number * 10) + (format[i] - '0');
            i++;
        }

        return i > start ? number : null;
    }
}
