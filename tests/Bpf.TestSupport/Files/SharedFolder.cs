using Xunit;

namespace Bpf.TestSupport;

/// <summary>
/// The folder <c>shared</c> beside the repository: specifications, conformance vectors, benchmark programs.
/// </summary>
public static class SharedFolder
{
    /// <summary>The absolute path of something in the folder; the test is skipped when it is not there.</summary>
    /// <param name="parts">The path below the folder, such as <c>"isa", "conformance.json"</c>.</param>
    public static string Require(params string[] parts)
    {
        string path = Path.GetFullPath(Path.Combine([RepositoryRoot.Folder, "..", "shared", .. parts]));
        Assert.SkipUnless(Path.Exists(path), $"shared/{string.Join('/', parts)} is not beside the repository");
        return path;
    }
}
