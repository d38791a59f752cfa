namespace KernelScript.Syntax;

/// <summary>The text of one script and the name under which diagnostics speak of it.</summary>
/// <remarks>
/// Lines end with <c>\n</c>, <c>\r\n</c> or <c>\r</c>. The line table is made when it is first asked for.
/// </remarks>
public sealed class SourceText
{
    private int[]? _lineStarts;

    /// <summary>A text in memory.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="filePath">The path shown in diagnostics; nothing is read from it.</param>
    public SourceText(string text, string filePath = "<script>")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(filePath);
        Text = text;
        FilePath = filePath;
    }

    /// <summary>The path shown in diagnostics.</summary>
    public string FilePath { get; }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>The number of lines; an empty text has one.</summary>
    public int LineCount => LineStarts.Length;

    // Two threads may both build the table; they build the same one.
    private int[] LineStarts => _lineStarts ??= FindLineStarts(Text);

    /// <summary>Reads a file, UTF-8 with or without a byte order mark.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static SourceText FromFile(string path) => new(File.ReadAllText(path), path);

    /// <summary>The line and column of a character.</summary>
    /// <param name="position">UTF-16 units from 0; the end of the text is allowed.</param>
    public LinePosition GetPosition(int position)
    {
        int line = GetLineIndex(position);
        return new LinePosition(line + 1, position - LineStarts[line] + 1);
    }

    /// <summary>The line, from 1, that holds a character.</summary>
    public int GetLine(int position) => GetLineIndex(position) + 1;

    /// <summary>The span of a line without its line break.</summary>
    /// <param name="line">From 1.</param>
    public TextSpan GetLineSpan(int line)
    {
        int start = LineStarts[line - 1];
        int end = line < LineStarts.Length ? LineStarts[line] : Text.Length;
        while (end > start && Text[end - 1] is '\n' or '\r')
        {
            end--;
        }

        return TextSpan.FromBounds(start, end);
    }

    /// <summary>The text of a line without its line break.</summary>
    /// <param name="line">From 1.</param>
    public string GetLineText(int line) => ToString(GetLineSpan(line));

    /// <summary>The characters of a span.</summary>
    public ReadOnlySpan<char> AsSpan(TextSpan span) => Text.AsSpan(span.Start, span.Length);

    /// <summary>The characters of a span as a string.</summary>
    public string ToString(TextSpan span) => Text.Substring(span.Start, span.Length);

    /// <inheritdoc/>
    public override string ToString() => FilePath;

    private int GetLineIndex(int position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, Text.Length);
        int index = Array.BinarySearch(LineStarts, position);
        return index >= 0 ? index : ~index - 1;
    }

    private static int[] FindLineStarts(string text)
    {
        var starts = new List<int>(text.Length / 24 + 1) { 0 };
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                starts.Add(i + 1);
            }
        }

        return [.. starts];
    }
}
