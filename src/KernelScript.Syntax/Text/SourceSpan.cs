namespace KernelScript.Syntax;

/// <summary>A range of a certain source text: where a node or a diagnostic is.</summary>
public readonly record struct SourceSpan(SourceText Source, TextSpan Span)
{
    /// <summary>Line and column of the first character.</summary>
    public LinePosition Start => Source.GetPosition(Span.Start);

    /// <summary>Line and column after the last character.</summary>
    public LinePosition End => Source.GetPosition(Span.End);

    /// <summary><c>file:line:column</c></summary>
    public override string ToString() => $"{Source.FilePath}:{Start}";
}
