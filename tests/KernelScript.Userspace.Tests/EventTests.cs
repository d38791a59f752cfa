using Bpf.Syscalls;
using Bpf.TestSupport;
using KernelScript.Compiler;
using KernelScript.Userspace.Runtime;

namespace KernelScript.Userspace.Tests;

public sealed class EventTests
{
    private const string Source = """
        struct Small { number: u32 }
        struct Large { a: u64, b: u16, text: str(4) }
        var first : ringbuf<Small>(4096)
        var second : ringbuf<Large>(4096)
        var seen: u32 = 0
        var lost: u64 = 0

        @xdp
        fn report(ctx: *xdp_md) -> xdp_action {
            var small = first.reserve()
            if (small != null) {
                small->number = (ctx->data_end - ctx->data) as u32
                first.submit(small)
            } else {
                lost += 1
            }
            return XDP_PASS
        }

        fn on_small(event: *Small) -> i32 {
            seen += 1
            print("small %u", event->number)
            return event->number == 99 ? 7 : 0
        }
        fn on_large(event: *Large) -> i32 {
            print("large %u %u %s", event->a, event->b, event->text)
            event->b = 0
            return 0
        }

        """;

    [Fact]
    public void Records_reach_their_handlers_until_one_of_them_ends_it()
    {
        ScriptRun run = ScriptRun.Of(
            Source + """
            fn main() -> i32 {
                first.on_event(on_small)
                second.on_event(on_large)
                var result = dispatch(first, second)
                print("%d %u", result, seen)
                return result
            }
            """,
            started: (_, kernel) =>
            {
                kernel.Records.Add(("first", [1, 0, 0, 0]));
                kernel.Records.Add(("second", [5, 0, 0, 0, 0, 0, 0, 0, 2, 1, (byte)'a', (byte)'b', 0, 0, 0, 0]));
                kernel.Records.Add(("first", [99, 0, 0, 0]));
                kernel.Records.Add(("first", [3, 0, 0, 0]));
            });

        Assert.Equal("small 1\nlarge 5 258 ab\nsmall 99\n7 2\n", run.Output);
        Assert.Equal(7, run.Status);
    }

    [Fact]
    public void An_interrupt_ends_the_wait_for_records()
    {
        ScriptRun run = ScriptRun.Of(
            Source + "fn main() -> i32 {\n first.on_event(on_small)\n dispatch(first)\n return 0\n}\n",
            started: (host, kernel) =>
            {
                kernel.Records.Add(("first", [1, 0, 0, 0]));
                new Thread(() =>
                {
                    SpinWait.SpinUntil(() => kernel.Records.Count == 0);
                    host.Interrupt();
                }).Start();
            });

        Assert.Equal("small 1\n", run.Output);
        Assert.Equal(130, run.Status);
    }

    [Fact]
    public void Dispatch_without_a_handler_is_an_error()
    {
        ScriptRun run = ScriptRun.Of(Source + "fn main() -> i32 {\n dispatch(first)\n return 0\n}\n");

        Assert.Equal(
            "test.ks: dispatch: ring buffer 'first' has no handler: call 'first.on_event(handler)' before\n",
            run.Errors);
        Assert.Equal(1, run.Status);
    }

    [Theory]
    [InlineData("first.on_event(on_large)")]
    [InlineData("first.on_event(5)")]
    [InlineData("first.on_event(main)")]
    [InlineData("dispatch(seen)")]
    [InlineData("dispatch(report)")]
    public void Handlers_and_buffers_of_other_types_are_refused(string statement)
    {
        Compilation compilation = ScriptRun.Compile(Source + "fn main() -> i32 {\n" + statement + "\n return 0\n}\n");

        Assert.Equal(["KS1005"], compilation.Diagnostics.Select(d => d.Descriptor.Code));
    }

    [KernelFact("5.8")]
    public void Records_of_a_program_in_the_kernel_arrive_in_order()
    {
        Compilation compilation = ScriptRun.Compile(Source + """
            fn main() -> i32 {
                var program = load(report)
                first.on_event(on_small)
                print("ready")
                var result = dispatch(first)
                print("%u seen, %u lost", seen, lost)
                return result
            }
            """);
        var output = new LineWriter();
        using var kernel = new CollectionKernel(compilation.Collection!);
        output.WhenLine("ready", () =>
        {
            foreach (int size in (int[])[20, 30, 99])
            {
                kernel.FindProgram("report").TestRun(new TestRun { Data = [.. new byte[size]] });
            }
        });
        using ScriptHost host = RunnableScript.Create(compilation)!.CreateHost("test.ks", kernel, output, output);

        int status = host.Run([]);

        Assert.Equal("ready\nsmall 20\nsmall 30\nsmall 99\n3 seen, 0 lost\n", output.ToString());
        Assert.Equal(7, status);
    }
}
