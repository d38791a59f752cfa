using System.Diagnostics;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class TracepointLinkTests
{
    [KernelTheory("5.15", KernelFeature.TraceFileSystem)]
    [InlineData(true)]
    [InlineData(false)]
    public void A_tracepoint_fires_until_the_link_is_disposed(bool usesLink)
    {
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.Tracepoint, 0));
        Link link = collection.Programs["count"].AttachTracepoint("sched/sched_switch", cookie: 0, usesLink);

        Assert.True(SpinWait.SpinUntil(() => Sleep() && collection.Count() > 10, TimeSpan.FromSeconds(5)));
        Assert.Equal(usesLink ? LinkType.PerfEvent : null, link.GetInfo()?.Type);
        link.Dispose();
        link.Dispose();

        AssertStopped(collection);
    }

    [KernelFact("4.17")]
    public void A_raw_tracepoint_fires_until_the_link_is_disposed()
    {
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.RawTracepoint, 0));
        Link link = collection.Programs["count"].AttachRawTracepoint("sched_switch");

        Assert.True(SpinWait.SpinUntil(() => Sleep() && collection.Count() > 10, TimeSpan.FromSeconds(5)));
        Assert.Equal("sched_switch", link.GetInfo()!.TracepointName);
        link.Dispose();

        AssertStopped(collection);
    }

    [KernelFact("5.5", KernelFeature.Btf)]
    public void A_typed_tracepoint_fires_until_the_link_is_disposed()
    {
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(
            ProgramType.Tracing, 0, AttachType.TraceRawTracepoint, "sched_switch"));
        Link link = collection.Programs["count"].Attach();

        Assert.True(SpinWait.SpinUntil(() => Sleep() && collection.Count() > 10, TimeSpan.FromSeconds(5)));
        Assert.Equal("sched_switch", link.GetInfo()!.TracepointName);
        link.Dispose();

        AssertStopped(collection);
    }

    [KernelFact("5.4", KernelFeature.TraceFileSystem)]
    public void An_unknown_tracepoint_is_named_with_a_suggestion()
    {
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.Tracepoint, 0));
        Program program = collection.Programs["count"];

        BpfException name = Assert.Throws<BpfException>(() => program.AttachTracepoint("sched/sched_swich"));
        BpfException category = Assert.Throws<BpfException>(() => program.AttachTracepoint("shed/sched_switch"));

        Assert.Equal(
            "find tracepoint \"sched/sched_swich\": category \"sched\" has no such tracepoint: did you mean \"sched/sched_switch\"?",
            name.Message);
        Assert.EndsWith("did you mean \"sched/sched_switch\"?", category.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => program.AttachTracepoint("sched_switch"));
    }

    [KernelFact("5.5", KernelFeature.Btf)]
    public void Unknown_raw_and_typed_tracepoints_are_named()
    {
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.RawTracepoint, 0));
        BpfException raw =
            Assert.Throws<BpfException>(() => collection.Programs["count"].AttachRawTracepoint("no_such"));
        BpfException typed = Assert.Throws<BpfException>(() => Collection.Load(TestSpecs.CountingCollection(
            ProgramType.Tracing, 0, AttachType.TraceRawTracepoint, "no_such")));

        Assert.Contains("the kernel has no tracepoint of that name", raw.Message, StringComparison.Ordinal);
        Assert.Equal("load program \"count\": the kernel has no tracepoint \"no_such\"", typed.Message);
    }

    [KernelFact("5.15", KernelFeature.TraceFileSystem)]
    public void Attaching_to_tracepoints_leaves_nothing_behind()
    {
        KernelObjects before = KernelObjects.Snapshot();
        using (Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.Tracepoint, 0)))
        {
            using Link link = collection.Programs["count"].Attach("sched/sched_switch");
            using Link old = collection.Programs["count"].AttachTracepoint("sched/sched_wakeup", 0, usesLink: false);
            Assert.Throws<BpfException>(() => collection.Programs["count"].Attach("sched/none"));
            BpfException twice =
                Assert.Throws<BpfException>(() => collection.Programs["count"].Attach("sched/sched_switch"));
            Assert.EndsWith("the program is attached there already", twice.Message, StringComparison.Ordinal);
        }

        Assert.Empty(before.FindLeaks());
    }

    private static bool Sleep()
    {
        Thread.Sleep(1);
        return true;
    }

    private static void AssertStopped(Collection collection)
    {
        // A program that runs at the moment of detaching may still add one.
        Thread.Yield();
        ulong count = collection.Count();
        var watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < 50)
        {
            Sleep();
        }

        Assert.InRange(collection.Count(), count, count + 2);
    }
}
