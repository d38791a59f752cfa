using Bpf.Asm;
using Bpf.Loader;
using KernelScript.Backend;
using KernelScript.Syntax;

namespace KernelScript.Compiler.Tests;

public sealed class CompilerTests
{
    private const string Script = """
        struct Entry { packets: u64, last: u32 }
        config limits { largest: u32 = 100 }
        var entries : hash<u32, Entry>(64)
        var total: u64 = 0
        pin var kept: u32 = 7

        @xdp
        fn count(ctx: *xdp_md) -> xdp_action {
            total += 1
            kept += 1
            var entry = entries[ctx->ingress_ifindex]
            if (entry != null) {
                entry->packets += 1
            }
            return ctx->data_end - ctx->data > limits.largest ? XDP_DROP : XDP_PASS
        }
        """;

    [Fact]
    public void The_same_script_gives_the_same_object_byte_for_byte() =>
        Assert.Equal(ObjectOf(Script.Replace("= 7", "= 0", StringComparison.Ordinal)), ObjectOf(Script.Replace("= 7", "= 0", StringComparison.Ordinal)));

    [Fact]
    public void A_collection_has_the_maps_programs_and_variables_of_the_script()
    {
        CollectionSpec collection = Compile(Script).Collection!;
        Assert.Equal(
            [".bss", ".data", "entries", "pinned_globals"],
            collection.Maps.Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["count"], collection.Programs.Select(p => p.Name));
        Assert.Equal(
            ["limits", "total"],
            collection.Variables.Where(v => v.Name[0] != '.').Select(v => v.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_pinned_global_lives_in_a_map_pinned_below_the_project()
    {
        var options = new CompilerOptions { ProjectName = "sensor" };
        MapSpec map = KernelScriptCompiler.Compile(Source(Script), options).Collection!.Maps["pinned_globals"];
        Assert.Equal("/sys/fs/bpf/sensor/globals/pinned_globals", map.PinPath);
        Assert.Equal([7, 0, 0, 0], map.Contents[0].Value);
    }

    [Fact]
    public void Mistakes_of_several_kinds_are_told_in_one_run()
    {
        Compilation compilation = KernelScriptCompiler.Compile(Source("""
            @xdp
            fn first(ctx: *xdp_md) -> xdp_action {
                return unknown_name
            }

            @xdp
            fn second(ctx: *xdp_md) -> xdp_action {
                var x: u8 = 300
                return XDP_PASS
            }
            """));
        Assert.Null(compilation.Collection);
        Assert.Equal(
            [3, 8],
            compilation.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)
                .Select(d => d.Location.Source.GetPosition(d.Span.Start).Line));
    }

    [Fact]
    public void Code_for_an_old_kernel_uses_an_old_instruction_set()
    {
        Compilation compilation = KernelScriptCompiler.Compile(
            Source(Script), new CompilerOptions { Target = Target.For("5.4") });
        Assert.All(
            compilation.Collection!.Programs["count"].Code.Instructions,
            i => Assert.True(i.RequiredIsa() <= Target.For("5.4").Isa, i.ToString()));
    }

    [Fact]
    public void Every_instruction_of_a_program_has_a_line_of_the_script()
    {
        ProgramSpec program = Compile(Script).Collection!.Programs["count"];
        Assert.Equal(0, program.Code.Lines[0].Index);
        Assert.All(program.Code.Lines, line => Assert.InRange(line.Line, 7, 15));
    }

    [Fact]
    public void A_script_without_a_kernel_half_compiles()
    {
        Compilation compilation = Compile("fn main() -> i32 { return 3 }");
        Assert.Empty(compilation.Collection!.Programs);
        Assert.NotNull(RunnableScript.Create(compilation));
    }

    private static byte[] ObjectOf(string script) => ObjectWriter.Write(Compile(script).Collection!);

    private static Compilation Compile(string script)
    {
        Compilation compilation = KernelScriptCompiler.Compile(Source(script));
        Assert.True(!compilation.HasErrors, DiagnosticRenderer.Render(compilation.Diagnostics));
        return compilation;
    }

    private static SourceText Source(string script) => new(script, "test.ks");
}
