using System.Diagnostics;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class RingBufferReaderTests
{
    private const string Emit = """
        r1 = map[counters][0]+0
        r2 = *(u64 *)(r1 + 0)
        r2 += 1
        *(u64 *)(r1 + 0) = r2
        *(u64 *)(r10 - 8) = r2
        r1 = map[events]
        r2 = r10
        r2 += -8
        r3 = 8
        r4 = 0
        call bpf_ringbuf_output
        if r0 == 0 goto out
        r1 = map[counters][0]+8
        r2 = 1
        lock *(u64 *)(r1 + 0) += r2
        out:
        r0 = 2
        exit
        """;

    private const string ReserveAndDiscard = """
        r1 = map[events]
        r2 = 100
        r3 = 0
        call bpf_ringbuf_reserve
        if r0 == 0 goto out
        r1 = r0
        r2 = 0
        call bpf_ringbuf_discard
        out:
        r0 = 2
        exit
        """;

    [KernelFact("5.8")]
    public void A_hundred_thousand_records_come_in_order()
    {
        const int Count = 100_000;
        using Collection collection = Load(16 << 20);
        using var reader = new RingBufferReader(collection.Maps["events"]);
        Emits(collection, Count);

        ulong next = 1;
        foreach (ReadOnlySpan<byte> record in reader.ReadAvailable())
        {
            Assert.Equal(next++, BitConverter.ToUInt64(record));
        }

        Assert.Equal(Count + 1UL, next);
        Assert.Equal(Count, reader.RecordCount);
        Assert.Equal(0, reader.PendingBytes);
        Assert.Equal(0UL, Lost(collection));
    }

    [KernelFact("5.8")]
    public void Records_that_go_over_the_end_are_whole()
    {
        using Collection collection = Load(4096);
        using var reader = new RingBufferReader(collection.Maps["events"]);
        ulong next = 1;
        for (int round = 0; round < 100; round++)
        {
            Emits(collection, 200);
            foreach (ReadOnlySpan<byte> record in reader.ReadAvailable())
            {
                Assert.Equal(8, record.Length);
                Assert.Equal(next++, BitConverter.ToUInt64(record));
            }
        }

        Assert.Equal(20_001UL, next);
    }

    [KernelFact("5.8")]
    public void What_does_not_fit_is_lost_and_the_rest_is_whole()
    {
        using Collection collection = Load(4096);
        using var reader = new RingBufferReader(collection.Maps["events"]);
        Emits(collection, 1000);

        int read = reader.Read(_ => { });

        Assert.InRange(read, 4096 / 16 - 1, 4096 / 16);
        Assert.Equal(1000UL - (ulong)read, Lost(collection));
    }

    [KernelFact("5.8")]
    public void A_reader_on_another_thread_gets_everything_as_it_comes()
    {
        const int Count = 100_000;
        using Collection collection = Load(64 << 10);
        using var reader = new RingBufferReader(collection.Maps["events"]);
        using var done = new CancellationTokenSource();
        ulong last = 0;
        long received = 0;
        var thread = new Thread(() => reader.Run(
            record =>
            {
                ulong number = BitConverter.ToUInt64(record);
                Assert.True(number > last);
                last = number;
                Interlocked.Increment(ref received);
            },
            done.Token));
        thread.Start();

        for (int i = 0; i < 100; i++)
        {
            Emits(collection, Count / 100);
        }

        Wait.Until((ulong)Count, () => (ulong)Interlocked.Read(ref received) + Lost(collection));
        done.Cancel();
        Assert.True(thread.Join(TimeSpan.FromSeconds(5)));
    }

    [KernelFact("5.8")]
    public void Discarded_records_are_passed_over()
    {
        using Collection collection = Load(4096);
        using var reader = new RingBufferReader(collection.Maps["events"]);
        collection.Programs["discard"].TestRun(new byte[64]);
        Emits(collection, 1);
        collection.Programs["discard"].TestRun(new byte[64]);

        Assert.Equal(1, reader.Read(record => Assert.Equal(8, record.Length)));
        Assert.Equal(2, reader.DiscardedCount);
        Assert.Equal(0, reader.PendingBytes);
    }

    [KernelFact("5.8")]
    public void Waiting_ends_with_a_record_the_timeout_or_a_cancellation()
    {
        using Collection collection = Load(4096);
        using var reader = new RingBufferReader(collection.Maps["events"]);

        var watch = Stopwatch.StartNew();
        Assert.False(reader.Wait(TimeSpan.FromMilliseconds(50)));
        Assert.InRange(watch.ElapsedMilliseconds, 45, 5000);

        Emits(collection, 1);
        Assert.True(reader.Wait(Timeout.InfiniteTimeSpan));
        reader.Read(_ => { });
        Assert.False(reader.Wait(TimeSpan.Zero));

        using var early = new CancellationTokenSource();
        early.Cancel();
        Assert.Throws<OperationCanceledException>(() => reader.Wait(Timeout.InfiniteTimeSpan, early.Token));
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        Assert.Throws<OperationCanceledException>(() => reader.Wait(Timeout.InfiniteTimeSpan, late.Token));
        Assert.False(reader.Wait(TimeSpan.FromMilliseconds(10)));
    }

    [KernelFact("5.8")]
    public void Waiting_costs_no_processor_time()
    {
        using Collection collection = Load(4096);
        using var reader = new RingBufferReader(collection.Maps["events"]);
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;

        reader.Wait(TimeSpan.FromMilliseconds(300));

        Assert.InRange((Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds, 0, 200);
    }

    [KernelFact("5.8")]
    public void Disposing_ends_a_wait_on_another_thread()
    {
        KernelObjects before = KernelObjects.Snapshot();
        using (Collection collection = Load(4096))
        {
            var reader = new RingBufferReader(collection.Maps["events"]);
            var thread = new Thread(() => reader.Run(_ => { }, CancellationToken.None));
            thread.Start();
            SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin), 20);

            reader.Dispose();
            reader.Dispose();

            Assert.True(thread.Join(TimeSpan.FromSeconds(5)));
            Assert.False(reader.Wait(Timeout.InfiniteTimeSpan));
            Assert.Throws<ObjectDisposedException>(() => reader.Read(_ => { }));
        }

        Assert.Empty(before.FindLeaks());
    }

    [KernelFact("5.8")]
    public void A_handler_may_throw_or_dispose_the_reader()
    {
        using Collection collection = Load(4096);
        using var reader = new RingBufferReader(collection.Maps["events"]);
        Emits(collection, 3);

        Assert.Throws<FormatException>(() => reader.Read(_ => throw new FormatException()));
        Assert.Equal(1, reader.Read(_ => reader.Dispose()));
    }

    [KernelFact("5.8")]
    public void One_of_several_buffers_wakes_the_reader()
    {
        using Collection quiet = Load(4096);
        using Collection busy = Load(4096);
        using var first = new RingBufferReader(quiet.Maps["events"]);
        using var second = new RingBufferReader(busy.Maps["events"]);

        Assert.Equal(-1, RingBufferReader.WaitAny([first, second], TimeSpan.FromMilliseconds(5)));
        Emits(busy, 1);
        Assert.Equal(1, RingBufferReader.WaitAny([first, second], Timeout.InfiniteTimeSpan));
    }

    [KernelFact("5.8")]
    public void Only_ring_buffers_are_read_so()
    {
        using Map map = Map.Create(TestSpecs.Map("h", MapType.Hash, 4, 4, 10));

        Assert.Throws<ArgumentException>(() => new RingBufferReader(map));
    }

    private static Collection Load(uint size) => Collection.Load(new CollectionSpec
    {
        Maps =
        [
            TestSpecs.Map("events", MapType.RingBuf, 0, 0, size),
            TestSpecs.Map("counters", MapType.Array, 4, 16, 1),
        ],
        Programs =
        [
            // Repeated runs of XDP programs make the kernel patch its dispatcher, which takes 30 ms.
            TestSpecs.Program("emit", ProgramType.SchedCls, Emit),
            TestSpecs.Program("discard", ProgramType.Xdp, ReserveAndDiscard),
        ],
    });

    private static void Emits(Collection collection, uint count) =>
        collection.Programs["emit"].TestRun(new TestRun { Data = [.. new byte[64]], Repeat = count });

    private static ulong Lost(Collection collection) =>
        collection.Maps["counters"].As<uint, (ulong Sent, ulong Lost)>()[0].Lost;
}
