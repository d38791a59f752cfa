namespace KernelScript.Syntax;

/// <summary>A place in a text as people write it.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">UTF-16 units from 1; a tab counts as one.</param>
public readonly record struct LinePosition(int Line, int Column)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Line}:{Column}";
}
