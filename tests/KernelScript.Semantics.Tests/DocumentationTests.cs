using Bpf.TestSupport;

namespace KernelScript.Semantics.Tests;

/// <summary><c>docs/diagnostics.md</c>: a section for each code, a script that gives it and one that does not.</summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Codes => [.. Scripts.AllDescriptors().Select(row => row.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_section_of_a_code_shows_it_and_its_remedy(string code)
    {
        string[] scripts = ReadScripts(ReadSection(code));
        Assert.Equal(2, scripts.Length);
        BindOptions options = Scripts.OptionsFor(code);
        Assert.Contains(Scripts.Bind(scripts[0], options: options).Diagnostics, diagnostic => diagnostic.Code == code);
        Assert.Empty(Scripts.Bind(scripts[1], options: options).Diagnostics.Select(diagnostic => diagnostic.ToString()));
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
