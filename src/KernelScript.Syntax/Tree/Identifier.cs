namespace KernelScript.Syntax;

/// <summary>A name in a script.</summary>
/// <param name="Text">The name; empty when the parser missed one and has reported it.</param>
/// <param name="Span">Where it stands.</param>
public readonly record struct Identifier(string Text, TextSpan Span)
{
    /// <summary>Whether the name is missing from the script. A diagnostic has been reported.</summary>
    public bool IsMissing => string.IsNullOrEmpty(Text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
