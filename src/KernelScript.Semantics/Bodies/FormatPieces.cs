namespace KernelScript.Semantics;

/// <summary>A piece of a format: text, or a conversion.</summary>
/// <param name="Text">The text, or the flags, width and precision of the conversion.</param>
/// <param name="Conversion">The conversion's letter; 0 for text.</param>
internal readonly record struct FormatPiece(string Text, char Conversion);

/// <summary>Takes formats apart: <c>%[flags][width][.precision][length]conversion</c>.</summary>
internal static class FormatPieces
{
    /// <summary>The pieces in order. <c>%%</c> and a lone <c>%</c> are text, written <c>%%</c>.</summary>
    public static IEnumerable<FormatPiece> Read(string format)
    {
        int at = 0;
        while (at < format.Length)
        {
            int percent = format.IndexOf('%', at);
            if (percent < 0)
            {
                yield return new FormatPiece(format[at..], '\0');
                yield break;
            }

            if (percent > at)
            {
                yield return new FormatPiece(format[at..percent], '\0');
            }

            int flags = percent + 1;
            int end = flags;
            while (end < format.Length && "-+ #0123456789.".Contains(format[end], StringComparison.Ordinal))
            {
                end++;
            }

            // Lengths follow from the values.
            int letter = end;
            while (letter < format.Length && "hlqjzt".Contains(format[letter], StringComparison.Ordinal))
            {
                letter++;
            }

            if (letter >= format.Length || !"diuxXocspfeg".Contains(format[letter], StringComparison.Ordinal))
            {
                yield return new FormatPiece("%%", '\0');
                at = letter < format.Length && format[letter] == '%' ? letter + 1 : flags;
                continue;
            }

            yield return new FormatPiece(format[flags..end], format[letter]);
            at = letter + 1;
        }
    }
}
