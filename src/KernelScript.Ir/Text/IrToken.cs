namespace KernelScript.Ir.Text;

/// <summary>Kinds of tokens in the text form.</summary>
internal enum IrTokenKind
{
    /// <summary>After the last token.</summary>
    End,

    /// <summary>A keyword, mnemonic, value or block: letters, digits, <c>_</c> and <c>.</c>.</summary>
    Word,

    /// <summary>Digits; <see cref="IrToken.Number"/>.</summary>
    Number,

    /// <summary>In quotes; <see cref="IrToken.Text"/> is without them.</summary>
    String,

    /// <summary><c>@name</c>; the text is the name.</summary>
    DataSymbol,

    /// <summary><c>$name</c>; the text is the name.</summary>
    FunctionSymbol,

    /// <summary><c>%label</c>; the text is the label.</summary>
    TypeLabel,

    /// <summary>The rest of a line after <c>|</c>.</summary>
    RawLine,

    /// <summary>One of <c>( ) { } &lt; &gt; , : = + - ! ?</c>, or <c>-&gt;</c>.</summary>
    Punctuation,
}

/// <summary>A token with its place.</summary>
/// <param name="Text">What it says, without sigils and quotes.</param>
/// <param name="Number">The value of a number.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal readonly record struct IrToken(IrTokenKind Kind, string Text, ulong Number, int Line, int Column)
{
    public override string ToString() => Kind switch
    {
        IrTokenKind.End => "the end of the text",
        IrTokenKind.String => "a string",
        IrTokenKind.DataSymbol => $"'@{Text}'",
        IrTokenKind.FunctionSymbol => $"'${Text}'",
        IrTokenKind.TypeLabel => $"'%{Text}'",
        IrTokenKind.RawLine => "a source line",
        _ => $"'{Text}'",
    };
}
