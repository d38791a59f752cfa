using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace KernelScript.Syntax;

/// <summary>The plain text form of diagnostics: a headline, the script's line and a caret line.</summary>
/// <remarks>
/// <code>
/// probe.ks:2:8: error KS2003: value of 'counts' may be absent; test it with 'if (n != none)' before use
///     2 | return n + 1
///       |        ^
/// </code>
/// </remarks>
public static class DiagnosticRenderer
{
    /// <summary>All diagnostics, one after the other; empty when there are none.</summary>
    public static string Render(ImmutableArray<Diagnostic> diagnostics)
    {
        var output = new StringBuilder();
        foreach (Diagnostic diagnostic in diagnostics)
        {
            Append(output, diagnostic);
        }

        return output.ToString();
    }

    /// <summary>One diagnostic with its suggestion and notes; ends with a new line.</summary>
    public static string Render(Diagnostic diagnostic)
    {
        var output = new StringBuilder();
        Append(output, diagnostic);
        return output.ToString();
    }

    /// <summary><c>file:line:column: error KS0010: message</c>, without a new line.</summary>
    public static string RenderHeadline(Diagnostic diagnostic)
    {
        string severity = diagnostic.Severity == DiagnosticSeverity.Error ? "error" : "warning";
        return $"{diagnostic.Location}: {severity} {diagnostic.Code}: {diagnostic.Message}";
    }

    private static void Append(StringBuilder output, Diagnostic diagnostic)
    {
        output.Append(RenderHeadline(diagnostic)).Append('\n');
        AppendExcerpt(output, diagnostic.Location);
        if (diagnostic.Suggestion is { } suggestion)
        {
            output.Append("    help: ").Append(suggestion).Append('\n');
        }

        foreach (DiagnosticNote note in diagnostic.Notes)
        {
            if (note.Location is { } location)
            {
                output.Append(CultureInfo.InvariantCulture, $"{location}: note: {note.Message}\n");
                AppendExcerpt(output, location);
            }
            else
            {
                output.Append("    note: ").Append(note.Message).Append('\n');
            }
        }
    }

    private static void AppendExcerpt(StringBuilder output, SourceSpan location)
    {
        LinePosition start = location.Start;
        string line = location.Source.GetLineText(start.Line);
        string number = start.Line.ToString(CultureInfo.InvariantCulture);
        output.Append("    ").Append(number).Append(" | ").Append(line).Append('\n');
        output.Append(' ', 4 + number.Length).Append(" | ");

        // A tab stays a tab, so that the caret stands under its character whatever a tab's width is.
        foreach (char character in line.AsSpan(0, Math.Min(start.Column - 1, line.Length)))
        {
            output.Append(character == '\t' ? '\t' : ' ');
        }

        int rest = line.Length - (start.Column - 1);
        int length = Math.Clamp(location.Span.Length, 1, Math.Max(rest, 1));
        output.Append('^').Append('~', length - 1).Append('\n');
    }
}
