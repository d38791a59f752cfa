using System.Globalization;

namespace KernelScript.Userspace.Tests.Cases;

/// <summary>A script and what running it must give.</summary>
/// <remarks>
/// A file of cases is text: a line <c>==== name</c>, the script, a line <c>---- output</c> with what it prints, and
/// where
/// needed <c>---- arguments</c> (one a line), <c>---- status N</c> (0 without it) and <c>---- errors</c> (none without
/// it).
/// </remarks>
internal sealed record ScriptCase(
    string Name, string Script, IReadOnlyList<string> Arguments, int Status, string Output, string Errors)
{
    private const string CaseMark = "==== ";
    private const string PartMark = "---- ";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Cases");

    /// <summary>The files of cases, by name.</summary>
    public static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Folder, "*.cases")
            .Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal);

    /// <summary>The cases of a file.</summary>
    public static IReadOnlyList<ScriptCase> Read(string file)
    {
        string text = "\n" + File.ReadAllText(Path.Combine(Folder, file + ".cases"));
        return [.. text.Split("\n" + CaseMark).Skip(1).Select(Parse)];
    }

    private static ScriptCase Parse(string text)
    {
        string[] parts = text.Split("\n" + PartMark);
        int nameEnd = parts[0].IndexOf('\n', StringComparison.Ordinal);
        Dictionary<string, string> expected = parts.Skip(1).ToDictionary(p => Head(p).Split(' ')[0], Content);
        Assert.Empty(expected.Keys.Except(["arguments", "status", "output", "errors"]));
        return new ScriptCase(
            parts[0][..nameEnd],
            parts[0][nameEnd..],
            Lines(expected.GetValueOrDefault("arguments", "")),
            int.Parse(expected.GetValueOrDefault("status", "0"), CultureInfo.InvariantCulture),
            WithEnd(expected.GetValueOrDefault("output", "")),
            WithEnd(expected.GetValueOrDefault("errors", "")));
    }

    private static string Head(string part) => part.Split('\n')[0];

    // A short part stands on the line of its mark.
    private static string Content(string part)
    {
        string head = Head(part);
        int blank = head.IndexOf(' ', StringComparison.Ordinal);
        return blank < 0 ? part[Math.Min(head.Length + 1, part.Length)..] : head[(blank + 1)..];
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // The last line end of a part belongs to the mark after it.
    private static string WithEnd(string text)
    {
        string trimmed = text.TrimEnd('\n');
        return trimmed.Length == 0 ? "" : trimmed + "\n";
    }
}
