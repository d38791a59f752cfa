using Bpf.TestSupport;

namespace KernelScript.Cli.Tests;

public sealed class DisasmCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Instructions_are_annotated_with_the_lines_of_the_script()
    {
        string path = Compile(_folder.Write("a.ks", """
            var seen : array<u32, u64>(1)

            @xdp
            fn look(ctx: *xdp_md) -> xdp_action {
                seen[0] = 7
                return XDP_DROP
            }
            """));
        string output = CommandLine.Check("disasm", path);
        Assert.StartsWith("look: section xdp, ", output, StringComparison.Ordinal);
        Assert.Contains("\n; seen[0] = 7\n", output, StringComparison.Ordinal);
        Assert.Contains("\n; return XDP_DROP\n", output, StringComparison.Ordinal);
        Assert.Contains("map[seen]", output, StringComparison.Ordinal);
        Assert.Contains("(95) exit\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_instructions_are_those_of_the_compiler()
    {
        string script = Scripts.Sample("packet_counter.ks");
        string[] compiled = Instructions(CommandLine.Check("dump", script, "--stage", "asm"));
        Assert.NotEmpty(compiled);
        Assert.Equal(compiled.Order(), Instructions(CommandLine.Check("disasm", Compile(script))).Order());

        // Calls of functions of the script are numbers in one and names in the other.
        static string[] Instructions(string text) =>
        [
            .. text.Split('\n').Where(l => l.Contains(": (", StringComparison.Ordinal)
                && !l.Contains("call pc", StringComparison.Ordinal)),
        ];
    }

    [Fact]
    public void The_style_of_llvm_objdump_is_written_on_demand()
    {
        string output = CommandLine.Check("disasm", Compile(_folder.Write("a.ks", Scripts.Refused)), "--llvm");
        Assert.Matches(@"\n +\d+:\t95 00 00 00 00 00 00 00\texit\n", output);
        Assert.DoesNotContain("(95)", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_made_by_clang_is_disassembled()
    {
        string source = _folder.Write("a.c", """
            __attribute__((section("socket"), used)) int keep(void *ctx) { return 42; }
            """);
        string path = _folder.File("clang.o");
        Tool.Check("clang-19", "-O2", "-g", "-target", "bpf", "-c", source, "-o", path);
        string output = CommandLine.Check("disasm", path);
        Assert.StartsWith("keep: section socket, ", output, StringComparison.Ordinal);
        Assert.Contains("0 = 42\n", output, StringComparison.Ordinal);
    }

    private string Compile(string script)
    {
        string path = _folder.File("out.o");
        CommandLine.Check("compile", script, "-o", path);
        return path;
    }
}
