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

    /// <summary>Loads the kernel half into the running kernel; nothing is attached. The caller disposes the
    /// result.</summary>
    /// <param name="options">How to load; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">The script has errors.</exception>
    /// <exception cref="Bpf.Syscalls.VerifierException">The verifier refuses a program.</exception>
    /// <exception cref="Bpf.Syscalls.BpfException">The kernel refuses something else.</exception>
    public LoadedScript Load(CollectionOptions? options = null) => Collection is { } spec
        ? new LoadedScript(Program, Bpf.Loader.Collection.Load(spec, options))
        : throw new InvalidOperationException(
            "The script has errors: "
                + string.Join("; ", Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
}
