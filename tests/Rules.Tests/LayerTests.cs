using System.Xml.Linq;
using Bpf.TestSupport;

namespace Rules.Tests;

public sealed class LayerTests
{
    private static readonly Dictionary<string, int> _layers = new()
    {
        ["Bpf.Asm"] = 0,
        ["Bpf.Btf"] = 0,
        ["Bpf.Elf"] = 0,
        ["Bpf.Syscalls"] = 0,
        ["KernelScript.Syntax"] = 0,
        ["KernelScript.Ir"] = 0,
        ["Bpf.Loader"] = 1,
        ["Bpf.Vm"] = 1,
        ["KernelScript.Semantics"] = 1,
        ["KernelScript.Backend"] = 1,
        ["KernelScript.Userspace"] = 2,
        ["KernelScript.Compiler"] = 3,
        ["KernelScript.Cli"] = 4,
    };

    public static TheoryData<string> Projects() => [.. _layers.Keys];

    [Fact]
    public void Every_project_has_a_layer()
    {
        IEnumerable<string> names = Directory.GetDirectories(Path.Combine(RepositoryRoot.Folder, "src"))
            .Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal);
        Assert.Equal(_layers.Keys.Order(StringComparer.Ordinal), names);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_lower_layers_only(string project)
    {
        string[] upward = [.. References(project, "ProjectReference")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => _layers[name] >= _layers[project])];
        Assert.Empty(upward);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_library_of_layer_0_depends_on_no_package(string project)
    {
        if (_layers[project] == 0)
        {
            Assert.Empty(References(project, "PackageReference"));
        }
    }

    private static IEnumerable<string> References(string project, string element) =>
        XDocument.Load(Path.Combine(RepositoryRoot.Folder, "src", project, project + ".csproj"))
            .Descendants(element).Select(e => e.Attribute("Include")!.Value);
}
