using System.Text.RegularExpressions;
using Bpf.TestSupport;

namespace Rules.Tests;

public sealed partial class DocumentationTests
{
    [Fact]
    public void Every_link_between_documents_leads_somewhere()
    {
        IEnumerable<string> broken =
            from file in Documents()
            from Match link in Link().Matches(File.ReadAllText(file))
            let target = link.Groups[1].Value
            where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#')
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, target.Split('#')[0]))
            select $"{Path.GetRelativePath(RepositoryRoot.Folder, file)}: {target}";
        Assert.Empty(broken);
    }

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(RepositoryRoot.Folder, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Folder, "docs"), "*.md", SearchOption.AllDirectories));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
