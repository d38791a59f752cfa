using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Bpf.Syscalls.Attributes;
using Bpf.TestSupport;

namespace Bpf.Syscalls.Tests;

/// <summary>Loading with a fake kernel: retries, logs, refusals.</summary>
public class ProgramCommandsTests
{
    private static readonly ProgramLoad _load = new()
    {
        Name = "count packets",
        Type = ProgramType.Xdp,
        Instructions = ImmutableArray.Create<byte>(0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0),
        License = "GPL",
        FunctionInfo = ImmutableArray.Create(new byte[16]),
        LineInfo = ImmutableArray.Create(new byte[48]),
    };

    [Fact]
    public void A_program_that_is_accepted_is_loaded_once_and_without_a_log()
    {
        var kernel = new FakeKernel((_, _) => FakeKernel.NewDescriptor());

        using SafeBpfHandle handle = kernel.LoadProgram(_load).Handle;

        ProgramLoadAttr attribute = kernel.Attribute<ProgramLoadAttr>(0);
        Assert.Equal([BpfCommand.ProgLoad], kernel.Commands);
        Assert.Equal((6u, 2u, 0u), (attribute.ProgType, attribute.InsnCnt, attribute.LogLevel));
        Assert.Equal((2u, 8u, 3u, 16u), (
            attribute.FuncInfoCnt, attribute.FuncInfoRecSize, attribute.LineInfoCnt, attribute.LineInfoRecSize));
        Assert.Equal("count_packets", attribute.ProgName.ToString());
        Assert.False(handle.IsInvalid);
    }

    [Fact]
    public void An_interrupted_load_is_tried_again()
    {
        int attempts = 0;
        var kernel = new FakeKernel((_, _) => ++attempts < 4 ? -Errno.EAGAIN : FakeKernel.NewDescriptor());

        kernel.LoadProgram(_load).Handle.Dispose();

        Assert.Equal(4, kernel.Calls.Count);
    }

    [Fact]
    public void A_load_that_is_always_interrupted_ends()
    {
        var kernel = new FakeKernel((_, _) => -Errno.EAGAIN);

        BpfException e = Assert.Throws<BpfException>(() => kernel.LoadProgram(_load));

        Assert.Equal(Errno.EAGAIN, e.Errno);
        Assert.InRange(kernel.Calls.Count, 10, 100);
    }

    [Fact]
    public void A_refused_program_is_loaded_again_for_its_log()
    {
        var kernel =
            new FakeKernel((_, attribute) => Refuse(attribute, "0: (95) exit\nR0 !read_ok\nprocessed 1 insns\n"));

        VerifierException e = Assert.Throws<VerifierException>(
            () => kernel.LoadProgram(_load, locate: slot => $"probe.ks:{slot + 7}"));

        Assert.Equal([0u, 1u], Levels(kernel));
        Assert.Equal(
            "load program \"count packets\": refused by the verifier at probe.ks:7, Permission denied (errno 13): R0 !read_ok",
            e.Message);
        Assert.Equal("probe.ks:7", e.Location);
        Assert.Equal(1, e.VerifierLog.Statistics.ProcessedInstructions);
    }

    [Fact]
    public void The_buffer_grows_until_the_log_fits()
    {
        string log = new StringBuilder().Insert(0, "a line of the log\n", 20_000).Append("the reason\n").ToString();
        var kernel = new FakeKernel((_, attribute) => Refuse(attribute, log));

        VerifierException e = Assert.Throws<VerifierException>(() => kernel.LoadProgram(_load));

        Assert.Equal(20_001, e.Log.Length);
        Assert.EndsWith(": the reason", e.Message, StringComparison.Ordinal);
        Assert.Equal([0u, 64u << 10, 256u << 10, 1u << 20], Enumerable.Range(0, kernel.Calls.Count)
            .Select(i => kernel.Attribute<ProgramLoadAttr>(i).LogSize));
    }

    [Fact]
    public void The_buffer_grows_at_once_when_the_kernel_says_how_much_it_needs()
    {
        string log = new StringBuilder().Insert(0, "a line of the log\n", 100_000).ToString();
        var kernel = new FakeKernel((_, attribute) => Refuse(attribute, log, tellsSize: true));

        Assert.Throws<VerifierException>(() => kernel.LoadProgram(_load));

        Assert.Equal(3, kernel.Calls.Count);
    }

