using Bpf.TestSupport;
using KernelScript.Syntax;

namespace KernelScript.Semantics.Tests;

/// <summary>Scripts with mistakes, <c>Errors/x.ks</c>, and what is said about them, <c>Errors/x.err</c>.</summary>
public sealed class ErrorFixtureTests
{
    private static string Folder => RepositoryRoot.Combine("tests", "KernelScript.Semantics.Tests", "Errors");

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Folder, "*.ks").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_script_with_mistakes_gives_all_its_diagnostics(string name)
    {
        string path = Path.Combine(Folder, name);
        string code = name[..6].ToUpperInvariant();
        BoundProgram program = Scripts.Bind(File.ReadAllText(path), name, Scripts.OptionsFor(code));
        Assert.NotEmpty(program.Diagnostics);
        Golden.Check(Path.ChangeExtension(path, ".err"), DiagnosticRenderer.Render(program.Diagnostics));
    }

    [Fact]
    public void Every_code_has_a_fixture_that_gives_it()
    {
        string all = string.Concat(Directory.GetFiles(Folder, "*.err").Select(File.ReadAllText));
        Assert.All(
            Scripts.AllDescriptors(), row => Assert.Contains($" {row.Code}: ", all, StringComparison.Ordinal));
    }

    [Fact]
    public void Codes_are_unique_and_of_the_ranges_of_binding()
    {
        string[] codes = [.. Scripts.AllDescriptors().Select(row => row.Code)];
        Assert.Equal(codes.Length, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^KS[1235][0-9]{3}$", code));
    }

    [Fact]
    public void Messages_are_lower_case_without_a_full_stop()
    {
        foreach (DiagnosticDescriptor row in Scripts.AllDescriptors())
        {
            string message = new Diagnostic(row, default, "one", "two", "three", "four").Message;
            Assert.False(char.IsUpper(message[0]), message);
            Assert.False(message.EndsWith('.'), message);
            Assert.DoesNotContain("{0}", message, StringComparison.Ordinal);
        }
    }
}
