namespace Bpf.Syscalls;

/// <summary>The kernel, a file or the machine refused something.</summary>
/// <remarks>The message reads <c>operation: reason: what to do</c>.</remarks>
public class BpfException : Exception
{
    /// <summary>Reports a refused system call.</summary>
    /// <param name="operation">What was tried, with the names that matter: <c>create map "counts"</c>.</param>
    /// <param name="errno">The error number, positive. See <see cref="Syscalls.Errno"/>.</param>
    /// <param name="advice">What the user can do about it; <see langword="null"/> for the usual advice, if any.</param>
    public BpfException(string operation, int errno, string? advice = null)
        : this(operation, errno, Reason(errno), advice ?? UsualAdvice(errno))
    {
    }

    /// <summary>Reports a failure that no system call reported.</summary>
    /// <param name="operation">What was tried.</param>
    /// <param name="reason">Why it failed.</param>
    /// <param name="advice">What the user can do about it.</param>
    public BpfException(string operation, string reason, string? advice = null)
        : this(operation, 0, reason, advice)
    {
    }

    /// <summary>Reports a refused system call whose reason is known better than its error number tells.</summary>
    protected BpfException(string operation, int errno, string reason, string? advice)
        : base(advice is null ? $"{operation}: {reason}" : $"{operation}: {reason}: {advice}")
    {
        Operation = operation;
        Errno = errno;
    }

    /// <summary>What was tried.</summary>
    public string Operation { get; }

    /// <summary>The error number, positive; 0 when no system call failed.</summary>
    public int Errno { get; }

    /// <summary>Words and number of an error: <c>Operation not permitted (errno 1)</c>.</summary>
    protected static string Reason(int errno) => $"{Syscalls.Errno.Describe(errno)} (errno {errno})";

    private static string? UsualAdvice(int errno) => errno switch
    {
        Syscalls.Errno.EPERM =>
            "the process needs CAP_BPF, and for most programs CAP_NET_ADMIN or CAP_PERFMON; run it as root",
        Syscalls.Errno.ENOSYS => "the kernel is built without CONFIG_BPF_SYSCALL",
        Syscalls.Errno.EMFILE => "the process has too many open files; raise its limit (ulimit -n)",
        Syscalls.Errno.ENOMEM =>
            "the kernel is out of memory for it, or RLIMIT_MEMLOCK is too low on a kernel before 5.11",
        _ => null,
    };
}
