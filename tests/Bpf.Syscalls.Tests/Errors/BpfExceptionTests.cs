namespace Bpf.Syscalls.Tests;

public class BpfExceptionTests
{
    [Fact]
    public void The_message_is_operation_reason_advice()
    {
        var e = new BpfException("load program \"xdp_count\"", Errno.EPERM, "the process needs CAP_BPF");

        Assert.Equal(
            "load program \"xdp_count\": Operation not permitted (errno 1): the process needs CAP_BPF", e.Message);
        Assert.Equal(Errno.EPERM, e.Errno);
    }

    [Fact]
    public void Without_advice_the_message_ends_with_the_reason() =>
        Assert.Equal("read map: Bad file descriptor (errno 9)", new BpfException("read map", Errno.EBADF).Message);

    [Fact]
    public void A_missing_feature_names_the_kernel_that_has_it()
    {
        var e = new BpfNotSupportedException("attach", "TCX links", new KernelVersion(99, 1), Errno.EINVAL);

        Assert.Equal(
            $"attach: the kernel has no TCX links: Linux 99.1 is the first that has it, this is {KernelVersion.Running}",
            e.Message);
        Assert.Equal("TCX links", e.Feature);
    }

    [Fact]
    public void A_refusal_by_the_verifier_ends_with_the_deciding_line()
    {
        var log = new VerifierLog("0: (61) r0 = *(u32 *)(r2 +0)\nR2 !read_ok\nprocessed 1 insns (limit 1000000)\n");

        var e = new VerifierException("load program \"p\"", Errno.EACCES, log, "p.ks:3");

        Assert.EndsWith("p.ks:3, Permission denied (errno 13): R2 !read_ok", e.Message, StringComparison.Ordinal);
        Assert.Equal(3, e.Log.Length);
    }
}
