using System.Globalization;
using System.Text;

namespace KernelScript.Ir.Interpretation;

/// <summary>The kernel's print formats, as far as <c>bpf_trace_printk</c> takes them.</summary>
internal static class TraceFormat
{
    public static string Format(IrMemory memory, ReadOnlySpan<byte> format, ReadOnlySpan<ulong> values)
    {
        var line = new StringBuilder();
        int next = 0;
        for (int i = 0; i < format.Length && format[i] != 0; i++)
        {
            if (format[i] != '%')
            {
                line.Append((char)format[i]);
                continue;
            }

            int start = ++i;
            while (i < format.Length && (format[i] is (byte)'l' or (byte)'-' || char.IsAsciiDigit((char)format[i])))
            {
                i++;
            }

            char conversion = i < format.Length ? (char)format[i] : '\0';
            if (conversion == '%')
            {
                line.Append('%');
                continue;
            }

            ulong value = next < values.Length ? values[next++] : 0;
            string flags = Encoding.ASCII.GetString(format[start..Math.Min(i, format.Length)]);
            Convert(line, flags, conversion, value, memory);
        }

        return line.ToString();
    }

    private static void Convert(StringBuilder line, string flags, char conversion, ulong value, IrMemory memory)
    {
        bool isLong = flags.Contains('l', StringComparison.Ordinal);
        CultureInfo culture = CultureInfo.InvariantCulture;
        string text = conversion switch
        {
            'd' or 'i' => (isLong ? (long)value : (int)value).ToString(culture),
            'u' => (isLong ? value : (uint)value).ToString(culture),
            'x' => (isLong ? value : (uint)value).ToString("x", culture),
            'X' => (isLong ? value : (uint)value).ToString("X", culture),
            'p' => value.ToString("x16", culture),
            'c' => ((char)(byte)value).ToString(),
            's' => ReadString(memory, value),
            _ => throw new IrTrapException(IrTrapKind.BadArgument, $"no conversion %{flags}{conversion}"),
        };
        string digits = flags.Replace("l", "", StringComparison.Ordinal);
        int width = int.TryParse(digits, NumberStyles.AllowLeadingSign, culture, out int parsed) ? parsed : 0;
        line.Append(width < 0 ? text.PadRight(-width)
            : text.PadLeft(width, digits.StartsWith('0') && conversion != 's' ? '0' : ' '));
    }

    private static string ReadString(IrMemory memory, ulong address)
    {
        var text = new List<byte>();
        while (memory.TryRead(address + (ulong)text.Count, 1, out ReadOnlySpan<byte> next) && next[0] != 0)
        {
            text.Add(next[0]);
        }

        return Encoding.UTF8.GetString([.. text]);
    }
}
