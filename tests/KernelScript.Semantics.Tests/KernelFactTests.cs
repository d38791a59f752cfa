using Bpf.Asm;
using Bpf.Btf;
using KernelScript.Syntax;

namespace KernelScript.Semantics.Tests;

/// <summary>The built-in tables against the kernel's own BTF and the helper numbers of the instruction set.</summary>
public sealed class KernelFactTests
{
    private static BtfKernelTypes Kernel
    {
        get
        {
            BtfKernelTypes? types = BtfKernelTypes.OfRunningKernel();
            Assert.SkipWhen(types is null, "the kernel has no BTF");
            return types;
        }
    }

    [Theory]
    [InlineData("xdp_md", 24)]
    [InlineData("__sk_buff", 192)]
    public void Contexts_have_the_kernels_layout(string name, int size)
    {
        StructType own = Bind($"@helper fn f(ctx: *{name}) {{ }}");
        BtfSpec? btf = KernelBtf.Open();
        Assert.SkipWhen(btf is null, "the kernel has no BTF");
        Assert.True(btf.TryFindStruct(name, out BtfStruct? kernel));
        Assert.Equal(size, own.Size);
        Assert.Equal(kernel.Size, (uint)own.Size);
        Dictionary<string, int> offsets = Offsets(kernel, 0);
        Assert.All(own.Fields, field => Assert.Equal(offsets[field.Name], field.Offset));
    }

    [Theory]
    [InlineData("ethhdr")]
    [InlineData("iphdr")]
    [InlineData("tcphdr")]
    [InlineData("udphdr")]
    [InlineData("ipv6hdr")]
    [InlineData("in6_addr")]
    public void Network_headers_have_the_kernels_layout(string name)
    {
        StructType own = Bind($"@helper fn f(p: *{name}) {{ }}");
        StructType? kernel = Kernel.FindStruct(name);
        Assert.NotNull(kernel);
        Assert.Equal(kernel.Size, own.Size);
        // The reserved bits of TCP were given names one after the other; kernels differ in them.
        foreach (FieldSymbol field in own.Fields.Where(f => name != "in6_addr" && f.Name is not ("ae" or "res1")))
        {
            BtfKernelTypes types = Kernel;
            StructType fresh = types.FindStruct(name)!;
            types.Complete(fresh);
            FieldSymbol theirs = Assert.Single(fresh.Fields, f => f.Name == field.Name);
            Assert.Equal(Bits(theirs), Bits(field));
        }
    }

    [Fact]
    public void Constants_that_BTF_has_too_have_the_same_value()
    {
        BtfKernelTypes kernel = Kernel;
        int compared = 0;
        foreach (string name in UapiNames())
        {
            if (kernel.FindConstant(name) is { } theirs)
            {
                BoundProgram program = Scripts.Bind($"var a: i64 = {name}", options: new BindOptions());
                Assert.Empty(program.Diagnostics);
                VariableSymbol global = Assert.Single(program.Globals);
                long own = global.InitialValue.IsEmpty ? 0 : BitConverter.ToInt64(global.InitialValue.AsSpan());
                Assert.True(own == theirs, $"{name}: {own}, the kernel has {theirs}");
                compared++;
            }
        }

        Assert.True(compared > 60, $"only {compared} constants were compared");
    }

    [Fact]
    public void Helpers_have_the_kernels_numbers()
    {
        string[] names =
        [
            "bpf_map_lookup_elem", "bpf_ktime_get_ns", "bpf_get_current_comm", "bpf_redirect", "bpf_probe_read_kernel",
            "bpf_get_current_task", "bpf_xdp_adjust_head", "bpf_skb_store_bytes", "bpf_ktime_get_tai_ns", "bpf_fib_lookup",
        ];
        foreach (string name in names)
        {
            Assert.True(HelperNames.TryParse(name, out HelperFunction number), name);
            Assert.Equal((int)number, HelperIdOf(name));
        }
    }

    [Theory]
    [InlineData("sched/sched_switch", "trace_event_raw_sched_switch", "ctx.next_comm == \"a\" && ctx->next_pid > 0")]
    [InlineData("sched/sched_wakeup", "trace_event_raw_sched_wakeup", "ctx.pid > 0")]
    [InlineData("syscalls/sys_enter_read", "trace_event_raw_sys_enter", "ctx.args[0] > 0")]
    [InlineData("syscalls/sys_exit_read", "trace_event_raw_sys_exit", "ctx.ret > 0")]
    [InlineData("net/netif_rx", "trace_event_raw_netif_rx", "ctx.len > 0")]
    public void Tracepoint_records_come_from_the_kernel(string tracepoint, string record, string condition)
    {
        string script = $$"""
            @tracepoint("{{tracepoint}}")
            fn f(ctx: *{{record}}) -> i32 {
                if ({{condition}}) {
                    return 1
                }
                return 0
            }
            """;
        BoundProgram program = Scripts.Bind(script, options: new BindOptions { KernelTypes = Kernel });
        Assert.Equal("", DiagnosticRenderer.Render(program.Diagnostics));
    }

