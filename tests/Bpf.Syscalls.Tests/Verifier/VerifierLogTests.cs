namespace Bpf.Syscalls.Tests;

public class VerifierLogTests
{
    // Written by Linux 6.18.
    private const string Refusal = """
        func#0 @0
        Live regs before insn:
        0: R1=ctx() R10=fp0
        ; return *(u32 *)(long)ctx->protocol; @ probe.ks:3
        0: (61) r2 = *(u32 *)(r1 +16)         ; R1=ctx() R2_w=scalar()
        1: (61) r0 = *(u32 *)(r2 +0)
        R2 invalid mem access 'scalar'
        processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 3 peak_states 4 mark_read 0

        """;

    [Fact]
    public void The_deciding_line_is_the_last_before_the_summary() =>
        Assert.Equal("R2 invalid mem access 'scalar'", new VerifierLog(Refusal).DecidingLine);

    [Fact]
    public void The_last_instruction_is_found_by_its_slot() =>
        Assert.Equal(1, new VerifierLog(Refusal).LastInstruction);

    [Fact]
    public void The_last_source_line_is_found() => Assert.Equal(
        "return *(u32 *)(long)ctx->protocol; @ probe.ks:3", new VerifierLog(Refusal).LastSourceLine);

    [Fact]
    public void The_summary_is_read()
    {
        var log = new VerifierLog("""
            verification time 123 usec
            stack depth 16+0+32
            processed 42 insns (limit 1000000) max_states_per_insn 0 total_states 3 peak_states 4 mark_read 0
            """);

        Assert.Null(log.DecidingLine);
        Assert.Equal(42, log.Statistics.ProcessedInstructions);
        Assert.Equal(3, log.Statistics.TotalStates);
        Assert.Equal(4, log.Statistics.PeakStates);
        Assert.Equal([16, 0, 32], log.Statistics.StackDepths);
        Assert.Equal(48, log.Statistics.StackBytes);
        Assert.Equal(TimeSpan.FromMicroseconds(123), log.Statistics.VerificationTime);
    }

    [Fact]
    public void An_empty_log_says_nothing()
    {
        Assert.Empty(VerifierLog.Empty.Lines);
        Assert.Null(VerifierLog.Empty.DecidingLine);
        Assert.Null(VerifierLog.Empty.LastInstruction);
        Assert.Null(VerifierLog.Empty.Statistics.StackBytes);
    }

    [Fact]
    public void Numbers_too_large_to_read_count_as_absent() =>
        Assert.Equal(0, new VerifierLog("processed 99999999999999999999 insns\n").Statistics.ProcessedInstructions);
}
