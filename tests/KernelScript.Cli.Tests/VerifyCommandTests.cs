using System.Text.Json;
using Bpf.TestSupport;

namespace KernelScript.Cli.Tests;

public sealed class VerifyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [KernelFact("5.17")]
    public void Json_is_one_object_with_exactly_the_documented_members()
    {
        string script = Scripts.Sample("packet_counter.ks");
        string output = CommandLine.Check("verify", script, "--json");
        using var json = JsonDocument.Parse(output);
        Assert.Equal(["file", "programs"], Names(json.RootElement));
        Assert.Equal(script, json.RootElement.GetProperty("file").GetString());
        JsonElement program = Assert.Single(json.RootElement.GetProperty("programs").EnumerateArray());
        Assert.Equal(
            ["name", "type", "section", "accepted", "insns", "verified_insns", "stack", "jited_bytes", "log", "line"],
            Names(program));
        Assert.Equal("count_packets", program.GetProperty("name").GetString());
        Assert.Equal("xdp", program.GetProperty("type").GetString());
        Assert.Equal("xdp", program.GetProperty("section").GetString());
        Assert.True(program.GetProperty("accepted").GetBoolean());
        Assert.InRange(program.GetProperty("insns").GetInt32(), 20, 200);
        Assert.InRange(program.GetProperty("verified_insns").GetInt32(), 20, 2000);
        Assert.InRange(program.GetProperty("stack").GetInt32(), 0, 512);
        Assert.InRange(program.GetProperty("jited_bytes").GetInt32(), 0, 10000);
        Assert.Equal(JsonValueKind.Null, program.GetProperty("log").ValueKind);
        Assert.Equal(JsonValueKind.Null, program.GetProperty("line").ValueKind);
    }

    [KernelFact("5.17")]
    public void The_instructions_are_those_that_the_kernel_was_given()
    {
        string script = _folder.Write("a.ks", "@xdp\nfn pass(ctx: *xdp_md) -> xdp_action {\n    return XDP_PASS\n}\n");
        JsonElement program = Assert.Single(Programs("verify", script, "--json"));
        Assert.Equal(
            (2, 2, 0), (program.GetProperty("insns").GetInt32(), program.GetProperty("verified_insns").GetInt32(),
                program.GetProperty("stack").GetInt32()));
    }

    [KernelFact("5.17")]
    public void Every_sample_is_accepted_as_script_and_as_object()
    {
        foreach (string sample in Scripts.Samples())
        {
            string path = _folder.File("sample.o");
            CommandLine.Check("compile", sample, "-o", path);
            JsonElement[] fromScript = Programs("verify", sample, "--json");
            JsonElement[] fromObject = Programs("verify", path, "--json");
            Assert.NotEmpty(fromScript);
            Assert.All(fromScript, p => Assert.True(p.GetProperty("accepted").GetBoolean(), $"{sample}: {p}"));
            Assert.Equal(fromScript.Select(Facts).Order(), fromObject.Select(Facts).Order());
        }

        static string Facts(JsonElement program) => string.Join(
            ' ', Names(program).Where(n => n != "jited_bytes").Select(n => program.GetProperty(n).GetRawText()));
    }

    [KernelFact("5.17")]
    public void People_get_a_table()
    {
        string[] lines = CommandLine.Check("verify", Scripts.Sample("packet_counter.ks")).Split('\n');
        Assert.Equal(
            ["program", "type", "instructions", "verified", "stack", "JITed", "result"],
            lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("count_packets  xdp ", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(" accepted", lines[1], StringComparison.Ordinal);
    }

    [KernelFact("5.17", KernelFeature.Btf)]
    public void A_refusal_shows_the_line_of_the_script_and_of_the_log()
    {
        string script = _folder.Write("refused.ks", Scripts.Refused);
        ToolResult result = CommandLine.Run("verify", script);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(" refused\n", result.Output, StringComparison.Ordinal);
        Assert.StartsWith(
            $"{script}:4: error: the verifier refused '{Scripts.RefusedProgram}': R4 unbounded memory access",
            result.Error, StringComparison.Ordinal);
        Assert.Contains(
            "\n    > var sum = bpf_csum_diff(null, 0, ctx->data as *u32, size as u32, 0)\n", result.Error,
            StringComparison.Ordinal);
        Assert.Contains("\n    help: compare the size with a constant", result.Error, StringComparison.Ordinal);
    }

    [KernelFact("5.17", KernelFeature.Btf)]
    public void A_refusal_in_json_has_the_deciding_line_of_the_log()
    {
        string script = _folder.Write("refused.ks", Scripts.Refused);
        AssertRefusal(script);
        string path = _folder.File("refused.o");
        CommandLine.Check("compile", script, "-o", path);
        AssertRefusal(path);

        static void AssertRefusal(string file)
        {
            ToolResult result = CommandLine.Run("verify", file, "--json");
            Assert.Equal((1, ""), (result.ExitCode, result.Error));
            using var json = JsonDocument.Parse(result.Output);
            JsonElement program = json.RootElement.GetProperty("programs")[0];
            Assert.False(program.GetProperty("accepted").GetBoolean());
            Assert.StartsWith(
                "R4 unbounded memory access", program.GetProperty("log").GetString(), StringComparison.Ordinal);
            Assert.Equal(4, program.GetProperty("line").GetInt32());
            Assert.Equal(0, program.GetProperty("jited_bytes").GetInt32());
        }
    }

    [KernelFact("5.17", KernelFeature.Btf)]
    public void A_loop_too_long_for_the_verifier_is_refused_at_its_line()
    {
        string script = _folder.Write("long.ks", Scripts.LongLoop);
        JsonElement accepted = Assert.Single(Programs("verify", script, "--json"));
        Assert.True(accepted.GetProperty("accepted").GetBoolean());
        ToolResult result = CommandLine.Run("verify", script, "--target-kernel", "5.15");
        Assert.Equal(1, result.ExitCode);
        Assert.Matches("long.ks:[56]: error: the verifier refused 'long_loop': BPF program is too large", result.Error);
    }

    [KernelFact("5.17")]
    public void One_refused_program_does_not_hide_the_others()
    {
        string script = _folder.Write("mixed.ks", Scripts.Refused + """

            @tc("ingress")
            fn fine(ctx: *__sk_buff) -> i32 {
                return 0
            }
            """);
        ToolResult result = CommandLine.Run("verify", script, "--json");
        Assert.Equal(1, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            [(Scripts.RefusedProgram, false), ("fine", true)],
            json.RootElement.GetProperty("programs").EnumerateArray()
                .Select(p => (p.GetProperty("name").GetString(), p.GetProperty("accepted").GetBoolean())));
    }

    [KernelFact("5.17")]
    public void Nothing_stays_in_the_kernel()
    {
        CommandLine.Check("verify", _folder.Write("counter.ks", Scripts.Counter));
        KernelPrograms.AssertGone(Scripts.CounterProgram);
    }

    [Fact]
    public void A_script_without_programs_has_none_to_verify()
    {
        string script = _folder.Write("none.ks", "fn main() -> i32 { return 0 }\n");
        Assert.Equal(new ToolResult(0, $"{script}: no programs\n", ""), CommandLine.Run("verify", script));
        Assert.Equal(
            $$"""{"file":"{{script}}","programs":[]}""" + "\n", CommandLine.Check("verify", script, "--json"));
    }

    private static JsonElement[] Programs(params string[] arguments)
    {
        using var json = JsonDocument.Parse(CommandLine.Check(arguments));
        return [.. json.RootElement.GetProperty("programs").EnumerateArray().Select(p => p.Clone())];
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(p => p.Name);
}
