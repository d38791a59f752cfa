using System.Text.Json;
using System.Xml.Linq;
using Bpf.TestSupport;

namespace KernelScript.Cli.Tests;

public sealed class TestCommandTests : IDisposable
{
    private const string Programs = """
        @xdp
        fn packet_filter(ctx: *xdp_md) -> xdp_action {
            var packet_size = ctx->data_end - ctx->data
            if (packet_size > 1000) {
                return XDP_DROP
            }
            return XDP_PASS
        }
        @test
        fn small_packets() -> i32 {
            var context = XdpTestContext { packet_size: 500, interface_id: 1, expected_action: 2 }
            var result = test(packet_filter, context)
            if (result == 2) {
                print("passed with %d", result)
                return 0
            }
            return 1
        }

        """;

    private const string Failing = """
        @test
        fn large_packets() -> i32 {
            print("in a moment")
            var result = test(packet_filter, XdpTestContext { packet_size: 1500, interface_id: 1, expected_action: 2 })
            return 0
        }

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Passing_tests_give_status_0()
    {
        ToolResult result = CommandLine.Run("test", _folder.Write("a.ks", Programs), "--vm");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("passed  small_packets (", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n1 passed, 0 failed, in the virtual machine\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_test_gives_status_1_and_says_why()
    {
        ToolResult result = CommandLine.Run("test", _folder.Write("a.ks", Programs + Failing), "--vm");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            "        'packet_filter' returned 1 where 2 was expected\n        | in a moment\n", result.Output,
            StringComparison.Ordinal);
        Assert.EndsWith("\n1 passed, 1 failed, in the virtual machine\n", result.Output, StringComparison.Ordinal);
    }

    [KernelFact("5.14")]
    public void The_kernel_runs_them_when_it_may()
    {
        ToolResult result = CommandLine.Run("test", _folder.Write("a.ks", Programs));

        Assert.Equal(0, result.ExitCode);
        Assert.EndsWith("\n1 passed, 0 failed, in the kernel\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_are_written_as_json_and_as_junit()
    {
        string report = Path.Combine(_folder.Path, "report.xml");

        ToolResult result = CommandLine.Run(
            "test", _folder.Write("a.ks", Programs + Failing), "--vm", "--json", "--junit", report);

        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement[] tests = [.. json.RootElement.GetProperty("tests").EnumerateArray()];
        Assert.Equal(["small_packets", "large_packets"], tests.Select(t => t.GetProperty("name").GetString()));
        Assert.Equal([true, false], tests.Select(t => t.GetProperty("passed").GetBoolean()));
        Assert.Equal("passed with 2\n", tests[0].GetProperty("output").GetString());
        XElement suite = XDocument.Load(report).Root!.Element("testsuite")!;
        Assert.Equal("1", suite.Attribute("failures")!.Value);
        Assert.Equal(
            ["small_packets", "large_packets"], suite.Elements("testcase").Select(t => t.Attribute("name")!.Value));
        Assert.Equal(
            "'packet_filter' returned 1 where 2 was expected",
            suite.Elements("testcase").Last().Element("failure")!.Attribute("message")!.Value);
    }

    [Fact]
    public void A_filter_chooses_tests_by_name()
    {
        string script = _folder.Write("a.ks", Programs + Failing);

        Assert.Equal(0, CommandLine.Run("test", script, "--vm", "--filter", "small").ExitCode);
        ToolResult none = CommandLine.Run("test", script, "--vm", "--filter", "huge");
        Assert.Equal(1, none.ExitCode);
        Assert.Contains("the tests are small_packets, large_packets", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_without_tests_is_an_error()
    {
        ToolResult result = CommandLine.Run("test", _folder.Write("a.ks", "fn main() -> i32 { return 0 }\n"), "--vm");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("there is no test to run", result.Error, StringComparison.Ordinal);
    }
}
