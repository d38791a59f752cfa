namespace KernelScript.Syntax;

/// <summary>A token. Its text stays in the source.</summary>
/// <param name="Start">UTF-16 units from 0.</param>
/// <param name="Length">UTF-16 units.</param>
/// <param name="HasLineBefore">Whether a line break stands between it and the token before.</param>
/// <param name="HasSpaceBefore">Whether anything at all stands between it and the token before.</param>
internal readonly record struct Token(TokenKind Kind, bool HasLineBefore, bool HasSpaceBefore, int Start, int Length)
{
    /// <summary>Whether the lexer has reported something between it and the token before.</summary>
    public bool HasErrorBefore { get; init; }

    public int End => Start + Length;

    public TextSpan Span => new(Start, Length);
}
