using System.Text.Json;
using Xunit;

namespace Bpf.TestSupport;

/// <summary>A program as bpftool shows it after loading an object.</summary>
/// <param name="Tag">The kernel's hash of the instructions, without descriptors.</param>
/// <param name="Size">Bytes of the code after the verifier.</param>
public sealed record ToolProgram(string Name, string Type, string Tag, int Size);

/// <summary>Loads objects with bpftool and libbpf. Nothing stays: the bpf file system is private to a shell.</summary>
public static class BpfTool
{
    // The mount is gone with the shell's namespace, and with it the pins, the programs and the maps.
    private const string Script = """
        set -e
        mount -t bpf bpf "$1"
        mkdir "$1/maps"
        bpftool prog loadall "$2" "$1/programs" pinmaps "$1/maps" >&2
        echo '['
        for program in "$1"/programs/*; do bpftool --json prog show pinned "$program"; echo ','; done
        echo '{}]'
        echo '---'
        echo '['
        for map in "$1"/maps/*; do
            if [ -e "$map" ]; then bpftool --json map show pinned "$map"; echo ','; fi
        done
        echo '{}]'
        if [ -n "$3" ]; then echo '---'; eval "$3"; fi
        """;

    /// <summary>Loads an object and lists its programs by name.</summary>
    public static IReadOnlyList<ToolProgram> LoadAll(byte[] objectFile) => Load(objectFile).Programs;

    /// <summary>Loads an object; lists its programs and maps; then runs a shell command.</summary>
    /// <param name="command">Shell text; <c>$1</c> is the folder with <c>programs</c> and <c>maps</c>.</param>
    public static (IReadOnlyList<ToolProgram> Programs, IReadOnlyList<JsonElement> Maps, string Output) Load(
        byte[] objectFile, string command = "")
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("input.o");
        string mount = folder.File("bpf");
        File.WriteAllBytes(file, objectFile);
        Directory.CreateDirectory(mount);
        Assert.SkipUnless(Tool.Exists("bpftool"), "bpftool is not installed");
        ToolResult result = Tool.Run("unshare", "--mount", "bash", "-c", Script, "bash", mount, file, command);
        Assert.True(result.ExitCode == 0, $"bpftool refused the object:\n{result.Error}");
        string[] parts = result.Output.Split("---\n");
        return (
            [.. Items(parts[0]).Select(item => new ToolProgram(
                item.GetProperty("name").GetString()!, item.GetProperty("type").GetString()!,
                item.GetProperty("tag").GetString()!, item.GetProperty("bytes_xlated").GetInt32()))],
            Items(parts[1]),
            parts.Length > 2 ? parts[2] : string.Empty);
    }

    private static List<JsonElement> Items(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Where(item => item.EnumerateObject().Any())
            .Select(item => item.Clone())];
    }
}
