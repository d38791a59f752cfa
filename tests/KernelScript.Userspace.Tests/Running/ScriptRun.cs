using KernelScript.Backend;
using KernelScript.Compiler;
using KernelScript.Syntax;
using KernelScript.Userspace.Runtime;

namespace KernelScript.Userspace.Tests;

/// <summary>What a script did.</summary>
/// <param name="Status">Its exit status.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Errors">What it wrote on the error output.</param>
/// <param name="Kernel">The kernel half it worked with, closed by now.</param>
internal sealed record ScriptRun(int Status, string Output, string Errors, MemoryKernel Kernel)
{
    private static readonly CompilerOptions _options = new() { Target = new Target(new Version(6, 12)) };

    /// <summary>Compiles and runs a script in this process.</summary>
    /// <param name="source">The script.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="started">Called just before <c>main</c>, with the host and the kernel half.</param>
    public static ScriptRun Of(
        string source, IReadOnlyList<string>? arguments = null, Action<ScriptHost, MemoryKernel>? started = null)
    {
        Compilation compilation = Compile(source);
        Diagnostic[] problems = [.. compilation.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
        Assert.True(problems.Length == 0, $"{string.Join<Diagnostic>('\n', problems)}\n{source}");
        return Of(compilation, arguments, started);
    }

    /// <summary>Runs a compiled script in this process.</summary>
    public static ScriptRun Of(
        Compilation compilation, IReadOnlyList<string>? arguments = null,
        Action<ScriptHost, MemoryKernel>? started = null)
    {
        RunnableScript script = RunnableScript.Create(compilation)
            ?? throw new InvalidOperationException("The script has no main.");
        var output = new StringWriter { NewLine = "\n" };
        var errors = new StringWriter { NewLine = "\n" };
        var kernel = new MemoryKernel(compilation.Collection!, compilation.Program);
        int status;
        using (ScriptHost host = script.CreateHost("test.ks", kernel, output, errors))
        {
            started?.Invoke(host, kernel);
            status = host.Run(arguments ?? []);
        }

        return new ScriptRun(status, output.ToString(), errors.ToString(), kernel);
    }

    public static Compilation Compile(string source) =>
        KernelScriptCompiler.Compile(new SourceText(source, "test.ks"), _options);
}
