using Bpf.TestSupport;
using KernelScript.Compiler;
using KernelScript.Userspace.Runtime;

namespace KernelScript.Userspace.Tests;

public sealed class TestFunctionTests
{
    private const string Source = """
        var packets : hash<u32, u64>(16)
        var total: u64 = 0
        pin var kept: u32 = 5

        @xdp
        fn filter(ctx: *xdp_md) -> xdp_action {
            var size = (ctx->data_end - ctx->data) as u32
            packets[size] += 1
            total += size
            kept += 1
            if (size > 1000) { return XDP_DROP }
            return ctx->data[0] == 7 ? XDP_TX : XDP_PASS
        }

        @tc("ingress")
        fn classify(ctx: *__sk_buff) -> i32 {
            return ctx->len > 100 ? 2 : -1
        }

        @test
        fn small_packets_pass() -> i32 {
            var result = test(filter, XdpTestContext { packet_size: 64, interface_id: 1, expected_action: 2 })
            print("returned %d", result)
            return if (result == 2) { 0 } else { 1 }
        }
        @test
        fn large_packets_are_dropped() -> bool {
            return test(filter, XdpTestContext { packet_size: 1500 }) == XDP_DROP
        }
        @test
        fn expectations_count() -> i32 {
            test(filter, XdpTestContext { packet_size: 64, expected_action: 1 })
            return 0
        }
        @test
        fn results_count() -> i32 {
            return 3
        }
        @test
        fn state_is_fresh_and_visible() {
            assert(total == 0 && kept == 5, "fresh")
            test(filter, XdpTestContext { packet_size: 100 })
            test(filter, XdpTestContext { packet_size: 100 })
            assert(packets[100] == 2)
            assert(total == 200)
            assert(kept == 7)
        }
        @test
        fn packets_can_be_given_as_bytes() {
            var packet: u8[20] = [7]
            assert(test(filter, packet) == XDP_TX)
            packet[0] = 8
            assert(test(filter, packet) == XDP_PASS)
        }
        @test
        fn results_keep_their_sign() {
            assert(test(classify, TcTestContext { packet_size: 60 }) == -1)
            assert(test(classify, TcTestContext { packet_size: 200 }) == 2)
        }
        @test
        fn assertions_say_what_failed() {
            assert(test(filter, XdpTestContext { packet_size: 64 }) == XDP_DROP, "small packets are dropped")
        }
        """;

    private const string Expected = """
        small_packets_pass: passed
        large_packets_are_dropped: passed
        expectations_count: 'filter' returned 2 where 1 was expected
        results_count: it returned 3
        state_is_fresh_and_visible: passed
        packets_can_be_given_as_bytes: passed
        results_keep_their_sign: passed
        assertions_say_what_failed: assertion failed: small packets are dropped
        """;

    private static readonly ScriptTests _tests = ScriptTests.Create(ScriptRun.Compile(Source));

    [Fact]
    public void Tests_run_in_the_virtual_machine() => Assert.Equal(Expected, Run(inVm: true));

    [KernelFact("5.14")]
    public void Tests_run_in_the_kernel() => Assert.Equal(Expected, Run(inVm: false));

    [Fact]
    public void What_a_test_prints_is_kept() =>
        Assert.Equal("returned 2\n", _tests.Run("small_packets_pass", inVm: true).Output);

    [Fact]
    public void Packets_without_a_header_run_in_the_virtual_machine_only()
    {
        ScriptTests tests = ScriptTests.Create(ScriptRun.Compile("""
            @xdp fn filter(ctx: *xdp_md) -> xdp_action { return ctx->data_end == ctx->data ? XDP_DROP : XDP_PASS }
            @test fn nothing() { assert(test(filter, XdpTestContext { packet_size: 0 }) == XDP_DROP) }
            """));

        Assert.Null(tests.Run("nothing", inVm: true).Problem);
    }

    private static string Run(bool inVm) => string.Join('\n', _tests.Names.Select(name =>
    {
        ScriptTestResult result = _tests.Run(name, inVm);
        return $"{name}: {result.Problem ?? "passed"}";
    }));
}
