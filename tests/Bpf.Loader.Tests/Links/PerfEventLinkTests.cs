using System.Diagnostics;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class PerfEventLinkTests
{
    // A megabyte of text: the shell has to touch new pages for it.
    private const string Growing =
        "read x; s=aaaaaaaa; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do s=$s$s; done; read y";

    [KernelFact("5.15")]
    public void A_program_runs_by_the_clock_of_every_cpu()
    {
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.PerfEvent, 0));
        using PerfCounter clock = PerfCounter.Open(
            PerfEventSpec.Of(SoftwareEvent.CpuClock) with { SampleFrequency = 500 });
        Link link = collection.Programs["count"].AttachPerfEvent(clock);

        Assert.True(SpinWait.SpinUntil(() => collection.Count() > 20, TimeSpan.FromSeconds(10)));
        link.Dispose();

        Thread.Yield(); // a program that runs at the moment of detaching may still add one
        ulong count = collection.Count();
        Burn(TimeSpan.FromMilliseconds(50));
        Assert.InRange(collection.Count(), count, count + (ulong)clock.Events.Length);
    }

    [KernelFact("5.15")]
    public void A_program_runs_by_the_page_faults_of_one_process()
    {
        const int Pages = 64;
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.PerfEvent, 0));
        using Process victim = Process.Start(new ProcessStartInfo("sh", ["-c", Growing])
        {
            RedirectStandardInput = true,
        })!;
        try
        {
            using PerfCounter faults = PerfCounter.Open(
                PerfEventSpec.Of(SoftwareEvent.PageFaults) with { SamplePeriod = 1, ProcessId = victim.Id });
            using Link link = collection.Programs["count"].AttachPerfEvent(faults);
            Touch(Pages); // faults of this process do not count
            victim.StandardInput.WriteLine();

            Assert.True(SpinWait.SpinUntil(() => collection.Count() >= 3, TimeSpan.FromSeconds(10)));
            Assert.Single(faults.Events);
            Assert.Equal(LinkType.PerfEvent, link.GetInfo()!.Type);
        }
        finally
        {
            victim.Kill();
            victim.WaitForExit();
        }
    }

    [KernelFact("4.9")]
    public void Counts_are_read_without_a_program()
    {
        using PerfCounter switches = PerfCounter.Open(PerfEventSpec.Of(SoftwareEvent.ContextSwitches));
        using PerfCounter ownFaults = PerfCounter.Open(
            PerfEventSpec.Of(SoftwareEvent.PageFaults) with { ProcessId = Environment.ProcessId });
        ulong before = switches.ReadCount();

        Thread.Sleep(1);

        Wait.Until(true, () => switches.ReadCount() > before);
        Assert.True(ownFaults.ReadCount() < 1_000_000);
    }

    [KernelFact("4.9")]
    public void Mistakes_are_named_and_nothing_stays_open()
    {
        KernelObjects before = KernelObjects.Snapshot();
        BpfException missing = Assert.Throws<BpfException>(() => PerfCounter.Open(
            new PerfEventSpec { Type = PerfEventType.Software, Config = 9999 }));
        Assert.StartsWith("open Software event 9999: ", missing.Message, StringComparison.Ordinal);
        BpfException process = Assert.Throws<BpfException>(() => PerfCounter.Open(
            PerfEventSpec.Of(SoftwareEvent.PageFaults) with { ProcessId = int.MaxValue }));
        Assert.EndsWith("there is no such process", process.Message, StringComparison.Ordinal);

        using (Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.PerfEvent, 0)))
        using (PerfCounter counter = PerfCounter.Open(PerfEventSpec.Of(SoftwareEvent.CpuClock)))
        {
            Assert.Throws<InvalidOperationException>(() => collection.Programs["count"].AttachPerfEvent(counter));
        }

        Assert.Empty(before.FindLeaks());
    }

    private static void Touch(int pages)
    {
        byte[] memory = new byte[pages * Environment.SystemPageSize];
        for (int at = 0; at < memory.Length; at += Environment.SystemPageSize)
        {
            memory[at] = 1;
        }
    }

    private static void Burn(TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < time)
        {
            Thread.SpinWait(100);
        }
    }
}