    [Fact]
    public void A_log_too_long_for_any_buffer_is_cut_and_the_first_reason_kept()
    {
        var kernel = new FakeKernel((_, attribute) =>
            MemoryMarshal.Read<ProgramLoadAttr>(attribute).LogLevel == 0 ? -Errno.E2BIG : Overflow(attribute));

        VerifierException e = Assert.Throws<VerifierException>(() => kernel.LoadProgram(_load));

        Assert.True(e.VerifierLog.IsTruncated);
        Assert.Equal(Errno.E2BIG, e.Errno);
    }

    [Fact]
    public void Without_privileges_no_log_is_asked_for()
    {
        var kernel = new FakeKernel((_, _) => -Errno.EPERM);

        BpfException e = Assert.Throws<BpfException>(() => kernel.LoadProgram(_load));

        Assert.Single(kernel.Calls);
        Assert.StartsWith(
            "load program \"count packets\": Operation not permitted (errno 1): the process needs CAP_BPF",
            e.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_without_a_log_was_not_the_verifiers()
    {
        var kernel = new FakeKernel((_, _) => -Errno.EINVAL);

        BpfException e = Assert.Throws<BpfException>(() => kernel.LoadProgram(_load));

        Assert.Equal(typeof(BpfException), e.GetType());
        Assert.Contains("does not know this kind of program", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_was_asked_for_is_not_asked_for_twice()
    {
        var kernel = new FakeKernel((_, attribute) => Refuse(attribute, "no\n"));

        Assert.Throws<VerifierException>(() => kernel.LoadProgram(_load, VerifierLogLevel.Instructions));
        Assert.Throws<VerifierException>(() => kernel.LoadProgram(_load, VerifierLogLevel.Statistics));

        Assert.Equal([1u, 4u, 1u], Levels(kernel));
    }

    [Fact]
    public void An_interrupted_test_run_is_tried_again()
    {
        int attempts = 0;
        var kernel = new FakeKernel((_, attribute) =>
        {
            ref TestRunAttr run = ref MemoryMarshal.AsRef<TestRunAttr>(attribute.AsSpan());
            (run.Retval, run.Duration, run.DataSizeOut) = (2, 55, 60);
            return ++attempts < 3 ? -Errno.EINTR : 0;
        });
        using SafeBpfHandle handle = SafeBpfHandle.Own(FakeKernel.NewDescriptor());

        TestRunResult result = kernel.RunProgram(handle, new TestRun { Data = [.. new byte[64]], Repeat = 9 });

        Assert.Equal(3, kernel.Calls.Count);
        Assert.Equal((2u, 55u, 60), (result.ReturnValue, result.DurationNanoseconds, result.Data.Length));
        Assert.Equal(9u, kernel.Attribute<TestRunAttr>(0).Repeat);
    }

    [Theory]
    [InlineData(Errno.EINVAL, 4, "at least 14 bytes of packet")]
    [InlineData(Errno.EINVAL, 64, "does not take such data")]
    [InlineData(Errno.ENOTSUPP, 64, "cannot run this kind of program")]
    public void A_refused_test_run_says_what_to_do(int errno, int size, string advice)
    {
        var kernel = new FakeKernel((_, _) => -errno);
        using SafeBpfHandle handle = SafeBpfHandle.Own(FakeKernel.NewDescriptor());

        BpfException e = Assert.Throws<BpfException>(
            () => kernel.RunProgram(handle, new TestRun { Data = [.. new byte[size]] }));

        Assert.Contains(advice, e.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<uint> Levels(FakeKernel kernel) =>
        Enumerable.Range(0, kernel.Calls.Count).Select(i => kernel.Attribute<ProgramLoadAttr>(i).LogLevel);

    // As the kernel does: the log if there is room for it, otherwise what fits and ENOSPC.
    private static unsafe int Refuse(byte[] attribute, string log, bool tellsSize = false)
    {
        ref ProgramLoadAttr load = ref MemoryMarshal.AsRef<ProgramLoadAttr>(attribute.AsSpan());
        if (load.LogLevel == 0)
        {
            return -Errno.EACCES;
        }

        load.LogTrueSize = tellsSize ? (uint)log.Length + 1 : 0;
        var buffer = new Span<byte>((void*)load.LogBuf, (int)load.LogSize);
        int count = Math.Min(log.Length, buffer.Length - 1);
        Encoding.ASCII.GetBytes(log.AsSpan(0, count), buffer);
        return count < log.Length ? -Errno.ENOSPC : -Errno.EACCES;
    }

    private static unsafe int Overflow(byte[] attribute)
    {
        ProgramLoadAttr load = MemoryMarshal.Read<ProgramLoadAttr>(attribute);
        new Span<byte>((void*)load.LogBuf, (int)load.LogSize - 1).Fill((byte)'x');
        return -Errno.ENOSPC;
    }
}
