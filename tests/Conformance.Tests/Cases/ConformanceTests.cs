using Bpf.TestSupport;
using KernelScript.Backend;
using KernelScript.Compiler;
using KernelScript.Syntax;
using Scripts.Testing;

namespace Conformance.Tests;

public sealed class ConformanceTests
{
    private static readonly bool _blesses = Environment.GetEnvironmentVariable("BLESS") == "1";

    public static TheoryData<string> Cases() => [.. ConformanceCase.Names()];

    public static TheoryData<string> ValidCases() => [.. ConformanceCase.Names().Where(IsValid)];

    public static TheoryData<string> RunningCases() =>
        [.. ConformanceCase.Names().Where(n => IsValid(n) && ConformanceCase.Read(n).Runs)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_gives_the_diagnostics_that_it_says(string name)
    {
        ConformanceCase conformance = ConformanceCase.Read(name);
        var options = new CompilerOptions
        {
            Target = conformance.Target is { } kernel ? Target.For(kernel) : null, KernelTypes = CaseBuilds.KernelTypes,
        };
        Compilation compilation = KernelScriptCompiler.CompileFile(conformance.Path, options);
        if (_blesses && Blessing.Rewrite(conformance, compilation.Diagnostics))
        {
            Assert.Fail($"rewritten: {DiagnosticRenderer.Render(compilation.Diagnostics)}");
        }

        Assert.Equal(
            conformance.Diagnostics.Select(d => (d.IsError, d.Code, d.Position)),
            compilation.Diagnostics.Select(d => (IsError(d), d.Code, Position(d))));
        foreach ((DiagnosticExpectation expected, Diagnostic diagnostic) in
            conformance.Diagnostics.Zip(compilation.Diagnostics))
        {
            Assert.Contains(expected.Part ?? "", $"{diagnostic.Message} {diagnostic.Suggestion}", StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(RunningCases))]
    public void A_case_gives_in_the_vm_what_it_says(string name)
    {
        ConformanceCase conformance = ConformanceCase.Read(name);
        var source = SourceText.FromFile(conformance.Path);
        foreach (CaseBuild build in CaseBuilds.ForVm)
        {
            build.Check(name, () =>
            {
                Compilation compilation = build.Compile(source);
                using var target = new VmTarget(compilation.Collection!);
                new CaseRunner(compilation, target).Run(conformance);
            });
        }
    }

    [KernelTheory("6.1")]
    [MemberData(nameof(ValidCases))]
    public void A_case_gives_in_the_kernel_what_it_says(string name)
    {
        ConformanceCase conformance = ConformanceCase.Read(name);
        var source = SourceText.FromFile(conformance.Path);
        foreach (CaseBuild build in CaseBuilds.ForKernel)
        {
            build.Check(name, () =>
            {
                Compilation compilation = build.Compile(source);
                using var target = new KernelTarget(compilation.Collection!);
                new CaseRunner(compilation, target).Run(conformance);
            });
        }
    }

    internal static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    internal static string Position(Diagnostic diagnostic)
    {
        LinePosition position = diagnostic.Location.Source.GetPosition(diagnostic.Span.Start);
        return $"{position.Line}:{position.Column}";
    }

    private static bool IsValid(string name) => !ConformanceCase.Read(name).HasErrors;
}
