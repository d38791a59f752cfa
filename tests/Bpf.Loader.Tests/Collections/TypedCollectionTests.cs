using System.Collections.Immutable;
using Bpf.Asm;
using Bpf.Btf;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

/// <summary>BTF, function and line information: what the kernel keeps and shows is what the specs said.</summary>
public class TypedCollectionTests
{
    private const string TwoFunctions = """
        struct { __uint(type, 1); __type(key, u32); __type(value, u64); __uint(max_entries, 16); } counts SEC(".maps");
        u64 total = 7;
        const volatile u32 step = 3;
        noinline u64 add(u32 n) { total += n; return total; }
        SEC("xdp") int prog(struct xdp_md *ctx)
        {
            u32 key = 1;
            u64 one = 1, *old = bpf_map_lookup_elem(&counts, &key);
            if (old)
                __sync_fetch_and_add(old, 1);
            else
                bpf_map_update_elem(&counts, &key, &one, 0);
            return add(step);
        }
        """;

    [KernelFact("5.8")]
    public void An_object_of_clang_loads_with_its_types_and_lines()
    {
        CollectionSpec spec = ObjectReader.Read(ClangObject.Compile(TwoFunctions));

        using Collection collection = Collection.Load(spec);
        Program program = collection.Programs["prog"];
        ProgramInfo info = program.GetInfo();

        Assert.Equal(10u, program.TestRun(new byte[64]).ReturnValue);
        Assert.Equal(13u, program.TestRun(new byte[64]).ReturnValue);
        Assert.Equal(2UL, collection.Maps["counts"].As<uint, ulong>()[1]);
        Assert.Equal(13UL, collection.Variables["total"].Get<ulong>());
        Assert.Equal(2u, info.FunctionInfoCount);
        Assert.True(info.LineInfoCount > 4);
        Assert.Equal((int)info.LineInfoCount * 16, BpfKernel.Host.GetLineInfo(program.Handle).Length);
        Assert.Equal(16, BpfKernel.Host.GetFunctionInfo(program.Handle).Length);
        Assert.NotEqual(0u, collection.Maps["counts"].GetInfo().KeyTypeId);
        Assert.NotEqual(0u, collection.Maps[".data"].GetInfo().ValueTypeId);
    }

    [KernelFact("5.8")]
    public void The_kernel_shows_the_source_beside_the_code()
    {
        CollectionSpec spec = ObjectReader.Read(ClangObject.Compile(TwoFunctions));
        using Collection collection = Collection.Load(spec);

        string dump = Tool.Check("bpftool", "prog", "dump", "xlated", "id", $"{collection.Programs["prog"].Id}");

        Assert.Contains("; return add(step);", dump, StringComparison.Ordinal);
        Assert.Contains("noinline u64 add(u32 n)", dump, StringComparison.Ordinal);
        Assert.Contains("u64 add(u32 n):", dump, StringComparison.Ordinal);
    }

    [KernelFact("5.8")]
    public void A_refusal_names_the_line_of_the_source()
    {
        CollectionSpec spec = WithLines("""
            r0 = 0
            r1 = *(u64 *)(r0 + 0)
            exit
            """, (0, "start.ks", 1, "var x = 0"), (1, "start.ks", 2, "return *x"));

        VerifierException e = Assert.Throws<VerifierException>(() => Collection.Load(spec));

        Assert.Equal("start.ks:2", e.Location);
        Assert.Contains("at start.ks:2", e.Message, StringComparison.Ordinal);
        Assert.Contains(e.Log, line => line.StartsWith("; return *x", StringComparison.Ordinal));
        Assert.EndsWith("R0 invalid mem access 'scalar'", e.Message, StringComparison.Ordinal);
    }

    [KernelFact("5.8")]
    public void Code_that_is_refused_before_it_is_walked_has_a_line_too()
    {
        CollectionSpec spec = WithLines("""
            r0 = 0
            goto out
            r0 = 1
            out:
            exit
            """, (0, "a.ks", 1, "start"), (2, "a.ks", 5, "never"), (3, "a.ks", 9, "end"));

        VerifierException e = Assert.Throws<VerifierException>(() => Collection.Load(spec));

        Assert.EndsWith("unreachable insn 2", e.Message, StringComparison.Ordinal);
        Assert.Equal("a.ks:5", e.Location);
    }

