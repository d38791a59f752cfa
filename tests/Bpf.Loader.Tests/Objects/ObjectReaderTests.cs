using Bpf.Asm;
using Bpf.Btf;
using Bpf.Elf;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class ObjectReaderTests
{
    private const string Everything = """
        struct key { u32 a; u16 b; u16 pad; };
        struct { __uint(type, 1); __uint(max_entries, 64); __type(key, struct key); __type(value, u64); }
        counts SEC(".maps");
        struct { __uint(type, 27); __uint(max_entries, 4096); __uint(pinning, 1); } events SEC(".maps");
        struct inner { __uint(type, 2); __uint(max_entries, 1); __type(key, u32); __type(value, u64); };
        struct inner first SEC(".maps"), second SEC(".maps");
        struct { __uint(type, 12); __uint(max_entries, 4); __type(key, u32); __array(values, struct inner); }
            outer SEC(".maps") = { .values = { [1] = &first, [3] = &second } };
        int target(struct xdp_md *ctx);
        struct { __uint(type, 3); __uint(max_entries, 2); __uint(key_size, 4); __array(values, int (void *)); }
            jumps SEC(".maps") = { .values = { [1] = (void *)&target } };
        u64 total; static int calls = 7, marks[3] = { 1, 2, 3 }; const volatile int limit = 100;
        int hot SEC(".data.hot") = 5;
        static const char label[] = "abc";
        noinline static u64 add(u64 a, u64 b) { calls++; marks[a & 1] += b; return a * 3 + b; }
        noinline __attribute__((weak)) int shared(struct xdp_md *ctx) { return ctx->ingress_ifindex > limit; }
        static int step(u32 index, u64 *sum) { *sum += index; return 0; }
        SEC("xdp") int target(struct xdp_md *ctx) { return 2; }
        SEC("xdp") int entry(struct xdp_md *ctx)
        {
            struct key key = { ctx->ingress_ifindex, 1 };
            u64 *count = bpf_map_lookup_elem(&counts, &key), sum = 0;
            u32 zero = 1;
            void *map = bpf_map_lookup_elem(&outer, &zero);
            if (map) { u64 *v = bpf_map_lookup_elem(map, &zero); if (v) sum++; }
            if (count) total += add(*count, ctx->rx_queue_index) + hot;
            bpf_loop(4, step, &sum, 0);
            bpf_tail_call(ctx, &jumps, 1);
            return shared(ctx) + (int)sum + label[ctx->rx_queue_index & 3] + (int)add(sum, 1);
        }
        SEC("?tp/sched/sched_switch") int later(u64 *ctx) { return add(1, 2) > 2; }
        """;

    [Fact]
    public void Maps_of_all_kinds_are_read()
    {
        CollectionSpec spec = ObjectReader.Read(ClangObject.Compile(Everything));
        MapSpec counts = spec.Maps["counts"];
        Assert.Equal((MapType.Hash, 8u, 8u, 64u), (counts.Type, counts.KeySize, counts.ValueSize, counts.MaxEntries));
        Assert.Equal("key", counts.Key!.Name);
        Assert.Equal("u64", counts.Value!.Name);
        Assert.Equal((MapType.RingBuf, 4096u, PinType.ByName),
            (spec.Maps["events"].Type, spec.Maps["events"].MaxEntries, spec.Maps["events"].Pinning));
        MapSpec outer = spec.Maps["outer"];
        Assert.Equal((MapType.ArrayOfMaps, 4u, MapType.Array), (outer.Type, outer.ValueSize, outer.InnerMap!.Type));
        Assert.Equal(["first", "second"], outer.Contents.Select(entry => entry.Reference));
        Assert.Equal([1, 3], outer.Contents.Select(entry => (int)entry.Key[0]));
        MapEntry jump = Assert.Single(spec.Maps["jumps"].Contents);
        Assert.Equal(("target", 1), (jump.Reference, (int)jump.Key[0]));
    }

    [Fact]
    public void Data_sections_and_variables_are_read()
    {
        CollectionSpec spec = ObjectReader.Read(ClangObject.Compile(Everything));
        int calls = (int)spec.Variables["calls"].Offset;
        int marks = (int)spec.Variables["marks"].Offset;
        Assert.Equal([7, 0, 0, 0], spec.Maps[".data"].Contents[0].Value[calls..(calls + 4)]);
        Assert.Equal([1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0], spec.Maps[".data"].Contents[0].Value[marks..(marks + 12)]);
        Assert.Equal([5, 0, 0, 0], spec.Maps[".data.hot"].Contents[0].Value);
        Assert.Empty(spec.Maps[".bss"].Contents);
        Assert.True(spec.Maps[".rodata"].IsFrozen);
        Assert.True(spec.Maps[".rodata"].Flags.HasFlag(MapFlags.ReadOnlyProgram));
        VariableSpec limit = spec.Variables["limit"];
        Assert.Equal((".rodata", 4u, true, "int"), (limit.Section, limit.Size, limit.IsConstant,
            limit.Type!.Underlying.Name));
        Assert.Equal(100, spec.Maps[".rodata"].Contents[0].Value[(int)limit.Offset]);
        Assert.Equal((BtfLinkage.Static, ".data"), (spec.Variables["calls"].Linkage, spec.Variables["calls"].Section));
        Assert.Equal((8u, BtfLinkage.Global), (spec.Variables["total"].Size, spec.Variables["total"].Linkage));
        var section = (BtfDataSection)spec.Maps[".bss"].Value!;
        Assert.Equal(8u, section.Size);
    }

    [Fact]
    public void Programs_functions_and_what_they_refer_to_are_read()
    {
        CollectionSpec spec = ObjectReader.Read(ClangObject.Compile(Everything));
        Assert.Equal("GPL", spec.License);
        Assert.Equal(["target", "entry", "later"], spec.Programs.Select(program => program.Name));
        ProgramSpec later = spec.Programs["later"];
        Assert.Equal((ProgramType.Tracepoint, "sched/sched_switch", false), (later.Type, later.AttachTo,
            later.IsAutoLoaded));
        Assert.Equal(BtfLinkage.Static, spec.Functions["add"].Linkage);
        Assert.True(spec.Functions["shared"] is { Linkage: BtfLinkage.Global, IsWeak: true });
        ProgramSpec entry = spec.Programs["entry"];
        Assert.Equal((ProgramType.Xdp, AttachType.Xdp, "entry"), (entry.Type, entry.AttachType, entry.Function!.Name));
        var uses = entry.Code.Relocations.Select(r => (r.Kind, r.Symbol)).ToHashSet();
        Assert.Contains((RelocationKind.Map, "counts"), uses);
        Assert.Contains((RelocationKind.Map, "jumps"), uses);
        Assert.Contains((RelocationKind.MapValue, ".bss"), uses);
        Assert.Contains((RelocationKind.MapValue, ".data.hot"), uses);
        Assert.Contains((RelocationKind.LocalCall, "add"), uses);
        Assert.Contains((RelocationKind.LocalCall, "shared"), uses);
        Assert.Contains((RelocationKind.FunctionAddress, "step"), uses);
        Assert.Contains(entry.Code.Lines, line => line.Text.Contains("bpf_tail_call", StringComparison.Ordinal));
        Assert.Equal(0, entry.Code.Lines[0].Index);
    }

    [Fact]
    public void All_of_it_stays_the_same_through_the_writer()
    {
        CollectionSpec first = ObjectReader.Read(ClangObject.Compile(Everything));
        CollectionSpec second = ObjectReader.Read(ObjectWriter.Write(first));
        ObjectRoundTripTests.AssertSameCode(first, second);
    }

    [KernelFact("6.1", KernelFeature.BpfFileSystem)]
    public void All_of_it_loads_the_same_after_the_writer()
    {
        // "loadall" wants to pin every program, those that are not loaded included, and every map at its own place.
        byte[] original = ClangObject.Compile(Everything.Replace("?tp", "tp", StringComparison.Ordinal)
            .Replace("__uint(pinning, 1);", "", StringComparison.Ordinal));
        IReadOnlyList<ToolProgram> expected = BpfTool.LoadAll(original);
        Assert.Equal(["entry", "later", "target"], expected.Select(program => program.Name));
        Assert.Equal(expected, BpfTool.LoadAll(ObjectWriter.Write(ObjectReader.Read(original))));
    }

    [KernelFact("6.1", KernelFeature.BpfFileSystem)]
    public void An_object_linked_of_two_by_bpftool_loads_the_same()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("one.o"), ClangObject.Compile("""
            extern int shared_state; int helper(int a);
            noinline static int same(int a) { return a * 3 + shared_state; }
            SEC("xdp") int first(struct xdp_md *ctx) {
            return helper(ctx->ingress_ifindex) + same(ctx->rx_queue_index); }
            """));
        File.WriteAllBytes(folder.File("two.o"), ClangObject.Compile("""
            int shared_state = 9; int other_state;
            noinline static int same(int a) { return a * 5 + other_state; }
            noinline int helper(int a) { return same(a) + 1; }
            SEC("xdp") int second(struct xdp_md *ctx) { return helper(ctx->ingress_ifindex); }
            """));
        ToolResult linked = Tool.Run(
            "bpftool", "gen", "object", folder.File("both.o"), folder.File("one.o"), folder.File("two.o"));
        Assert.True(linked.ExitCode == 0, linked.Error);
        byte[] original = File.ReadAllBytes(folder.File("both.o"));
        CollectionSpec spec = ObjectReader.Read(original);
        Assert.Equal(["same", "same.1", "helper"], spec.Functions.Select(f => f.Name).OrderBy(name
            => name == "helper"));
        Assert.Equal(BpfTool.LoadAll(original), BpfTool.LoadAll(ObjectWriter.Write(spec)));
    }

    [KernelFact("5.8", KernelFeature.BpfFileSystem)]
    public void An_object_without_types_is_read_and_loads_the_same()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("input.c"), ClangObject.Prelude + """
            static int calls = 1;
            noinline static int same(int a) { return a * 3 + calls++; }
            SEC("xdp") int first(struct xdp_md *ctx) { return same(ctx->rx_queue_index) + same(ctx->ingress_ifindex); }
            """);
        Tool.Check(
            "clang-19", "-O2", "-target", "bpf", "-mcpu=v4", "-c", folder.File("input.c"), "-o",
                folder.File("output.o"));
        byte[] original = File.ReadAllBytes(folder.File("output.o"));
        CollectionSpec spec = ObjectReader.Read(original);
        Assert.Null(spec.Btf);
        Assert.Null(spec.Programs["first"].Function);
        Assert.Equal(BpfTool.LoadAll(original), BpfTool.LoadAll(ObjectWriter.Write(spec)));
    }

    [Fact]
    public void Hidden_functions_become_static()
    {
        CollectionSpec spec = ObjectReader.Read(ClangObject.Compile("""
            __attribute__((visibility("hidden"))) noinline int helper(int a) { return a * a + 1; }
            SEC("xdp") int entry(struct xdp_md *ctx) { return helper(ctx->data); }
            """));
        FunctionSpec helper = spec.Functions["helper"];
        Assert.Equal(BtfLinkage.Static, helper.Linkage);
        Assert.Equal(BtfLinkage.Static, helper.Function!.Linkage);
    }

    [Fact]
    public void Kernel_functions_and_variables_are_externs()
    {
        CollectionSpec first = ObjectReader.Read(ClangObject.Compile("""
            extern void *bpf_rdonly_cast(const void *, u32) __ksym;
            extern int missing(int) __ksym __attribute__((weak));
            extern const int bpf_prog_active __ksym;
            SEC("xdp") int entry(struct xdp_md *ctx)
            {
                int sum = *(int *)&bpf_prog_active;
                if (missing) sum += missing(3);
                return sum + (bpf_rdonly_cast(ctx, 1) != 0);
            }
            """));
        foreach (CollectionSpec spec in (CollectionSpec[])[first, ObjectReader.Read(ObjectWriter.Write(first))])
        {
            Assert.Equal(
                ["bpf_prog_active", "bpf_rdonly_cast", "missing"],
                spec.Externs.Select(e => e.Name).Order(StringComparer.Ordinal));
            Assert.True(spec.Externs["missing"] is { IsWeak: true, Type: BtfFunction { Linkage: BtfLinkage.Extern } });
            Assert.True(spec.Externs["bpf_prog_active"] is { IsWeak: false, Type: BtfVariable });
            var uses = spec.Programs["entry"].Code.Relocations.Select(r => (r.Kind, r.Symbol)).ToHashSet();
            Assert.Contains((RelocationKind.Kfunc, "missing"), uses);
            Assert.Contains((RelocationKind.KernelVariable, "missing"), uses);
            Assert.Contains((RelocationKind.Kfunc, "bpf_rdonly_cast"), uses);
            Assert.Contains((RelocationKind.KernelVariable, "bpf_prog_active"), uses);
        }
    }

    [Fact]
    public void Core_relocations_keep_their_root_types()
    {
        CollectionSpec first = ObjectReader.Read(ClangObject.Compile("""
            #pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
            struct task_struct { int pid; struct { u32 a, b; } inner; };
            #pragma clang attribute pop
            SEC("raw_tp/sched_switch") int entry(u64 *ctx) { struct task_struct *t = (void *)ctx[1];
            return t->pid + t->inner.b; }
            """));
        foreach (CollectionSpec spec in (CollectionSpec[])[first, ObjectReader.Read(ObjectWriter.Write(first))])
        {
            CodeImage code = spec.Programs["entry"].Code;
            Assert.Equal(["0:0", "0:1:1"], code.CoreRelocations.Select(r => r.AccessString));
            Assert.All(code.CoreRelocations, r => Assert.Equal("task_struct", spec.Btf!.TypeById(r.TypeId).Name));
        }
    }

    [Fact]
    public void Calls_that_the_compiler_resolved_get_their_target_back()
    {
        // With -g the static function is in .text with its caller, so clang leaves no relocation.
        CollectionSpec spec = ObjectReader.Read(ClangObject.Compile("""
            noinline static int inner(int a) { return a * 5 + 1; }
            noinline static int outer(int a) { return inner(a) + inner(a + 1); }
            SEC("tc") int entry(int *ctx) { return outer(ctx[0]); }
            """));
        Assert.Equal(
            [(RelocationKind.LocalCall, "inner"), (RelocationKind.LocalCall, "inner")],
            spec.Functions["outer"].Code.Relocations.Select(r => (r.Kind, r.Symbol)));
        Assert.All(
            spec.Functions["outer"].Code.Relocations,
            r => Assert.Equal(-1, spec.Functions["outer"].Code.Instructions[r.Index].Imm));
    }

    [Theory]
    [InlineData("struct { int type, key; } old SEC(\"maps\"); SEC(\"xdp\") int entry(void *c) { return 0; }",
        "'.maps'")]
    [InlineData(
        "extern int HZ __attribute__((section(\".kconfig\"))); SEC(\"xdp\") int e(void *c) { return HZ; }",
        "__kconfig")]
    [InlineData("extern int nowhere(int); SEC(\"xdp\") int entry(void *c) { return nowhere(1); }", "__ksym")]
    [InlineData("SEC(\"nonsense\") int entry(void *c) { return 0; }", "no kind of program")]
    [InlineData("int x; int *pointer = &x; SEC(\"xdp\") int entry(void *c) { return *pointer; }", "pointer to 'x'")]
    [InlineData(
        "struct { __uint(type, 1); __uint(odd, 2); } m SEC(\".maps\"); SEC(\"xdp\") int e(void *c) { return 0; }",
        "'odd'")]
    [InlineData("struct { __uint(max_entries, 1); } m SEC(\".maps\"); SEC(\"xdp\") int entry(void *c) { return 0; }",
        "no type")]
    public void What_is_not_supported_is_named(string source, string reason)
    {
        byte[] data = ClangObject.Compile(source);
        Exception refusal = Assert.ThrowsAny<Exception>(() => ObjectReader.Read(data));
        Assert.True(refusal is ElfFormatException or BtfFormatException, refusal.ToString());
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_objects_are_read_or_refused_with_a_format_exception()
    {
        int seed = Environment.GetEnvironmentVariable("FUZZ_SEED") is { } given
            ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        var random = new Random(seed);

        // Our own writer's output has no debug sections, so damage hits what is read.
        byte[] sound = ObjectWriter.Write(ObjectReader.Read(ClangObject.Compile(Everything)));
        for (int round = 0; round < 3000; round++)
        {
            byte[] damaged = (byte[])sound.Clone();
            for (int i = random.Next(1, 5); i > 0; i--)
            {
                int at = random.Next(damaged.Length);
                damaged[at] = random.Next(2) == 0 ? (byte)random.Next(32) : (byte)(damaged[at] ^ (1 << random.Next(8)));
            }

            try
            {
                _ = ObjectReader.Read(damaged);
            }
            catch (Exception e) when (e is ElfFormatException or BtfFormatException)
            {
                Assert.StartsWith("read ", e.Message, StringComparison.Ordinal);
            }
            catch (Exception e)
            {
                Assert.Fail($"FUZZ_SEED={seed}, round {round}: {e}");
            }
        }
    }
}
