using System.Text.RegularExpressions;
using Bpf.TestSupport;

namespace Documentation.Tests;

public sealed partial class PathTests
{
    /// <summary>Recipes tell where to go; a file that moved must move there, too.</summary>
    [Fact]
    public void Every_file_that_a_document_names_exists()
    {
        IEnumerable<string> missing =
            from file in CodeBlock.Documents()
            from Match match in NamedPath().Matches(File.ReadAllText(RepositoryRoot.Combine(file)))
            let path = match.Groups[1].Value
            where !path.Contains('*', StringComparison.Ordinal) && !path.Contains("my-pass", StringComparison.Ordinal)
            where !Path.Exists(RepositoryRoot.Combine(path))
            select $"{file}: {path}";
        Assert.Empty(missing);
    }

    [GeneratedRegex(@"`((?:src|tests|samples|docs|bench|tools)/[^`\s]*)`")]
    private static partial Regex NamedPath();
}
