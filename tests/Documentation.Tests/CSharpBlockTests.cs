using Bpf.TestSupport;

namespace Documentation.Tests;

public sealed class CSharpBlockTests
{
    [Fact]
    public void The_program_of_the_readme_is_a_sample_that_the_solution_builds()
    {
        CodeBlock block = Assert.Single(CodeBlock.All("csharp"), block => block.File == "README.md");
        Assert.Equal(File.ReadAllText(RepositoryRoot.Combine("samples", "csharp", "PacketCount", "Program.cs")), block.Text);
    }

    [Fact]
    public void Every_CSharp_block_is_part_of_code_that_is_compiled()
    {
        string[] sources =
        [
            .. Sources("samples", "csharp").Concat(Sources("tests", "Documentation.Tests", "Examples"))
                .Select(path => Flat(File.ReadAllText(path))),
        ];
        Assert.All(CodeBlock.All("csharp"), block => Assert.Contains(
            sources, source => source.Contains(Flat(block.Text), StringComparison.Ordinal)));

        // Code in a method is indented further than in a document.
        static string Flat(string text) => string.Join('\n', text.Trim().Split('\n').Select(line => line.Trim()));
    }

    [Fact]
    public void Every_CSharp_sample_is_in_the_solution()
    {
        string solution = File.ReadAllText(RepositoryRoot.Combine("Bpf.sln")).Replace('\\', '/');
        IEnumerable<string> projects = Directory.EnumerateFiles(
            RepositoryRoot.Combine("samples", "csharp"), "*.csproj", SearchOption.AllDirectories);
        Assert.All(projects, project => Assert.Contains(
            Path.GetRelativePath(RepositoryRoot.Folder, project), solution, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Sources(params string[] folder) =>
        Directory.EnumerateFiles(RepositoryRoot.Combine(folder), "*.cs", SearchOption.AllDirectories);
}
