using System.Collections.Immutable;

namespace KernelScript.Syntax;

/// <summary>Collects the diagnostics of a compilation.</summary>
public sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _diagnostics = [];

    /// <summary>The number collected.</summary>
    public int Count => _diagnostics.Count;

    /// <summary>Whether one of them is an error.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Adds a diagnostic.</summary>
    public void Add(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        _diagnostics.Add(diagnostic);
        HasErrors |= diagnostic.Severity == DiagnosticSeverity.Error;
    }

    /// <summary>Adds several diagnostics.</summary>
    public void AddRange(ImmutableArray<Diagnostic> diagnostics)
    {
        foreach (Diagnostic diagnostic in diagnostics)
        {
            Add(diagnostic);
        }
    }

    /// <summary>Adds a diagnostic at a place.</summary>
    public void Report(DiagnosticDescriptor descriptor, SourceSpan location, params ReadOnlySpan<object?> arguments) =>
        Add(new Diagnostic(descriptor, location, arguments));

    /// <summary>Adds a diagnostic at a node.</summary>
    public void Report(DiagnosticDescriptor descriptor, SyntaxNode node, params ReadOnlySpan<object?> arguments) =>
        Add(new Diagnostic(descriptor, node.Location, arguments));

    /// <summary>All of them by place: texts in the order of their first diagnostic, then by position.</summary>
    public ImmutableArray<Diagnostic> ToImmutable()
    {
        if (_diagnostics.Count == 0)
        {
            return [];
        }

        var files = new List<SourceText>();
        foreach (Diagnostic diagnostic in _diagnostics)
        {
            if (!files.Contains(diagnostic.Location.Source))
            {
                files.Add(diagnostic.Location.Source);
            }
        }

        return
        [
            .. _diagnostics
                .OrderBy(diagnostic => files.IndexOf(diagnostic.Location.Source))
                .ThenBy(diagnostic => diagnostic.Span.Start),
        ];
    }
}
