using System.Text;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class ProgramTests
{
    private const string WriteX = """
        r6 = *(u64 *)(r1 + 0)
        r1 = *(u64 *)(r6 + 0)
        *(u8 *)(r10 - 1) = 120
        r2 = r10
        r2 += -1
        r3 = 1
        call bpf_seq_write
        r0 = 0
        exit
        """;

    [KernelFact("5.8", KernelFeature.Btf)]
    public void An_iterator_is_read_like_a_file()
    {
        KernelObjects before = KernelObjects.Snapshot();
        using (Collection collection = Collection.Load(new CollectionSpec
        {
            Maps = [TestSpecs.Counts],
            Programs = [TestSpecs.Program("each", ProgramType.Tracing, WriteX, AttachType.TraceIter, "bpf_map")],
        }))
        {
            using SafeBpfHandle link = BpfKernel.Host.CreateIteratorLink(collection.Programs["each"].Handle);
            using ReadableFile file = ReadableFile.FromHandle(BpfKernel.Host.CreateIterator(link));
            byte[] buffer = new byte[4096];

            int count = file.Read(buffer);

            // One for each map on the machine, of which at least one is ours.
            Assert.True(count >= 1);
            Assert.Matches("^x+$", Encoding.ASCII.GetString(buffer, 0, count));
            Assert.Equal(LinkType.Iterator, BpfKernel.Host.GetLinkInfo(link).Type);
        }

        Assert.Empty(before.FindLeaks());
    }

    [KernelFact("5.13", KernelFeature.Btf)]
    public void An_iterator_over_a_map_is_bound_to_it()
    {
        using Collection collection = Collection.Load(new CollectionSpec
        {
            Maps = [TestSpecs.Map("walked", MapType.Array, 4, 8, 5)],
            Programs = [TestSpecs.Program("each", ProgramType.Tracing, WriteX, AttachType.TraceIter, "bpf_map_elem")],
        });

        using SafeBpfHandle link =
            BpfKernel.Host.CreateIteratorLink(collection.Programs["each"].Handle, collection.Maps["walked"].Handle);
        using ReadableFile file = ReadableFile.FromHandle(BpfKernel.Host.CreateIterator(link));
        byte[] buffer = new byte[4096];

        // Once for each entry, and once more at the end.
        Assert.Equal("xxxxxx", Encoding.ASCII.GetString(buffer, 0, file.Read(buffer)));
    }

    [KernelFact("5.8")]
    public void Runs_are_counted_while_statistics_are_enabled()
    {
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.SchedCls, 0));
        Program program = collection.Programs["count"];
        using (BpfKernel.Host.EnableStatistics())
        {
            program.TestRun(new TestRun { Data = [.. new byte[64]], Repeat = 1000 });
        }

        ProgramInfo info = program.GetInfo();

        Assert.True(info.RunCount >= 1000);
        Assert.True(info.RunTime > TimeSpan.Zero);
    }

    [KernelFact("5.10")]
    public void A_map_is_bound_to_a_program_that_does_not_name_it()
    {
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, 2));
        using Map extra = Map.Create(TestSpecs.Map("extra", MapType.Hash, 4, 4, 8));

        BpfKernel.Host.BindMap(collection.Programs["count"].Handle, extra.Handle);

        Assert.Contains(extra.Id, collection.Programs["count"].GetInfo().MapIds);
    }

    [KernelFact("5.8")]
    public void A_context_goes_in_and_comes_out()
    {
        using Collection collection = Collection.Load(new CollectionSpec
        {
            Programs = [TestSpecs.Program(
                "mark", ProgramType.SchedCls, "*(u32 *)(r1 + 8) = 77\nr0 = *(u32 *)(r1 + 32)\nexit")],
        });
        byte[] context = new byte[192]; // struct __sk_buff
        BitConverter.TryWriteBytes(context.AsSpan(32), 5); // priority

        TestRunResult result =
            collection.Programs["mark"].TestRun(new TestRun { Data = [.. new byte[64]], Context = [.. context] });

        Assert.Equal(5u, result.ReturnValue);
        Assert.Equal(77, BitConverter.ToInt32(result.Context.AsSpan()[8..]));
    }

    [KernelFact("5.8")]
    public void A_packet_may_grow_as_far_as_there_is_room()
    {
        using Collection collection = Collection.Load(new CollectionSpec
        {
            Programs = [TestSpecs.Program("grow", ProgramType.Xdp, "r2 = -32\ncall bpf_xdp_adjust_head\nr0 = 2\nexit")],
        });
        Program program = collection.Programs["grow"];

        Assert.Equal(96, program.TestRun(new byte[64]).Data.Length);
        BpfException e = Assert.Throws<BpfException>(
            () => program.TestRun(new TestRun { Data = [.. new byte[64]], Room = 16 }));
        Assert.Contains("made the packet 96 bytes long, there was room for 80", e.Message, StringComparison.Ordinal);
    }

    [KernelFact("5.4")]
    public void A_short_packet_or_a_kind_without_test_runs_is_refused()
    {
        using Collection xdp = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, 2));
        using Collection tracepoint = Collection.Load(TestSpecs.CountingCollection(ProgramType.Tracepoint, 0));

        Assert.Contains(
            "at least 14 bytes",
            Assert.Throws<BpfException>(() => xdp.Programs["count"].TestRun(new byte[4])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "cannot run this kind of program without attaching it",
            Assert.Throws<BpfException>(() => tracepoint.Programs["count"].TestRun(new TestRun())).Message,
            StringComparison.Ordinal);
    }

    [KernelFact("5.10")]
    public void A_raw_tracepoint_program_is_run_on_its_arguments()
    {
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.RawTracepoint, 0));

        collection.Programs["count"].TestRun(new TestRun { Context = [.. new byte[16]] });

        Assert.Equal(1UL, collection.Count());
    }

    [KernelFact("5.4")]
    public void Programs_of_one_collection_are_loaded_from_several_threads_at_once()
    {
        KernelObjects before = KernelObjects.Snapshot();
        CollectionSpec spec = new()
        {
            Maps = [TestSpecs.Counts],
            Programs = [.. Enumerable.Range(0, 16)
                .Select(i => TestSpecs.Program($"p{i}", ProgramType.Xdp, TestSpecs.Counting(2)))],
        };
        using (Collection collection = Collection.Load(spec, new CollectionOptions { LoadsAtOnce = _ => false }))
        {
            Parallel.For(0, 64, i => collection.LoadProgram($"p{i % 16}"));

            Assert.Equal(16, collection.Programs.Count);
            Assert.Equal(16, collection.Programs.Values.Select(program => program.Id).Distinct().Count());
        }

        Assert.Empty(before.FindLeaks());
    }
}
