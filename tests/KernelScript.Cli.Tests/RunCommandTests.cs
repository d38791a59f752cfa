using Bpf.TestSupport;

namespace KernelScript.Cli.Tests;

public sealed class RunCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("return 0", 0)]
    [InlineData("return 7", 7)]
    [InlineData("exit(3)\n    return 0", 3)]
    public void The_status_is_that_of_main(string body, int status)
    {
        string script = _folder.Write("a.ks", $"fn main() -> i32 {{\n    {body}\n}}\n");
        Assert.Equal(status, CommandLine.Run("run", script).ExitCode);
    }

    [Fact]
    public void Prints_go_to_the_output()
    {
        string script = _folder.Write("a.ks", """
            fn main() -> i32 {
                print("%d and %s", 42, "text")
                return 0
            }
            """);
        Assert.Equal(new ToolResult(0, "42 and text\n", ""), CommandLine.Run("run", script));
    }

    [Fact]
    public void Arguments_after_two_dashes_are_options_of_the_script()
    {
        string script = _folder.Write("a.ks", """
            struct Args { name: str(16) = "nobody", times: u32 = 1, loud: bool }
            fn main(args: Args) -> i32 {
                print("%s %u %d", args.name, args.times, args.loud)
                return 0
            }
            """);
        Assert.Equal("nobody 1 0\n", CommandLine.Check("run", script));
        Assert.Equal("me 3 1\n", CommandLine.Check("run", script, "--", "--name=me", "--times", "3", "--loud"));
        Assert.Contains("--times=<u32>", CommandLine.Check("run", script, "--", "--help"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--no-such=1", "there is no option '--no-such'")]
    [InlineData("--times=many", "option '--times': 'many' is not an integer")]
    [InlineData("--times=5000000000", "does not fit u32")]
    [InlineData("--times", "option '--times' needs a value")]
    [InlineData("stray", "'stray' is not an option")]
    public void A_bad_option_of_the_script_gives_its_usage_and_status_2(string argument, string reason)
    {
        string script = _folder.Write(
            "a.ks", "struct Args { times: u32 = 1 }\nfn main(args: Args) -> i32 { return 0 }\n");
        ToolResult result = CommandLine.Run("run", script, "--", argument);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("a.ks: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(reason, result.Error.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("usage: a.ks [options]\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_that_only_computes_needs_no_privileges()
    {
        string path = Path.Combine("/tmp", $"ks-nobody-{Environment.ProcessId}.ks");
        try
        {
            File.WriteAllText(path, "fn main() -> i32 {\n    print(\"sum: %d\", 2 + 3)\n    return 0\n}\n");
            Assert.Equal(new ToolResult(0, "sum: 5\n", ""), CommandLine.RunUnprivileged("run", path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_failed_assertion_ends_the_script_with_its_message()
    {
        string script = _folder.Write(
            "a.ks", "fn main() -> i32 {\n    assert(1 > 2, \"the world is odd\")\n    return 0\n}\n");
        Assert.Equal(
            new ToolResult(1, "", "a.ks: assertion failed: the world is odd\n"), CommandLine.Run("run", script));
    }

    [Fact]
    public void A_script_without_main_cannot_run()
    {
        string script = _folder.Write("a.ks", "const A: u32 = 3\n");
        Assert.Equal(
            $"kernelscript: {script}: there is no 'main' to run: add 'fn main() -> i32 {{ … }}'\n",
            CommandLine.Run("run", script).Error);
    }

    [KernelFact("6.6", KernelFeature.TraceFileSystem | KernelFeature.NetworkNamespaces)]
    public void What_programs_print_is_shown_while_the_script_runs()
    {
        using var pair = new VethPair();
        string script = _folder.Write("print.ks", $$"""
            var seen: u64 = 0

            @xdp
            fn print_it(ctx: *xdp_md) -> xdp_action {
                print("kernel says %d", ctx->data_end - ctx->data)
                seen = 1
                return XDP_DROP
            }

            fn main() -> i32 {
                var program = load(print_it)
                if (attach(program, "{{pair.Name}}", 0) != 0) {
                    return 1
                }
                print("attached")
                while (seen == 0) {
                    sleep(10)
                }
                return 0
            }
            """);
        using System.Diagnostics.Process process = CommandLine.StartUntil("attached", "run", script);
        pair.Receive(TestFrame.Udp(1, 2, payloadLength: 58));
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Matches(@"\[cpu \d+\] kernel says 100\n", output);
    }
}
