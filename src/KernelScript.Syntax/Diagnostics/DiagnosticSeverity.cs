namespace KernelScript.Syntax;

/// <summary>How much a diagnostic matters.</summary>
public enum DiagnosticSeverity
{
    /// <summary>The script means what it says, but perhaps not what its author thinks.</summary>
    Warning,

    /// <summary>The script cannot be compiled.</summary>
    Error,
}
