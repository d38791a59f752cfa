using Bpf.TestSupport;
using KernelScript.Ir;
using KernelScript.Ir.Text;

namespace KernelScript.Cli.Tests;

public sealed class DumpCommandTests : IDisposable
{
    private const string Pass = "@xdp\nfn pass(ctx: *xdp_md) -> xdp_action {\n    return XDP_PASS\n}\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tokens_have_place_kind_and_text()
    {
        string output = CommandLine.Check("dump", _folder.Write("a.ks", "const A: u8 = 0x1F\n"), "--stage", "tokens");
        Assert.StartsWith(
            "1:1 ConstKeyword const\n1:7 Identifier A\n1:8 Colon :\n1:10 ", output, StringComparison.Ordinal);
        Assert.Contains("0x1F", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tree_is_indented_by_depth()
    {
        string output = CommandLine.Check("dump", _folder.Write("a.ks", Pass), "--stage", "tree");
        Assert.StartsWith(
            "CompilationUnit\n  declaration: FunctionDeclaration name=pass\n    attribute: Attribute name=xdp\n",
            output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tree_of_a_damaged_script_is_shown_with_its_errors()
    {
        string script = _folder.Write("a.ks", "fn f( { }\nconst A: u8 = 1\n");
        ToolResult result = CommandLine.Run("dump", script, "--stage", "tree");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error KS0", result.Error, StringComparison.Ordinal);
        Assert.Contains("name=A", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_IR_parses_back()
    {
        string output = CommandLine.Check("dump", Scripts.Sample("packet_counter.ks"), "--stage", "ir");
        IrModule module = IrParser.Parse(output);
        Assert.Contains(module.Functions, f => f.Name == "count_packets");
        Assert.Equal(output, IrPrinter.Print(module, withPositions: false));
    }

    [Fact]
    public void The_IR_is_shown_as_a_pass_leaves_it()
    {
        string script = _folder.Write("a.ks", Pass);
        string output = CommandLine.Check("dump", script, "--stage", "ir", "--print-after", "dce");
        Assert.StartsWith("; after dce\nfunc $pass(", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ir", "no-such-pass", "there is no such pass: use ")]
    [InlineData("asm", "dce", "use it with --stage ir")]
    public void A_pass_that_cannot_be_shown_is_an_error(string stage, string pass, string reason)
    {
        string script = _folder.Write("a.ks", Pass);
        ToolResult result = CommandLine.Run("dump", script, "--stage", stage, "--print-after", pass);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"kernelscript: --print-after {pass}: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Assembly_names_the_function_and_the_source_line() => Assert.Equal(
        "pass:\n; return XDP_PASS\n   0: (b7) r0 = 2\n   1: (95) exit\n",
        CommandLine.Check("dump", _folder.Write("a.ks", Pass), "--stage", "asm"));

    [Fact]
    public void Types_are_written_as_bpftool_writes_those_of_the_object()
    {
        string script = Scripts.Sample("packet_counter.ks");
        string path = _folder.File("a.o");
        CommandLine.Check("compile", script, "-o", path);
        string[] ours = Names(CommandLine.Check("dump", script, "--stage", "btf"));
        string[] theirs = Names(Tool.Check("bpftool", "btf", "dump", "file", path, "format", "raw"));
        Assert.Subset(theirs.ToHashSet(), ours.ToHashSet());
        Assert.Contains("FUNC 'count_packets'", ours);
        Assert.Contains("STRUCT 'Counter'", ours);

        // "[3] STRUCT 'Counter' size=16 vlen=2": ids differ, as the object has the types of its sections, too.
        static string[] Names(string dump) =>
        [
            .. dump.Split('\n').Where(l => l.StartsWith('[')).Select(l => l.Split(' '))
                .Where(w => w[2] != "'(anon)'").Select(w => $"{w[1]} {w[2]}"),
        ];
    }
}
