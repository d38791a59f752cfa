using Bpf.TestSupport;

namespace Documentation.Tests;

/// <summary>A fenced block of a document.</summary>
/// <param name="File">The document, relative to the root.</param>
/// <param name="Line">Where its text begins, from 1.</param>
/// <param name="Language">The word after the fence; empty without one.</param>
/// <param name="Text">The lines between the fences, each with its end.</param>
public sealed record CodeBlock(string File, int Line, string Language, string Text)
{
    private const string Fence = "```";

    /// <summary>The blocks of a language in the documents that users read.</summary>
    public static IEnumerable<CodeBlock> All(string language) =>
        Documents().SelectMany(Read).Where(block => block.Language == language);

    /// <summary>README, change log and everything under <c>docs</c>, relative to the root.</summary>
    public static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(RepositoryRoot.Folder, "*.md")
            .Concat(Directory.EnumerateFiles(RepositoryRoot.Combine("docs"), "*.md", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(RepositoryRoot.Folder, path))
            .Order(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}";

    private static IEnumerable<CodeBlock> Read(string file)
    {
        string[] lines = System.IO.File.ReadAllLines(RepositoryRoot.Combine(file));
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal))
            {
                continue;
            }

            int start = i + 1;
            int end = Array.IndexOf(lines, Fence, start);
            Assert.True(end > 0, $"{file}:{start}: the block is never closed");
            string text = string.Concat(lines[start..end].Select(line => line + "\n"));
            yield return new CodeBlock(file, start + 1, lines[i][Fence.Length..].Trim(), text);
            i = end;
        }
    }
}
