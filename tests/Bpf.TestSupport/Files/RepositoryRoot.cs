using Xunit;

namespace Bpf.TestSupport;

/// <summary>The folder that holds <c>Bpf.sln</c>.</summary>
public static class RepositoryRoot
{
    private static readonly Lazy<string?> _folder = new(Find);

    /// <summary>Its absolute path; the test is skipped when the binaries were moved out of the repository.</summary>
    public static string Folder
    {
        get
        {
            Assert.SkipWhen(_folder.Value is null, "the test runs outside of the repository");
            return _folder.Value!;
        }
    }

    /// <summary>The absolute path of a file or folder given relative to the root.</summary>
    public static string Combine(params string[] parts) => Path.Combine([Folder, .. parts]);

    private static string? Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Bpf.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
