using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>Collects diagnostics, and can take back those of a loop body that is bound a second time.</summary>
internal sealed class BindDiagnostics
{
    private readonly List<Diagnostic> _list = [];

    /// <summary>How many there are: a place to go back to.</summary>
    public int Mark => _list.Count;

    /// <summary>Forgets what was reported after <paramref name="mark"/>.</summary>
    public void Rollback(int mark) => _list.RemoveRange(mark, _list.Count - mark);

    public void Report(DiagnosticDescriptor row, SyntaxNode at, params ReadOnlySpan<object?> arguments) =>
        _list.Add(new Diagnostic(row, at.Location, arguments));

    public void Report(DiagnosticDescriptor row, SourceSpan at, params ReadOnlySpan<object?> arguments) =>
        _list.Add(new Diagnostic(row, at, arguments));

    public void Add(Diagnostic diagnostic) => _list.Add(diagnostic);

    /// <summary>The parser's diagnostics and these, by place.</summary>
    /// <remarks>
    /// What a syntax error leaves of its line is not what the author meant: errors about that line are its echo.
    /// </remarks>
    public ImmutableArray<Diagnostic> ToImmutable(ImmutableArray<Diagnostic> parsing)
    {
        if (_list.Count == 0)
        {
            return parsing;
        }

        var bag = new DiagnosticBag();
        bag.AddRange(parsing);
        HashSet<int> damaged = [.. parsing.Where(IsError).Select(error => error.Location.Start.Line)];
        foreach (Diagnostic diagnostic in _list)
        {
            if (damaged.Count == 0 || !IsError(diagnostic) || !damaged.Contains(diagnostic.Location.Start.Line))
            {
                bag.Add(diagnostic);
            }
        }

        return bag.ToImmutable();
    }

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;
}