    [KernelFact("5.8")]
    public void Lines_may_start_late_repeat_or_be_missing_in_a_function()
    {
        BtfFunction type = FunctionType("prog");
        CollectionSpec spec = WithLines("""
            r0 = 2
            call plain
            exit
            """, (1, "a.ks", 4, "first"), (1, "a.ks", 5, "second"), (2, "a.ks", 6, "third"));
        var plain = new FunctionSpec
        {
            Name = "plain",
            Code = AssemblyText.Parse("r0 = 7\nexit"),
            Function = FunctionType("plain"),
        };
        var builder = new BtfBuilder();
        builder.Add(type);
        builder.Add(spec.Programs[0].Function!);
        builder.Add(plain.Function);
        spec = spec with { Functions = [plain], Btf = builder.Build() };

        using Collection collection = Collection.Load(spec);

        // For slot 0, slot 1 (the later of the two), slot 2, and the start of the second function.
        Assert.Equal(4u, collection.Programs["prog"].GetInfo().LineInfoCount);
        Assert.Equal(7u, collection.Programs["prog"].TestRun(new byte[64]).ReturnValue);
    }

    [KernelFact("5.8")]
    public void Broken_types_are_refused_with_the_log()
    {
        byte[] data = [.. new BtfBuilder().Build().Data.Span, 0];

        BpfException e = Assert.ThrowsAny<BpfException>(() => BpfKernel.Host.LoadBtf(data));

        Assert.StartsWith("load BTF: ", e.Message, StringComparison.Ordinal);
        Assert.NotEmpty(Assert.IsType<VerifierException>(e).Log);
    }

    [KernelFact("5.8")]
    public void Loaded_types_are_described_and_read_back()
    {
        BtfFunction type = FunctionType("f");
        var builder = new BtfBuilder();
        builder.Add(type);
        ReadOnlySpan<byte> data = builder.Build().Data.Span;

        using SafeBpfHandle handle = BpfKernel.Host.LoadBtf(data);
        BtfInfo info = BpfKernel.Host.GetBtfInfo(handle);

        Assert.Equal((uint)data.Length, info.Size);
        Assert.False(info.IsKernel);
        Assert.Equal(data, BpfKernel.Host.GetBtfData(handle).AsSpan());
    }

    [Fact]
    public void Source_strings_come_behind_those_of_the_types()
    {
        var builder = new BtfBuilder();
        builder.Add(FunctionType("f"));
        BtfSpec types = builder.Build();
        CollectionSpec spec = WithLines("r0 = 0\nexit", (0, "file.ks", 1, "first line"), (1, "file.ks", 2, "second"));

        SourceStrings strings = SourceStrings.Collect(types.Data, spec);
        BtfSpec extended = BtfSpec.Read(strings.Data.Span);

        Assert.Equal(types.Count, extended.Count);
        Assert.Equal(types.Types.Select(type => type.Name), extended.Types.Select(type => type.Name));
        Assert.Equal(0u, strings.OffsetOf(""));
        Assert.NotEqual(strings.OffsetOf("file.ks"), strings.OffsetOf("second"));
        Assert.EndsWith("second\0", System.Text.Encoding.UTF8.GetString(strings.Data.Span), StringComparison.Ordinal);
    }

    private static BtfFunction FunctionType(string name)
    {
        var result = new BtfInt("int", 4, BtfIntEncoding.Signed);
        return new BtfFunction(name, new BtfFunctionPrototype(result, []), BtfLinkage.Static);
    }

    private static CollectionSpec WithLines(string code, params (int Index, string File, int Line, string Text)[] lines)
    {
        BtfFunction type = FunctionType("prog");
        var builder = new BtfBuilder();
        builder.Add(type);
        ProgramSpec program = TestSpecs.Program("prog", ProgramType.Xdp, code);
        ImmutableArray<SourceLine> sourceLines =
            [.. lines.Select(line => new SourceLine(line.Index, line.File, line.Line, 1, line.Text))];
        return new CollectionSpec
        {
            Btf = builder.Build(),
            Programs = [program with { Function = type, Code = program.Code with { Lines = sourceLines } }],
        };
    }
}
