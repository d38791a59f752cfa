namespace KernelScript.Syntax;

/// <summary>A row of a table of diagnostics: what all diagnostics of one code have in common.</summary>
/// <remarks>
/// Each project that reports diagnostics has its own static class <c>Descriptors</c> with such rows. Codes are never
/// used again: KS0xxx syntax, 1xxx names and types, 2xxx BPF rules, 3xxx imports and kernel types, 4xxx back-end
/// limits, 5xxx userspace.
/// </remarks>
/// <param name="Code"><c>KS</c> and four digits.</param>
/// <param name="MessageFormat">Composite format string; lower case, no full stop, names in quotes.</param>
public sealed record DiagnosticDescriptor(string Code, DiagnosticSeverity Severity, string MessageFormat)
{
    /// <summary>An error.</summary>
    public static DiagnosticDescriptor Error(string code, string messageFormat) =>
        new(code, DiagnosticSeverity.Error, messageFormat);

    /// <summary>A warning.</summary>
    public static DiagnosticDescriptor Warning(string code, string messageFormat) =>
        new(code, DiagnosticSeverity.Warning, messageFormat);
}
