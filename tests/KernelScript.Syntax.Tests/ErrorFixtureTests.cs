using Bpf.TestSupport;

namespace KernelScript.Syntax.Tests;

/// <summary>Scripts with mistakes, <c>Errors/x.ks</c>, and what is said about them, <c>Errors/x.err</c>.</summary>
public sealed class ErrorFixtureTests
{
    private static string Folder => RepositoryRoot.Combine("tests", "KernelScript.Syntax.Tests", "Errors");

    public static TheoryData<string> Scripts =>
        [.. Directory.GetFiles(Folder, "*.ks").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_with_mistakes_gives_all_its_diagnostics(string name)
    {
        string path = Path.Combine(Folder, name);
        SyntaxTree tree = SyntaxTree.Parse(new SourceText(File.ReadAllText(path), name));
        Assert.NotEmpty(tree.Diagnostics);
        Golden.Check(Path.ChangeExtension(path, ".err"), DiagnosticRenderer.Render(tree.Diagnostics));
    }

    [Fact]
    public void Every_code_has_a_fixture_that_gives_it()
    {
        string all = string.Concat(Directory.GetFiles(Folder, "*.err").Select(File.ReadAllText));
        Assert.All(
            AllDescriptors(),
            descriptor => Assert.Contains($" {descriptor.Code}: ", all, StringComparison.Ordinal));
    }

    [Fact]
    public void Codes_are_unique_and_of_the_syntax_range()
    {
        string[] codes = [.. AllDescriptors().Select(descriptor => descriptor.Code)];
        Assert.Equal(codes.Length, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^KS0[0-9]{3}$", code));
    }

    /// <summary>The form that the style asks for, and braces that are escaped.</summary>
    [Fact]
    public void Messages_are_lower_case_without_a_full_stop()
    {
        foreach (DiagnosticDescriptor descriptor in AllDescriptors())
        {
            string message = new Diagnostic(descriptor, default, "one", "two", "three").Message;
            Assert.False(char.IsUpper(message[0]), message);
            Assert.False(message.EndsWith('.'), message);
            Assert.DoesNotContain("{0}", message, StringComparison.Ordinal);
        }
    }

    internal static DiagnosticDescriptor[] AllDescriptors() =>
        [.. typeof(Descriptors).GetProperties().Select(property => (DiagnosticDescriptor)property.GetValue(null)!)];
}
