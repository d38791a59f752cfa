using System.Collections.Immutable;
using KernelScript.Ir;
using KernelScript.Syntax;

namespace KernelScript.Semantics.Lowering;

/// <summary>The kernel half of a script as IR.</summary>
/// <param name="Module">The IR; to be used only when no diagnostic is an error.</param>
/// <param name="Diagnostics">What lowering found, by place.</param>
/// <param name="AddedChecks">The checks that the script did not make itself, in the order they were added.</param>
public sealed record LoweringResult(
    IrModule Module, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<AddedCheck> AddedChecks)
{
    /// <summary>Whether the script cannot be compiled.</summary>
    public bool HasErrors => Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);
}
