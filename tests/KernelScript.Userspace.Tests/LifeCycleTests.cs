using Bpf.Syscalls;
using KernelScript.Compiler;

namespace KernelScript.Userspace.Tests;

public sealed class LifeCycleTests
{
    private const string Programs = """
        @xdp fn first(ctx: *xdp_md) -> xdp_action { return XDP_PASS }
        @xdp fn second(ctx: *xdp_md) -> xdp_action { return XDP_DROP }

        """;

    [Fact]
    public void Programs_are_loaded_attached_and_detached_as_the_script_says()
    {
        ScriptRun run = ScriptRun.Of(Programs + """
            fn main() -> i32 {
                var p = load(first)
                var q = load(second)
                var again = load(first)
                attach(p, "lo", 0)
                attach(q, 7, 2)
                detach(again)
                return 0
            }
            """);

        Assert.Equal(
            [
                "load first", "load second", "load first", "attach first to lo (0)", "attach second to 7 (2)",
                "detach first from lo", "detach second from 7", "close",
            ],
            run.Kernel.Journal);
    }

    [Fact]
    public void What_is_attached_at_the_end_is_detached_in_reverse_order()
    {
        ScriptRun run = ScriptRun.Of(Programs + """
            fn main() -> i32 {
                attach(load(first), "a", 0)
                attach(load(second), "b", 0)
                attach(load(first), "c", 0)
                return 3
            }
            """);

        Assert.Equal(3, run.Status);
        Assert.Equal(
            ["detach first from c", "detach second from b", "detach first from a", "close"],
            run.Kernel.Journal.Skip(6));
    }

    [Fact]
    public void A_refused_attachment_is_a_value_for_who_looks_at_it()
    {
        ScriptRun run = ScriptRun.Of(
            Programs + """
            fn main() -> i32 {
                var p = load(first)
                var result = attach(p, "eth9", 0)
                print("%d", result)
                return result == 0 ? 0 : 4
            }
            """,
            started: (_, kernel) => kernel.Refusals["eth9"] = Errno.ENODEV);

        Assert.Equal("-19\n", run.Output);
        Assert.Equal("attach first to eth9: the test refuses (ENODEV)\n", run.Errors);
        Assert.Equal(4, run.Status);
    }

    [Fact]
    public void A_refused_attachment_that_nobody_looks_at_is_thrown()
    {
        const string Source = Programs + """
            fn start(name: str(16)) {
                attach(load(first), name, 0)
                print("attached")
            }
            fn main() -> i32 {
                try {
                    start("eth9")
                } catch ENODEV {
                    print("no such device")
                }
                start("eth8")
                return 0
            }
            """;

        ScriptRun run = ScriptRun.Of(Source, started: (_, kernel) =>
        {
            kernel.Refusals["eth9"] = Errno.ENODEV;
            kernel.Refusals["eth8"] = Errno.EPERM;
        });

        Assert.Equal("no such device\n", run.Output);
        Assert.Equal("test.ks: attach first to eth8: the test refuses (EPERM)\n", run.Errors);
        Assert.Equal(1, run.Status);
    }

    [Theory]
    [InlineData("attach(first, \"lo\", 0)", "KS5003")]
    [InlineData("var h: u32 = 1\n attach(h, \"lo\", 0)", "KS5003")]
    [InlineData("detach(7)", "KS5003")]
    [InlineData("load(main)", "KS5004")]
    [InlineData("var p = load(first)\n attach(p, true, 0)", "KS5005")]
    public void Misuse_of_handles_is_a_type_error(string statement, string code)
    {
        Compilation compilation = ScriptRun.Compile(Programs + "fn main() -> i32 {\n" + statement + "\n return 0\n}\n");

        Assert.Contains(code, compilation.Diagnostics.Select(d => d.Descriptor.Code));
    }
}
