namespace FileTests;

/// <summary>A file whose first line is a command, and which ends with what the command must give.</summary>
/// <param name="Path">The file.</param>
/// <param name="Command">The words after <c>; test</c>.</param>
/// <param name="Input">Everything before the expectation, the command's line included.</param>
/// <param name="Expected">Everything after it.</param>
internal sealed record FileTest(string Path, string[] Command, string Input, string Expected)
{
    private const string Prefix = "; test ";
    private const string Separator = ";; expect\n";

    public static FileTest Read(string path)
    {
        string text = File.ReadAllText(path);
        string first = text.Split('\n')[0];
        Assert.StartsWith(Prefix, first, StringComparison.Ordinal);
        int separator = text.IndexOf(Separator, StringComparison.Ordinal);
        string input = separator < 0 ? text : text[..separator];
        string expected = separator < 0 ? "" : text[(separator + Separator.Length)..];
        return new FileTest(path, first[Prefix.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries), input, expected);
    }

    /// <summary>Compares; with <c>BLESS</c> set, writes the result into the file and fails all the same.</summary>
    public void Check(string actual)
    {
        if (actual != Expected && Environment.GetEnvironmentVariable("BLESS") is "1")
        {
            File.WriteAllText(Path, Input + Separator + actual);
        }

        Assert.Equal(Expected, actual);
    }
}
