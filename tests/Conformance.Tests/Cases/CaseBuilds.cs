using System.Collections.Immutable;
using Bpf.Asm;
using KernelScript.Backend;
using KernelScript.Backend.Passes;
using KernelScript.Compiler;
using KernelScript.Semantics;
using KernelScript.Syntax;

namespace Conformance.Tests;

/// <summary>A way in which each case is compiled.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Options">What the compiler is told.</param>
internal sealed record CaseBuild(string Name, CompilerOptions Options)
{
    /// <summary>Compiles a script that has no errors.</summary>
    public Compilation Compile(SourceText source)
    {
        Compilation compilation = KernelScriptCompiler.Compile(source, Options);
        Assert.True(!compilation.HasErrors, DiagnosticRenderer.Render(compilation.Diagnostics));
        return compilation;
    }

    /// <summary>Says in which build something failed.</summary>
    public void Check(string name, Action action)
    {
        Exception? failure = Record.Exception(action);
        Assert.True(failure is null, $"{name}, compiled for {Name}: {failure?.GetType().Name}: {failure?.Message}");
    }
}

/// <summary>The ways in which each case is compiled. All of them must do the same.</summary>
internal static class CaseBuilds
{
    /// <summary>The types of the running kernel, opened once.</summary>
    public static IKernelTypes? KernelTypes { get; } = BtfKernelTypes.OfRunningKernel();

    /// <summary>
    /// For the running kernel, and for the oldest one that is supported in full, which has loops of other kinds; with
    /// all passes and with none.
    /// </summary>
    public static ImmutableArray<CaseBuild> ForKernel { get; } =
    [
        Create("the running kernel", Target.Running, OptimizationLevel.Full),
        Create("the running kernel, no passes", Target.Running, OptimizationLevel.None),
        Create("6.1", Target.For("6.1"), OptimizationLevel.Full),
    ];

    /// <summary>As for the kernel, and with each instruction set.</summary>
    public static ImmutableArray<CaseBuild> ForVm { get; } =
    [
        .. ForKernel,
        .. new[] { IsaLevel.V1, IsaLevel.V2, IsaLevel.V3 }.Select(isa =>
            Create($"6.12, {isa}", Target.For("6.12") with { Isa = isa }, OptimizationLevel.Full)),
        Create("6.1, some passes", Target.For("6.1"), OptimizationLevel.Basic),
    ];

    private static CaseBuild Create(string name, Target target, OptimizationLevel optimization) => new(
        name,
        new CompilerOptions
        {
            Target = target,
            KernelTypes = KernelTypes,
            Backend = new BackendOptions { Optimization = optimization, CheckAllocation = true },
        });
}
