using System.Collections.Immutable;
using Bpf.Loader;
using KernelScript.Backend;
using KernelScript.Ir;
using KernelScript.Semantics;
using KernelScript.Semantics.Lowering;
using KernelScript.Syntax;

namespace KernelScript.Compiler;

/// <summary>A script with everything that was made of it, as far as it is free of errors.</summary>
public sealed record Compilation
{
    /// <summary>The parsed script.</summary>
    public required SyntaxTree Tree { get; init; }

    /// <summary>The bound script: both halves.</summary>
    public required BoundProgram Program { get; init; }

    /// <summary>Errors and warnings of all stages, by place.</summary>
    public required ImmutableArray<Diagnostic> Diagnostics { get; init; }

    /// <summary>The kernel half as IR, before the back end's passes; null after errors in the script.</summary>
    public IrModule? Module { get; init; }

    /// <summary>Machine code; null after errors.</summary>
    public BackendResult? Code { get; init; }

    /// <summary>What the loader and the object writer take; null after errors.</summary>
    public CollectionSpec? Collection { get; init; }

    /// <summary>Checks that the script did not make and that were added.</summary>
    public ImmutableArray<AddedCheck> AddedChecks { get; init; } = [];

    /// <summary>Whether the script cannot be compiled.</summary>
    public bool HasErrors => Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);
}
