namespace Bpf.Syscalls;

/// <summary>
/// How much the verifier writes (kernel <c>include/linux/bpf_verifier.h</c>, <c>BPF_LOG_LEVEL1</c>…).
/// </summary>
[Flags]
public enum VerifierLogLevel : uint
{
    /// <summary>Nothing; the log is still written when the program is refused.</summary>
    None = 0,

    /// <summary>The path that was refused.</summary>
    Instructions = 1,

    /// <summary>All paths.</summary>
    AllPaths = 2,

    /// <summary>Only the summary: instructions processed, stack depth, time. Since Linux 5.2.</summary>
    Statistics = 4,
}
