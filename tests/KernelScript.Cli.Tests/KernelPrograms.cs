using System.Text.Json;
using Bpf.TestSupport;

namespace KernelScript.Cli.Tests;

/// <summary>The programs in the running kernel, as bpftool lists them.</summary>
internal static class KernelPrograms
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether a program of that name is loaded.</summary>
    public static bool Contains(string name)
    {
        using var list = JsonDocument.Parse(Tool.Check("bpftool", "--json", "prog", "list"));
        return list.RootElement.EnumerateArray()
            .Any(program => program.TryGetProperty("name", out JsonElement found) && found.GetString() == name);
    }

    /// <summary>Waits until no program of that name is loaded; the kernel frees them a little later.</summary>
    public static void AssertGone(string name) =>
        Assert.True(SpinWait.SpinUntil(() => !Contains(name), _patience), $"program {name} is still loaded");

    /// <summary>Whether a program is attached to an interface for XDP.</summary>
    public static bool HasXdp(string interfaceName) =>
        Tool.Check("ip", "link", "show", interfaceName).Contains("xdp", StringComparison.Ordinal);
}
