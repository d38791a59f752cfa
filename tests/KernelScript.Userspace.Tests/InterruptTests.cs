namespace KernelScript.Userspace.Tests;

public sealed class InterruptTests
{
    private const string Prologue = """
        @xdp fn count(ctx: *xdp_md) -> xdp_action { return XDP_PASS }

        """;

    [Theory]
    [InlineData("sleep(600000)")]
    [InlineData("while (true) { n += 1 }")]
    [InlineData("loop { n += 1 }")]
    [InlineData("for (i in 0..4000000000) { n += 1 }")]
    [InlineData("while (positive(n)) { n = 5 }")]
    public void An_interrupt_ends_the_script_with_130_and_everything_detached(string statement)
    {
        string source = Prologue + $$"""
            fn positive(n: u32) -> bool {
                return n > 0
            }
            fn main() -> i32 {
                var n: u32 = 1
                attach(load(count), "lo", 0)
                defer print("deferred")
                {{statement}}
                return 0
            }
            """;

        ScriptRun run = ScriptRun.Of(source, started: (host, kernel) => new Thread(() =>
        {
            SpinWait.SpinUntil(() => kernel.IsAttached, TimeSpan.FromSeconds(10));
            host.Interrupt();
        }).Start());

        Assert.Equal(130, run.Status);
        Assert.Equal("deferred\n", run.Output);
        Assert.Equal("", run.Errors);
        Assert.Equal(["load count", "attach count to lo (0)", "detach count from lo", "close"], run.Kernel.Journal);
    }

    [Fact]
    public void An_interrupt_is_not_an_error_that_the_script_can_catch()
    {
        ScriptRun run = ScriptRun.Of(
            Prologue + """
            fn main() -> i32 {
                try {
                    sleep(600000)
                } catch _ {
                    print("caught")
                }
                return 0
            }
            """,
            started: (host, _) => host.Interrupt());

        Assert.Equal(130, run.Status);
        Assert.Equal("", run.Output);
    }
}
