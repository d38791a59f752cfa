using Bpf.Asm;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class ProgramVerifierTests
{
    [KernelFact("5.16")]
    public void Every_program_is_reported_accepted_or_not()
    {
        KernelObjects before = KernelObjects.Snapshot();
        var spec = new CollectionSpec
        {
            Maps = [TestSpecs.Counts],
            Programs =
            [
                TestSpecs.Program("good", ProgramType.Xdp, "*(u64 *)(r10 - 24) = 1\nr1 = 5\ncall inner\nexit"),
                TestSpecs.Program("bad", ProgramType.SchedCls, "r0 = *(u32 *)(r3 + 0)\nexit"),
                TestSpecs.Program("broken", ProgramType.Xdp, "call nothing\nexit"),
                TestSpecs.Program("tp", ProgramType.Tracepoint, TestSpecs.Counting(0), attachTo: "sched/sched_switch"),
            ],
            Functions =
            [
                new FunctionSpec
                {
                    Name = "inner",
                    Code = AssemblyText.Parse("*(u64 *)(r10 - 8) = r1\nr0 = 0x100000000 ll\nr0 = 2\nexit"),
                },
            ],
        };

        IReadOnlyList<ProgramReport> reports = ProgramVerifier.Verify(spec);

        Assert.Equal(["good", "bad", "broken", "tp"], reports.Select(report => report.Name));
        ProgramReport good = reports[0];
        Assert.True(good.IsAccepted);
        Assert.Equal(9, good.Slots);
        Assert.Equal(9 - 1, good.VerifiedInstructions); // a wide load is one instruction to the verifier
        Assert.Equal(24 + 8, good.StackBytes);
        Assert.True(good.JitedBytes > 0);
        Assert.Equal("xdp", good.Section);

        ProgramReport bad = reports[1];
        Assert.False(bad.IsAccepted);
        Assert.Equal("R3 !read_ok", bad.Log.DecidingLine);
        Assert.Equal(2, bad.Slots);
        Assert.Equal(1, bad.VerifiedInstructions);
        Assert.IsType<VerifierException>(bad.Refusal);

        Assert.False(reports[2].IsAccepted);
        Assert.Contains("calls \"nothing\"", reports[2].Refusal!.Message, StringComparison.Ordinal);
        Assert.Equal("tracepoint/sched/sched_switch", reports[3].Section);
        Assert.Empty(before.FindLeaks());
    }

    [KernelFact("5.16")]
    public void A_refusal_tells_its_line()
    {
        CollectionSpec spec = ObjectReader.Read(ClangObject.Compile("""
            SEC("xdp") int prog(struct xdp_md *ctx)
            {
                char *data = (char *)(long)ctx->data;
                return data[0];
            }
            """));

        ProgramReport report = Assert.Single(ProgramVerifier.Verify(spec));

        Assert.False(report.IsAccepted);
        Assert.EndsWith("input.c", report.File, StringComparison.Ordinal);
        Assert.Equal(ClangObject.Prelude.Split('\n').Length - 1 + 4, report.Line);
        Assert.Contains("invalid access to packet", report.Log.ToString(), StringComparison.Ordinal);
    }

    [KernelFact("5.8")]
    public void A_long_log_is_read_whole()
    {
        string code = string.Join('\n', Enumerable.Repeat("r1 = 5\nr2 = r10\n*(u64 *)(r10 - 8) = r1", 3000));
        CollectionSpec spec = new()
        {
            Programs = [TestSpecs.Program("long", ProgramType.Xdp, code + "\nr0 = *(u64 *)(r5 + 0)\nexit")],
        };

        VerifierException e = Assert.Throws<VerifierException>(() => Collection.Load(spec));

        Assert.False(e.VerifierLog.IsTruncated);
        Assert.True(e.Log.Length > 9000);
        Assert.EndsWith("R5 !read_ok", e.Message, StringComparison.Ordinal);
        Assert.Equal(9000, e.VerifierLog.LastInstruction);
    }

    [KernelFact("5.8")]
    public void An_accepted_program_gives_its_log_when_asked()
    {
        var options = new CollectionOptions { LogLevel = VerifierLogLevel.AllPaths };
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, 2), options);

        VerifierLog log = collection.Programs["count"].Log;

        Assert.Contains(log.Lines, line => line.Contains("(85) call bpf_map_lookup_elem", StringComparison.Ordinal));
        Assert.True(log.Statistics.ProcessedInstructions > 5);
    }
}
