namespace KernelScript.Semantics.Lowering;

/// <summary>Text that goes through <c>%s</c>, before the value that has the index now.</summary>
internal readonly record struct InsertedText(int Index, byte[] Text);

/// <summary>Makes formats that the kernel's print helpers accept.</summary>
/// <remarks>
/// They take printable ASCII only, know flags and width but no precision, and length is given by <c>l</c> and
/// <c>ll</c>. No letter may follow <c>%s</c>. Other text is passed as a string.
/// </remarks>
internal static class KernelFormat
{
    /// <summary>The kernel's form of a format.</summary>
    /// <param name="valueCount">Values that the format takes; conversions beyond them are printed as they are.</param>
    /// <param name="inserted">Strings to put among the values, in order, each index counted with those before.</param>
    public static byte[] Create(ReadOnlySpan<byte> format, int valueCount, out List<InsertedText> inserted)
    {
        inserted = [];
        var output = new List<byte>(format.Length + 8);
        int values = 0;
        bool isText = false;
        int i = 0;
        while (i < format.Length)
        {
            byte c = format[i];
            bool followsText = isText;
            isText = false;
            if (c == '%')
            {
                int next = CopyConversion(format, i, output, ref values, valueCount + inserted.Count);
                isText = next > i + 1 && format[next - 1] is (byte)'s' or (byte)'p';
                i = next;
            }
            else if (IsPlain(c) && !(followsText && char.IsAsciiLetterOrDigit((char)c)))
            {
                output.Add(c);
                i++;
            }
            else
            {
                int end = i + 1;
                while (end < format.Length && !EndsText(format[end]))
                {
                    end++;
                }

                isText = true;
                inserted.Add(new InsertedText(values++, format[i..end].ToArray()));
                output.AddRange("%s"u8);
                i = end;
            }
        }

        return [.. output];
    }

    // After %s and %p the kernel wants a space, punctuation or the end.
    private static bool EndsText(byte c) => IsPlain(c) && !char.IsAsciiLetterOrDigit((char)c);

    private static bool IsPlain(byte c) => c is (>= 0x20 and < 0x7f) or (byte)'\n' or (byte)'\t' or (byte)'\r';

    private static int CopyConversion(
        ReadOnlySpan<byte> format, int start, List<byte> output, ref int values, int valueCount)
    {
        int i = start + 1;
        if (i < format.Length && format[i] == '%')
        {
            output.AddRange("%%"u8);
            return i + 1;
        }

        while (i < format.Length && format[i] is (byte)'0' or (byte)'+' or (byte)'-' or (byte)' ' or (byte)'#')
        {
            i++;
        }

        while (i < format.Length && char.IsAsciiDigit((char)format[i]))
        {
            i++;
        }

        int widthEnd = i;
        if (i < format.Length && format[i] == '.')
        {
            i++;
            while (i < format.Length && char.IsAsciiDigit((char)format[i]))
            {
                i++;
            }
        }

        int kind = i;
        while (kind < format.Length && format[kind] is (byte)'l' or (byte)'h' or (byte)'z')
        {
            kind++;
        }

        if (kind == format.Length || values >= valueCount)
        {
            output.AddRange("%%"u8);
            return start + 1;
        }

        values++;
        AddFlags(format[start..widthEnd], output);
        output.AddRange(format[i..(kind + 1)]);
        return kind + 1;
    }

    private static void AddFlags(ReadOnlySpan<byte> prefix, List<byte> output)
    {
        foreach (byte c in prefix)
        {
            if (c != '#')
            {
                output.Add(c);
            }
        }
    }
}
