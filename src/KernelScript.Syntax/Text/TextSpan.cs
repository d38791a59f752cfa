namespace KernelScript.Syntax;

/// <summary>A range of a source text. An empty span marks a place between two characters.</summary>
/// <param name="Start">First character, UTF-16 units from 0.</param>
/// <param name="Length">UTF-16 units.</param>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>The position after the last character.</summary>
    public int End => Start + Length;

    /// <summary>The span from <paramref name="start"/> up to, and without, <paramref name="end"/>.</summary>
    public static TextSpan FromBounds(int start, int end) => new(start, end - start);

    /// <summary>The smallest span that holds both.</summary>
    public static TextSpan Union(TextSpan a, TextSpan b) =>
        FromBounds(Math.Min(a.Start, b.Start), Math.Max(a.End, b.End));

    /// <inheritdoc/>
    public override string ToString() => $"{Start}..{End}";
}
