using Bpf.TestSupport;
using KernelScript.Syntax;

namespace KernelScript.Semantics.Tests;

/// <summary>Scripts that are right, <c>Bound/x.ks</c>, and their bound trees and warnings, <c>Bound/x.bound</c>.</summary>
public sealed class BoundTreeTests
{
    private static string Folder => RepositoryRoot.Combine("tests", "KernelScript.Semantics.Tests", "Bound");

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Folder, "*.ks").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_script_is_bound_as_expected(string name)
    {
        string path = Path.Combine(Folder, name);
        BoundProgram program = Scripts.Bind(File.ReadAllText(path), name);
        Assert.DoesNotContain(program.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        Golden.Check(
            Path.ChangeExtension(path, ".bound"),
            BoundTreePrinter.Print(program) + DiagnosticRenderer.Render(program.Diagnostics));
    }
}