    [Fact]
    public void An_unknown_tracepoint_of_the_kernel_is_an_error_with_the_nearest_name()
    {
        BoundProgram program = Scripts.Bind(
            "@tracepoint(\"sched/sched_swich\")\nfn f(ctx: *u8) -> i32 { return 0 }",
            options: new BindOptions { KernelTypes = Kernel });
        Diagnostic diagnostic = Assert.Single(program.Diagnostics);
        Assert.Equal("KS2014", diagnostic.Code);
        Assert.Equal("did you mean 'sched/sched_switch'?", diagnostic.Suggestion);
    }

    [Fact]
    public void Kernel_structs_are_read_through_their_pointers()
    {
        const string Script = """
            @raw_tracepoint("sched_switch")
            fn f(ctx: *bpf_raw_tracepoint_args) -> i32 {
                var task = bpf_get_current_task()
                var parent = task->real_parent->tgid
                var minor = (ctx->args[1] as *task_struct)->se.exec_start
                if (task->comm == "bash" && parent > 1 && minor != 0) {
                    return 1
                }
                return 0
            }
            """;
        BoundProgram program = Scripts.Bind(Script, options: new BindOptions { KernelTypes = Kernel });
        Assert.Equal("", DiagnosticRenderer.Render(program.Diagnostics));
        string text = BoundTreePrinter.Print(program);
        Assert.Contains("var parent: i32 = task!->real_parent->tgid", text, StringComparison.Ordinal);
        Assert.Contains("->se.exec_start", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_without_kernel_types_never_opens_the_BTF()
    {
        bool isOpened = false;
        var types = new BtfKernelTypes(() =>
        {
            isOpened = true;
            return BtfSpec.Empty;
        });
        BoundProgram program = Scripts.Bind(
            "@xdp fn f(ctx: *xdp_md) -> xdp_action { return bpf_ktime_get_ns() == ETH_P_IP ? XDP_DROP : XDP_PASS }",
            options: new BindOptions { KernelTypes = types });
        Assert.Empty(program.Diagnostics);
        Assert.False(isOpened);
    }

    private static StructType Bind(string script) =>
        (StructType)((PointerType)Scripts.Bind(script, options: new BindOptions()).Functions[0].Symbol.Parameters[0].Type)
            .Element;

    private static int HelperIdOf(string name)
    {
        BoundProgram program = Scripts.Bind($"extern {name}()\n@helper fn f() {{ {name}() }}");
        BoundExpressionStatement statement =
            Assert.IsType<BoundExpressionStatement>(Assert.Single(program.Functions).Body.Statements[0]);
        return Assert.IsType<BoundCall>(statement.Expression).Function.HelperId;
    }

    // Where a field's bits are in the struct, whatever unit the two sides choose for them.
    private static (int First, int Count) Bits(FieldSymbol field) => field.BitSize > 0
        ? (field.Offset * 8 + field.BitOffset, field.BitSize)
        : (field.Offset * 8, field.StorageSize * 8);

    private static Dictionary<string, int> Offsets(BtfStruct type, int start)
    {
        var offsets = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (BtfMember member in type.Members)
        {
            if (member.Name.Length > 0)
            {
                offsets[member.Name] = start + member.ByteOffset;
            }
            else if (member.Type.Underlying is BtfStruct inner)
            {
                foreach ((string name, int offset) in Offsets(inner, start + member.ByteOffset))
                {
                    offsets[name] = offset;
                }
            }
        }

        return offsets;
    }

    private static IEnumerable<string> UapiNames()
    {
        string source = File.ReadAllText(
            Bpf.TestSupport.RepositoryRoot.Combine("src", "KernelScript.Semantics", "Kernel", "UapiConstants.cs"));
        foreach (string word in source.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals > 1 && equals + 1 < word.Length && (char.IsAsciiDigit(word[equals + 1]) || word[equals + 1] == '-'))
            {
                yield return word[..equals];
            }
        }
    }
}
