using Bpf.Syscalls;

namespace Bpf.Loader.Tests;

public sealed class VerifierAdviceTests
{
    // The lines are those of Linux 6.18.
    [Theory]
    [InlineData(
        "R4 unbounded memory access, use 'var &= const' or 'if (var < const)'", "compare the size with a constant")]
    [InlineData("R2 min value is negative, either use unsigned or 'var &= const'", "make it unsigned")]
    [InlineData("invalid access to packet, off=0 size=4, R1(id=0,off=0,r=0)\nR1 offset is outside of the packet",
        "the packet's end")]
    [InlineData("R0 invalid mem access 'map_value_or_null'", "compare the pointer with null")]
    [InlineData("BPF program is too large. Processed 1000001 insn", "make its loops shorter")]
    [InlineData("Unreleased reference id=2 alloc_insn=5", "submit or discard")]
    [InlineData("program of this type cannot use helper bpf_probe_read#4", "this kind of program")]
    public void The_deciding_line_chooses_the_advice(string log, string advice) =>
        Assert.Contains(advice, VerifierAdvice.For(new VerifierLog(log)), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("something nobody has seen before")]
    public void There_is_no_advice_for_what_is_not_known(string log) =>
        Assert.Null(VerifierAdvice.For(new VerifierLog(log)));

    [Fact]
    public void A_refusal_is_explained_by_its_source_line_and_the_advice()
    {
        var log = new VerifierLog("""
            ; return a + b @ a.ks:3
            5: (0f) r1 += r2
            ; var sum = bpf_csum_diff(p, size) @ a.ks:4
            6: (85) call bpf_csum_diff#28
            R4 unbounded memory access, use 'var &= const' or 'if (var < const)'
            processed 7 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
            """);
        Assert.Equal(
            """
                > var sum = bpf_csum_diff(p, size)
                help: compare the size with a constant before it is used, so that its range is known

            """,
            VerifierAdvice.Explain(new VerifierException("load program \"p\"", Errno.EACCES, log)));
    }
}
