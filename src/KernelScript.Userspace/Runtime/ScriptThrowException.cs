using Bpf.Syscalls;

namespace KernelScript.Userspace.Runtime;

/// <summary>An error on its way to a <c>catch</c>: thrown by the script, or an errno of something that it asked
/// for.</summary>
public sealed class ScriptThrowException : Exception
{
    /// <summary><c>throw</c> in the script.</summary>
    /// <param name="code">The error.</param>
    /// <param name="text">What the script calls it; empty when that is a number only.</param>
    public ScriptThrowException(long code, string text)
        : base($"error {code}{(text.Length == 0 ? "" : $" ({text})")} was thrown and nothing caught it: "
            + $"put the call into 'try' with 'catch {(text.Length == 0 ? $"{code}" : text)}'") =>
        Code = code;

    /// <summary>Something that the kernel refused.</summary>
    /// <param name="operation">What the script wanted, such as <c>map 'counts'</c>.</param>
    /// <param name="errno">The error number, positive.</param>
    /// <param name="reason">Why, and what to do.</param>
    public ScriptThrowException(string operation, int errno, string reason)
        : base($"{operation}: {reason} ({Errno.Name(errno)})") => Code = errno;

    /// <summary>Something that the kernel refused.</summary>
    /// <param name="refusal">What the loader reported.</param>
    /// <param name="details">Lines to go after the message, such as the verifier's; may be empty.</param>
    public ScriptThrowException(BpfException refusal, string details)
        : base(Describe(refusal) + details, refusal) => Code = CodeOf(refusal);

    /// <summary>What <c>catch</c> compares.</summary>
    public long Code { get; }

    private static string Describe(BpfException refusal) =>
        refusal.Errno > 0 ? $"{refusal.Message} ({Errno.Name(refusal.Errno)})" : refusal.Message;

    // What no system call refused is missing: a target, an interface, a symbol.
    private static int CodeOf(BpfException refusal) => refusal.Errno > 0 ? refusal.Errno : Errno.ENOENT;
}
