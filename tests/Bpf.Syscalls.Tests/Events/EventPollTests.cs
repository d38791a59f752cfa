using System.Diagnostics;
using Bpf.TestSupport;

namespace Bpf.Syscalls.Tests;

public class EventPollTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_timeout_is_kept()
    {
        using var poll = new EventPoll();
        var watch = Stopwatch.StartNew();

        Assert.Equal(-1, poll.Wait(TimeSpan.FromMilliseconds(30), Token));

        Assert.InRange(watch.ElapsedMilliseconds, 29, 5000);
        Assert.Equal(-1, poll.Wait(TimeSpan.Zero, Token));
    }

    [Fact]
    public void A_token_cancelled_between_waits_does_not_end_the_next()
    {
        using var poll = new EventPoll();
        using var first = new CancellationTokenSource();
        first.CancelAfter(1);
        Assert.Throws<OperationCanceledException>(() => poll.Wait(Timeout.InfiniteTimeSpan, first.Token));

        var watch = Stopwatch.StartNew();
        Assert.Equal(-1, poll.Wait(TimeSpan.FromMilliseconds(30), Token));

        Assert.InRange(watch.ElapsedMilliseconds, 29, 5000);
    }

    [Fact]
    public void Disposing_ends_a_wait()
    {
        KernelObjects before = KernelObjects.Snapshot();
        var poll = new EventPoll();
        int result = 0;
        var thread = new Thread(() => result = poll.Wait(Timeout.InfiniteTimeSpan, Token));
        thread.Start();

        poll.Dispose();
        poll.Dispose();

        Assert.True(thread.Join(TimeSpan.FromSeconds(5)));
        Assert.Equal(-1, result);
        Assert.Equal(-1, poll.Wait(Timeout.InfiniteTimeSpan, Token));
        Assert.Empty(before.FindLeaks());
    }

    [Fact]
    public void Disposing_ends_a_wait_at_whatever_moment_it_comes()
    {
        for (int round = 0; round < 300; round++)
        {
            var poll = new EventPoll();
            var thread = new Thread(() => poll.Wait(Timeout.InfiniteTimeSpan, Token));
            thread.Start();
            Thread.SpinWait(round * 20);
            poll.Dispose();
            Assert.True(thread.Join(TimeSpan.FromSeconds(10)), $"round {round}");
        }
    }

    [KernelFact("5.4", KernelFeature.TraceFileSystem)]
    public void A_file_is_read_to_its_end_or_told_to_have_nothing_yet()
    {
        using ReadableFile version = ReadableFile.Open("/proc/version");
        byte[] buffer = new byte[4096];

        Assert.True(version.Read(buffer) > 10);
        Assert.Equal(0, version.Read(buffer));
        using TraceFileSystem tracefs = TraceFileSystem.Open();
        string instance = Path.Combine(tracefs.Folder, "instances", $"test-{Environment.ProcessId}");
        Directory.CreateDirectory(instance);
        try
        {
            using ReadableFile pipe = ReadableFile.Open(Path.Combine(instance, "trace_pipe"));
            Assert.Equal(-1, pipe.Read(buffer));
        }
        finally
        {
            Directory.Delete(instance);
        }
    }
}
