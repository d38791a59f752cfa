using Bpf.TestSupport;

namespace KernelScript.Cli.Tests;

public sealed class CompileCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_object_goes_beside_the_script_by_default()
    {
        string script = _folder.Write("counter.ks", Scripts.Counter);
        Assert.Equal(new ToolResult(0, "", ""), CommandLine.Run("compile", script));
        Assert.Equal(["counter.ks", "counter.o"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void The_same_script_gives_the_same_bytes()
    {
        string script = _folder.Write("counter.ks", Scripts.Counter);
        CommandLine.Check("compile", script, "-o", _folder.File("1.o"));
        CommandLine.Check("compile", script, "-o", _folder.File("2.o"));
        Assert.Equal(File.ReadAllBytes(_folder.File("1.o")), File.ReadAllBytes(_folder.File("2.o")));
    }

    [KernelFact("5.17", KernelFeature.BpfFileSystem)]
    public void Bpftool_loads_every_program_and_map()
    {
        string path = _folder.File("counter.o");
        CommandLine.Check("compile", Scripts.Sample("packet_counter.ks"), "-o", path);
        (IReadOnlyList<ToolProgram> programs, IReadOnlyList<System.Text.Json.JsonElement> maps, _) =
            BpfTool.Load(File.ReadAllBytes(path));
        Assert.Equal([("count_packets", "xdp")], programs.Select(p => (p.Name, p.Type)));
        Assert.Contains(maps, m => m.GetProperty("name").GetString() == "counters"
            && m.GetProperty("type").GetString() == "hash" && m.GetProperty("max_entries").GetInt32() == 512);
    }

    [Fact]
    public void Libbpf_finds_licence_sections_and_types()
    {
        string path = _folder.File("counter.o");
        CommandLine.Check("compile", Scripts.Sample("packet_counter.ks"), "-o", path);
        string sections = Tool.Check("llvm-readelf-19", "--sections", path);
        string[] expected = ["xdp", "license", ".maps", ".BTF", ".BTF.ext", ".symtab"];
        Assert.All(expected, name => Assert.Contains($" {name} ", sections, StringComparison.Ordinal));
    }

    [Fact]
    public void A_script_with_errors_leaves_no_object()
    {
        string script = _folder.Write("bad.ks", "fn main() -> i32 { return missing }\n");
        ToolResult result = CommandLine.Run("compile", script);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error KS1001", result.Error, StringComparison.Ordinal);
        Assert.Equal([script], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_failed_compilation_leaves_the_old_object()
    {
        string script = _folder.Write("a.ks", "fn main( {");
        File.WriteAllText(_folder.File("a.o"), "old");
        Assert.Equal(1, CommandLine.Run("compile", script).ExitCode);
        Assert.Equal("old", File.ReadAllText(_folder.File("a.o")));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_told()
    {
        string script = _folder.Write("a.ks", Scripts.Counter);
        string missing = Path.Combine(_folder.Path, "no", "a.o");
        AssertRefused(missing, "the file cannot be written: its folder does not exist");
        AssertRefused(_folder.Path, "is a folder");
        Assert.Equal([script], Directory.GetFiles(_folder.Path));

        void AssertRefused(string path, string reason)
        {
            ToolResult result = CommandLine.Run("compile", script, "-o", path);
            Assert.Equal((1, ""), (result.ExitCode, result.Output));
            Assert.StartsWith($"kernelscript: {path}: {reason}", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Compiling_needs_no_privileges()
    {
        string path = Path.Combine("/tmp", $"ks-nobody-{Environment.ProcessId}.o");
        try
        {
            Assert.Equal(
                new ToolResult(0, "", ""),
                CommandLine.RunUnprivileged("compile", Scripts.Sample("packet_counter.ks"), "-o", path));
            Assert.True(File.Exists(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
