using Bpf.TestSupport;

namespace Rules.Tests;

public sealed class SourceFileTests
{
    private const int LongestFile = 500;
    private const int LongestLine = 120;

    [Fact]
    public void No_file_is_longer_than_two_files_should_be() =>
        Assert.Empty(Sources().Where(f => File.ReadLines(f).Count() > LongestFile).Select(Relative));

    [Fact]
    public void No_line_is_longer_than_a_screen()
    {
        IEnumerable<string> longLines =
            from file in Sources()
            from line in File.ReadLines(file).Index()
            where line.Item.Length > LongestLine
            select $"{Relative(file)}:{line.Index + 1}";
        Assert.Empty(longLines);
    }

    [Fact]
    public void No_source_has_a_region_or_an_open_task_without_a_number()
    {
        IEnumerable<string> found =
            from file in Sources()
            from line in File.ReadLines(file).Index()
            where line.Item.TrimStart().StartsWith("#region", StringComparison.Ordinal)
                || (line.Item.Contains("// TODO", StringComparison.Ordinal)
                    && !line.Item.Contains('#', StringComparison.Ordinal))
            select $"{Relative(file)}:{line.Index + 1}";
        Assert.Empty(found);
    }

    [Fact]
    public void Unsafe_code_says_why_it_is_safe()
    {
        string[] allowed = ["Bpf.Syscalls", "Bpf.Loader", "Bpf.TestSupport"];
        IEnumerable<string> found =
            from file in Sources()
            where !allowed.Any(p => file.Contains($"/{p}/", StringComparison.Ordinal))
            from line in File.ReadLines(file).Index()
            where line.Item.Contains("unsafe ", StringComparison.Ordinal)
                && !line.Item.TrimStart().StartsWith('/')
            select $"{Relative(file)}:{line.Index + 1}";
        Assert.Empty(found);
    }

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Folder, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal)
                && !f.EndsWith(".g.cs", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string Relative(string file) => Path.GetRelativePath(RepositoryRoot.Folder, file);
}
