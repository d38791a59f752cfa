using Bpf.TestSupport;

namespace KernelScript.Cli.Tests;

public sealed class CheckCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_good_script_gives_no_output_and_status_0() =>
        Assert.Equal(new ToolResult(0, "", ""), CommandLine.Run("check", _folder.Write("good.ks", Scripts.Counter)));

    [Fact]
    public void A_warning_is_told_and_does_not_change_the_status()
    {
        string script = _folder.Write("warn.ks", "fn narrow(wide: u64) -> u8 {\n    return wide\n}\n");
        ToolResult result = CommandLine.Run("check", script);
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith($"{script}:2:12: warning KS", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_error_of_a_script_is_told_in_one_run_in_order()
    {
        string script = _folder.Write("three.ks", """
            fn first() -> u32 {
                return "text"
            }
            fn second() -> u32 {
                return missing
            }
            fn third() {
                unknown(1)
            }
            """);
        ToolResult result = CommandLine.Run("check", script);
        Assert.Equal(1, result.ExitCode);
        string[] headlines =
            [.. result.Error.Split('\n').Where(l => l.Contains(": error KS", StringComparison.Ordinal))];
        Assert.Collection(
            headlines,
            line => Assert.StartsWith($"{script}:2:12: error KS1005: ", line, StringComparison.Ordinal),
            line => Assert.StartsWith($"{script}:5:12: error KS1001: ", line, StringComparison.Ordinal),
            line => Assert.StartsWith($"{script}:8:5: error KS1001: ", line, StringComparison.Ordinal));
        Assert.EndsWith($"kernelscript: {script}: 3 errors\n", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_syntax_error_shows_its_line_and_what_to_do()
    {
        string script = _folder.Write("syntax.ks", "fn main() -> i32 {\n    return (1 + 2\n}\n");
        ToolResult result = CommandLine.Run("check", script);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            $"""
            {script}:2:12: error KS0018: this '(' is never closed; add ')'
                2 |     return (1 + 2
                  |            ^
            kernelscript: {script}: 1 error

            """,
            result.Error);
    }

    [Fact]
    public void What_follows_from_a_syntax_error_is_not_told()
    {
        string script = _folder.Write("syntax.ks", "fn main( -> i32 { return 0 }\n");
        ToolResult result = CommandLine.Run("check", script);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error KS0018: this '(' is never closed", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("error KS1", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_error_shows_both_types()
    {
        string script = _folder.Write("type.ks", "fn main() -> i32 {\n    var x: u32 = \"hello\"\n    return 0\n}\n");
        ToolResult result = CommandLine.Run("check", script);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(
            $"{script}:2:18: error KS1005: expected 'u32' but this is 'str(5)'\n", result.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_without_a_kind_of_loop_is_an_error_at_the_loop()
    {
        string script = _folder.Write("loop.ks", """
            @xdp
            fn wait(ctx: *xdp_md) -> xdp_action {
                var end = bpf_ktime_get_ns()
                while (bpf_ktime_get_ns() < end) {
                }
                return XDP_PASS
            }
            """);
        Assert.Equal(0, CommandLine.Run("check", script, "--target-kernel", "6.1").ExitCode);
        ToolResult result = CommandLine.Run("check", script, "--target-kernel", "5.15");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{script}:4:5: error KS2504: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Added_checks_are_listed_on_demand()
    {
        string script = _folder.Write("checks.ks", """
            @xdp
            fn first(ctx: *xdp_md) -> xdp_action {
                var data = ctx->data
                if (data[12] == 8) { return XDP_DROP }
                return XDP_PASS
            }
            """);
        string output = CommandLine.Check("check", script, "--explain-checks");
        Assert.Contains($"{script}:4:", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Checking_needs_no_privileges()
    {
        string script = Scripts.Sample("packet_counter.ks");
        Assert.Equal(new ToolResult(0, "", ""), CommandLine.RunUnprivileged("check", script));
    }
}
