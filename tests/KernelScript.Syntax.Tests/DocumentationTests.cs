using Bpf.TestSupport;

namespace KernelScript.Syntax.Tests;

/// <summary>
/// <c>docs/diagnostics.md</c>: a section for each code, a script that gives it and one that does not.
/// </summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Codes =>
        [.. ErrorFixtureTests.AllDescriptors().Select(descriptor => descriptor.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_section_of_a_code_shows_it_and_its_remedy(string code)
    {
        string[] section = ReadSection(code);
        string[] scripts = ReadScripts(section);
        if (code == "KS0020")
        {
            // Its script would fill a page.
            Assert.Empty(scripts);
            return;
        }

        Assert.Equal(2, scripts.Length);
        Assert.Contains(SyntaxTree.Parse(scripts[0]).Diagnostics, diagnostic => diagnostic.Code == code);
        Assert.Empty(SyntaxTree.Parse(scripts[1]).Diagnostics.Select(diagnostic => diagnostic.ToString()));
    }

    private static string[] ReadSection(string code)
    {
        string[] lines = File.ReadAllLines(RepositoryRoot.Combine("docs", "diagnostics.md"));
        int start = Array.FindIndex(lines, line => line.StartsWith($"### {code}:", StringComparison.Ordinal));
        Assert.True(start >= 0, $"docs/diagnostics.md has no section for {code}");
        return [.. lines.Skip(start + 1).TakeWhile(line => !line.StartsWith('#'))];
    }

    private static string[] ReadScripts(string[] section)
    {
        var scripts = new List<string>();
        for (int i = Array.IndexOf(section, "```ks"); i >= 0; i = Array.IndexOf(section, "```ks", i + 1))
        {
            scripts.Add(string.Join('\n', section.Skip(i + 1).TakeWhile(line => line != "```")));
        }

        return [.. scripts];
    }
}
