using Bpf.TestSupport;

namespace KernelScript.Cli.Tests;

/// <summary>
/// What is pinned survives the script. Each test has a mount namespace of its own, whose bpf file system goes with it.
/// </summary>
public sealed class PinnedStateTests : IDisposable
{
    private const string Script = """
        pin var runs : hash<u32, u64>(16)
        pin var total: u64 = 100
        pin var step: u32 = 5
        var fresh: u32 = 0

        @xdp
        fn touch(ctx: *xdp_md) -> xdp_action {
            total += step
            return XDP_PASS
        }

        fn main() -> i32 {
            runs[1] += 1
            total += step
            fresh += 1
            print("run %u total %u fresh %u", runs[1], total, fresh)
            return 0
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [KernelFact("5.10", KernelFeature.BpfFileSystem)]
    public void Maps_and_globals_are_found_again_by_the_next_run()
    {
        _folder.Write("a.ks", Script);

        ToolResult result = InOwnNamespace("""
            "$1" run "$2/a.ks" && "$1" run "$2/a.ks" && "$1" run "$2/a.ks"
            find /sys/fs/bpf/a -type f -o -type d | sort
            """);

        Assert.Equal("", result.Error);
        Assert.Equal(
            """
            run 1 total 105 fresh 1
            run 2 total 110 fresh 1
            run 3 total 115 fresh 1
            /sys/fs/bpf/a
            /sys/fs/bpf/a/globals
            /sys/fs/bpf/a/globals/pinned_globals
            /sys/fs/bpf/a/maps
            /sys/fs/bpf/a/maps/runs

            """,
            result.Output);
    }

    [KernelFact("5.10", KernelFeature.BpfFileSystem)]
    public void A_pinned_map_of_another_shape_is_an_error_that_says_what_to_remove()
    {
        _folder.Write("a.ks", Script);
        string changed = _folder.File("changed");
        Directory.CreateDirectory(changed);
        File.WriteAllText(
            Path.Combine(changed, "a.ks"),
            Script.Replace("hash<u32, u64>(16)", "hash<u32, u32>(16)", StringComparison.Ordinal));

        ToolResult result = InOwnNamespace("""
            "$1" run "$2/a.ks" && "$1" run "$2/changed/a.ks"
            """);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("run 1 total 105 fresh 1\n", result.Output);
        Assert.Contains("/sys/fs/bpf/a/maps/runs", result.Error, StringComparison.Ordinal);
        Assert.Contains("remove", result.Error, StringComparison.Ordinal);
    }

    [KernelFact("5.10", KernelFeature.BpfFileSystem)]
    public void What_a_killed_run_had_written_is_there()
    {
        _folder.Write("a.ks", Script.Replace(
            "    return 0\n}", "    if (runs[1] == 1) { loop { sleep(1000) } }\n    return 0\n}", StringComparison.Ordinal));

        ToolResult result = InOwnNamespace("""
            "$1" run "$2/a.ks" > "$2/out" & pid=$!
            until grep -q run "$2/out"; do sleep 0.05; done
            kill -9 $pid
            wait $pid
            cat "$2/out"
            "$1" run "$2/a.ks"
            """);

        Assert.Equal("run 1 total 105 fresh 1\nrun 2 total 110 fresh 1\n", result.Output);
    }

    private ToolResult InOwnNamespace(string commands) => Tool.Run(
        "unshare", "--mount", "bash", "-c", "mount -t bpf bpf /sys/fs/bpf\n" + commands, "bash",
        CommandLine.Executable, _folder.Path);
}
