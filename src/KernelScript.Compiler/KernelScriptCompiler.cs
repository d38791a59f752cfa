using System.Collections.Immutable;
using Bpf.Syscalls;
using KernelScript.Backend;
using KernelScript.Compiler.Objects;
using KernelScript.Semantics;
using KernelScript.Semantics.Lowering;
using KernelScript.Syntax;

namespace KernelScript.Compiler;

/// <summary>The compiler: a script in, the blueprint of its kernel half out.</summary>
/// <remarks>The running kernel is asked for its version and types only where the options leave them open.</remarks>
public static class KernelScriptCompiler
{
    // One for the process: it reads the kernel's types once, when a script first names one, and serves all threads.
    private static readonly Lazy<BtfKernelTypes?> _runningKernel = new(BtfKernelTypes.OfRunningKernel);

    /// <summary>Compiles a script file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Compilation CompileFile(string path, CompilerOptions? options = null) =>
        Compile(SourceText.FromFile(path), options);

    /// <summary>Compiles the text of a script. Mistakes of its author are diagnostics of the result.</summary>
    public static Compilation Compile(string script, CompilerOptions? options = null) =>
        Compile(new SourceText(script), options);

    /// <summary>Compiles a script. Mistakes of its author are diagnostics of the result.</summary>
    public static Compilation Compile(SourceText source, CompilerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new CompilerOptions();
        Target target = options.Target ?? Target.Running;
        SyntaxTree tree = SyntaxTree.Parse(source);
        BoundProgram program = Binder.Bind(tree, new BindOptions
        {
            KernelTypes = options.KernelTypes ?? _runningKernel.Value,
            TargetKernel = target.Kernel,
            ProjectName = options.ProjectName,
        });
        var compilation = new Compilation { Tree = tree, Program = program, Diagnostics = program.Diagnostics };
        return compilation.HasErrors ? compilation : CompileKernelHalf(compilation, target, options);
    }

    private static Compilation CompileKernelHalf(Compilation compilation, Target target, CompilerOptions options)
    {
        LoweringResult lowered = Lowerer.Lower(compilation.Program, LoweringOptionsFor(target));
        compilation = compilation with
        {
            Diagnostics = [.. compilation.Diagnostics, .. lowered.Diagnostics], AddedChecks = lowered.AddedChecks,
        };
        if (lowered.HasErrors)
        {
            return compilation;
        }

        BackendResult code = BackendCompiler.Compile(lowered.Module, target, options.Backend);
        compilation = compilation with { Module = lowered.Module, Code = code };
        if (!code.Errors.IsEmpty)
        {
            ImmutableArray<Diagnostic> errors = [.. code.Errors.Select(e => ToDiagnostic(e, compilation))];
            return compilation with { Diagnostics = [.. compilation.Diagnostics, .. errors] };
        }

        var version = new KernelVersion(target.Kernel.Major, target.Kernel.Minor);
        var assembler = new CollectionAssembler(compilation.Program.Name, code, PinnedGlobals.Of(compilation.Program));
        return compilation with { Collection = assembler.Assemble(version) };
    }

    /// <summary>How lowering works for a target.</summary>
    public static LoweringOptions LoweringOptionsFor(Target target) =>
        LoweringOptions.ForKernel(target.Kernel.Major, target.Kernel.Minor) with { HasMayGoto = target.HasMayGoto };

    private static Diagnostic ToDiagnostic(BackendError error, Compilation compilation)
    {
        ImmutableArray<SourceText> sources = compilation.Program.Sources;
        SourceText source = sources[Math.Clamp(error.Position.File, 0, sources.Length - 1)];
        var span = new TextSpan(0, 0);
        if (error.Position.IsKnown && error.Position.Line <= source.LineCount)
        {
            TextSpan line = source.GetLineSpan(error.Position.Line);
            int start = Math.Min(line.Start + Math.Max(0, error.Position.Column - 1), line.End);
            span = TextSpan.FromBounds(start, line.End);
        }

        DiagnosticDescriptor descriptor = DiagnosticDescriptor.Error(error.Code, "{0}");
        return new Diagnostic(descriptor, new SourceSpan(source, span), error.Message);
    }
}
