using System.Globalization;
using System.Text;

namespace KernelScript.Syntax;

/// <summary>The text form of the tokens of a file: <c>line:column kind text</c>, one a line.</summary>
public static class TokenDump
{
    /// <summary>All tokens of a text; ends with the end of the file. What is not a token is left out.</summary>
    public static string Write(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var output = new StringBuilder();
        foreach (Token token in Lexer.Lex(source, new DiagnosticBag()).Span)
        {
            output.Append(CultureInfo.InvariantCulture, $"{source.GetPosition(token.Start)} {token.Kind}");
            if (token.Length > 0)
            {
                output.Append(' ').Append(source.AsSpan(token.Span));
            }

            output.Append('\n');
        }

        return output.ToString();
    }
}
