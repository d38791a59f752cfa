using System.Collections.Immutable;
using Bpf.Asm;
using KernelScript.Backend;
using KernelScript.Compiler;
using KernelScript.Syntax;

namespace KernelScript.Cli;

/// <summary>
/// Compiles for a command: reads the options of the command line, tells diagnostics on the error output.
/// </summary>
internal static class ScriptCompilation
{
    /// <summary>Compiles a script and tells what is wrong with it.</summary>
    /// <exception cref="ToolException">The file cannot be read, an option is bad, or the script has errors.</exception>
    public static Compilation Compile(ToolConsole console, string path, CompilerOptions options)
    {
        Compilation compilation = KernelScriptCompiler.Compile(ReadSource(path), options);
        Report(console, compilation.Diagnostics);
        if (!compilation.HasErrors)
        {
            return compilation;
        }

        int errors = compilation.Diagnostics.Count(d => d.Severity == DiagnosticSeverity.Error);
        throw new ToolException($"{path}: {errors} {(errors == 1 ? "error" : "errors")}");
    }

    /// <summary>The text of a script.</summary>
    /// <exception cref="ToolException">It cannot be read.</exception>
    public static SourceText ReadSource(string path) => new(InputFile.ReadText(path, "a script, FILE.ks"), path);

    /// <summary>Writes diagnostics for a person.</summary>
    public static void Report(ToolConsole console, ImmutableArray<Diagnostic> diagnostics)
    {
        if (!diagnostics.IsEmpty)
        {
            console.Errors.Write(DiagnosticRenderer.Render(diagnostics));
        }
    }

    /// <summary>The options for a target kernel and instruction set, both as typed.</summary>
    /// <exception cref="ToolException">One of them is no such thing.</exception>
    public static CompilerOptions Options(string? kernel = null, string? isa = null, BackendOptions? backend = null)
    {
        Target target = kernel is null ? Target.Running : ReadKernel(kernel);
        if (isa is not null)
        {
            target = target with { Isa = ReadIsa(isa) };
        }

        return new CompilerOptions { Target = target, Backend = backend };
    }

    private static Target ReadKernel(string kernel) => Version.TryParse(kernel, out Version? version)
        ? new Target(version)
        : throw new ToolException(
            $"--target-kernel {kernel}: not a kernel version: write it like 6.1 or 6.12", status: 2);

    private static IsaLevel ReadIsa(string isa) => isa switch
    {
        "v1" => IsaLevel.V1,
        "v2" => IsaLevel.V2,
        "v3" => IsaLevel.V3,
        "v4" => IsaLevel.V4,
        _ => throw new ToolException($"--isa {isa}: no such instruction set: use v1, v2, v3 or v4", status: 2),
    };
}
