using System.Runtime.CompilerServices;
using Bpf.Loader;
using Bpf.Syscalls;
using Bpf.TestSupport;
using KernelScript.Compiler;

namespace KernelScript.Userspace.Tests;

public sealed class TypedAccessTests
{
    private const string Source = """
        struct Flow { src_ip: u32, port: u16 }
        struct Stats { packets: u64, delta: i32, tag: u8[4] }
        struct Event { size: u32, first_byte: u8 }
        var flows : hash<Flow, Stats>(16)
        var counts : percpu_array<u32, u64>(4)
        var events : ringbuf<Event>(4096)
        var limit: u32 = 100
        var stats: Stats = Stats { packets: 3, delta: -4 }

        @xdp
        fn watch(ctx: *xdp_md) -> xdp_action {
            var size = (ctx->data_end - ctx->data) as u32
            counts[0] += 1
            var event = events.reserve()
            if (event != null) {
                event->size = size
                event->first_byte = ctx->data[0]
                events.submit(event)
            }
            flows[Flow { src_ip: 7, port: 80 }] = Stats { packets: size, delta: -1, tag: [1, 2, 3, 4] }
            return size > limit ? XDP_DROP : XDP_PASS
        }
        """;

    [KernelFact("5.10")]
    public void Maps_globals_and_records_are_read_with_their_types()
    {
        using LoadedScript script = ScriptRun.Compile(Source).Load();
        using RecordReader<Event> events = script.RingBuffer<Event>("events");
        Map<Flow, Stats> flows = script.Map<Flow, Stats>("flows");

        TestRunResult small = script.Program("watch").TestRun(new TestRun { Data = [5, .. new byte[59]] });
        script.Global<uint>("limit") = 10;
        TestRunResult large = script.Program("watch").TestRun(new TestRun { Data = [6, .. new byte[69]] });

        Assert.Equal("2 1", $"{small.ReturnValue} {large.ReturnValue}");
        Assert.Equal([(60u, (byte)5), (70u, (byte)6)], events.ReadAvailable().Select(e => (e.Size, e.FirstByte)));
        Stats stats = flows[new Flow(7, 80)];
        Assert.Equal((70ul, -1, (byte)3), (stats.Packets, stats.Delta, stats.Tag[2]));
        Assert.Equal(2ul, script.PerCpuMap<uint, ulong>("counts").Get(0)!.Aggregate((a, b) => a + b));
        Assert.Equal((3ul, -4), (script.Value<Stats>("stats").Packets, script.Value<Stats>("stats").Delta));
    }

    [KernelFact("5.10")]
    public void Types_that_differ_are_refused_with_the_first_difference()
    {
        using LoadedScript script = ScriptRun.Compile(Source).Load();

        Assert.Equal("keys of 'flows': UInt64 is not 'Flow': it is no struct of sequential layout.",
            Refusal(() => script.Map<ulong, Stats>("flows")));
        Assert.Equal("values of 'flows': WrongOffset is not 'Stats': its field Packets is at byte 8, 'packets' at 0.",
            Refusal(() => script.Map<Flow, WrongOffset>("flows")));
        Assert.Equal("values of 'flows': WrongSign is not 'Stats': its field Delta is not 'i32': it has no sign.",
            Refusal(() => script.Map<Flow, WrongSign>("flows")));
        Assert.Equal("records of 'events': Missing is not 'Event': it has no field for 'first_byte'.",
            Refusal(() => script.RingBuffer<Missing>("events")));
        Assert.Equal("global 'limit': Int32 is not 'u32': it has a sign.", Refusal(() => script.Value<int>("limit")));
        Assert.Throws<KeyNotFoundException>(() => script.Map<uint, uint>("nothing"));
    }

    [Fact]
    public void A_script_with_errors_cannot_be_loaded() =>
        Assert.Throws<InvalidOperationException>(() => ScriptRun.Compile("fn main() -> i32 { return x }").Load());

    private static string Refusal(Action action) => Assert.Throws<ArgumentException>(action).Message;

    private readonly record struct Flow(uint SrcIp, ushort Port);

    private readonly record struct Stats(ulong Packets, int Delta, FourBytes Tag);

    private readonly record struct Event(uint Size, byte FirstByte);

    private readonly record struct WrongOffset(int Delta, ulong Packets, FourBytes Tag);

    private readonly record struct WrongSign(ulong Packets, uint Delta, FourBytes Tag);

    private readonly record struct Missing(uint Size, uint Other);

    [InlineArray(4)]
    private struct FourBytes
    {
        private byte _first;
    }
}
