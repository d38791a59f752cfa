using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class TracePipeTests
{
    [Theory]
    [InlineData(
        "           <...>-1234    [001] b..11   123.456789: bpf_trace_printk: hello", "<...>", 1234, 1, "hello")]
    [InlineData(
        "  my-task 2-77      [012] ..... 1.000001: bpf_trace_printk: a: [b] c", "my-task 2", 77, 12, "a: [b] c")]
    [InlineData("sh-5 [000] d..2. 99.000000: bpf_trace_printk: ", "sh", 5, 0, "")]
    public void A_line_is_taken_apart(string line, string task, int thread, int cpu, string text)
    {
        TraceMessage message = TraceMessage.TryParse(line)!;

        Assert.Equal((task, thread, cpu, text), (message.Task, message.ThreadId, message.Cpu, message.Text));
    }

    [Fact]
    public void The_time_is_kept_to_the_microsecond() => Assert.Equal(
        TimeSpan.FromMicroseconds(123_456_789),
        TraceMessage.TryParse("a-1 [000] ..... 123.456789: bpf_trace_printk: x")!.Timestamp);

    [Theory]
    [InlineData("")]
    [InlineData("CPU:1 [LOST 12 EVENTS]")]
    [InlineData("bpf_trace_printk: x")]
    [InlineData("a-b [000] ..... 1.0: bpf_trace_printk: x")]
    [InlineData("a-1 [000] ..... 1.0: sched_switch: x")]
    public void Other_lines_are_none(string line) => Assert.Null(TraceMessage.TryParse(line));

    [KernelFact("5.9", KernelFeature.TraceFileSystem)]
    public void What_a_program_prints_is_read()
    {
        using TracePipe pipe = TracePipe.Open();
        using Collection collection = Collection.Load(Printing("hi %d"));
        string marker = $"hi {Environment.ProcessId}";
        byte[] packet = [.. BitConverter.GetBytes(Environment.ProcessId), .. new byte[60]];

        collection.Programs["print"].TestRun(new TestRun { Data = [.. packet], Repeat = 3 });

        for (int i = 0; i < 3; i++)
        {
            TraceMessage message = Next(pipe, marker);
            Assert.Equal(marker, message.Text);
            Assert.True(message.Timestamp > TimeSpan.Zero);
            Assert.InRange(message.Cpu, 0, PossibleCpus.Count - 1);
        }
    }

    [KernelFact("5.9", KernelFeature.TraceFileSystem)]
    public void Two_pipes_both_get_every_line()
    {
        using TracePipe first = TracePipe.Open();
        using TracePipe second = TracePipe.Open();
        using Collection collection = Collection.Load(Printing("both %d"));
        string marker = $"both {Environment.ProcessId}";
        byte[] packet = [.. BitConverter.GetBytes(Environment.ProcessId), .. new byte[60]];

        collection.Programs["print"].TestRun(packet);

        Assert.Equal(marker, Next(first, marker).Text);
        Assert.Equal(marker, Next(second, marker).Text);
    }

    [KernelFact("5.9", KernelFeature.TraceFileSystem)]
    public void Reading_ends_with_the_timeout_a_cancellation_or_disposal()
    {
        using TraceFileSystem tracefs = TraceFileSystem.Open();
        using TracePipe pipe = TracePipe.Open();
        using var cancellation = new CancellationTokenSource();
        List<TraceMessage> read = [];
        var cancelled = new Thread(() => read.AddRange(pipe.ReadAll(cancellation.Token)));
        cancelled.Start();
        cancellation.Cancel();
        Assert.True(cancelled.Join(TimeSpan.FromSeconds(5)));

        var disposed = new Thread(() => read.AddRange(pipe.ReadAll(CancellationToken.None)));
        disposed.Start();
        pipe.Dispose();
        Assert.True(disposed.Join(TimeSpan.FromSeconds(5)));
        Assert.Null(pipe.TryRead(TimeSpan.Zero));
        string instances = Path.Combine(tracefs.Folder, "instances");
        Assert.Empty(Directory.GetDirectories(instances, $"kernelscript-{Environment.ProcessId}-*"));
    }

    [KernelFact("5.9", KernelFeature.TraceFileSystem)]
    public void A_disposed_pipe_leaves_nothing_behind()
    {
        KernelObjects before = KernelObjects.Snapshot();
        using TraceFileSystem tracefs = TraceFileSystem.Open();
        string instances = Path.Combine(tracefs.Folder, "instances");
        string mine = $"kernelscript-{Environment.ProcessId}-*";
        int count = Directory.GetDirectories(instances, mine).Length;
        using (TracePipe.Open())
        {
            Assert.Equal(count + 1, Directory.GetDirectories(instances, mine).Length);
        }

        Assert.Equal(count, Directory.GetDirectories(instances, mine).Length);
        tracefs.Dispose();
        Assert.Empty(before.FindLeaks());
    }

    [KernelFact("5.9", KernelFeature.TraceFileSystem)]
    public void The_instance_of_a_dead_process_is_removed()
    {
        using TraceFileSystem tracefs = TraceFileSystem.Open();
        string abandoned = Path.Combine(tracefs.Folder, "instances", "kernelscript-999999999-1");
        Directory.CreateDirectory(abandoned);

        using TracePipe pipe = TracePipe.Open();

        Assert.False(Directory.Exists(abandoned));
    }

    private static TraceMessage Next(TracePipe pipe, string text)
    {
        while (pipe.TryRead(TimeSpan.FromSeconds(5)) is { } message)
        {
            if (message.Text == text)
            {
                return message; // other processes on the machine print too
            }
        }

        throw new TimeoutException($"\"{text}\" was not printed");
    }

    // Prints the first four bytes of the packet.
    private static CollectionSpec Printing(string format)
    {
        byte[] text = [.. System.Text.Encoding.ASCII.GetBytes(format), 0];
        return new CollectionSpec
        {
            Maps = [MapSpec.DataSection(".rodata", [.. text], null)],
            Programs =
            [
                TestSpecs.Program("print", ProgramType.Xdp, $"""
                    r6 = *(u32 *)(r1 + 0)
                    r2 = *(u32 *)(r1 + 4)
                    r3 = 0
                    r1 = r6
                    r1 += 4
                    if r1 > r2 goto out
                    r3 = *(u32 *)(r6 + 0)
                    out:
                    r1 = map[.rodata][0]+0
                    r2 = {text.Length}
                    call bpf_trace_printk
                    r0 = 2
                    exit
                    """),
            ],
        };
    }
}
