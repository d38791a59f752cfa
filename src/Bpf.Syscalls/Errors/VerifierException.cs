using System.Collections.Immutable;

namespace Bpf.Syscalls;

/// <summary>The kernel's verifier refused a program or a BTF blob and said why.</summary>
/// <remarks>The message ends with the line of the log that decided.</remarks>
public sealed class VerifierException : BpfException
{
    /// <summary>Reports a refusal.</summary>
    /// <param name="operation">What was tried: <c>load program "xdp_count"</c>.</param>
    /// <param name="errno">The error number the kernel gave, mostly <c>EACCES</c> or <c>EINVAL</c>.</param>
    /// <param name="log">The verifier's log.</param>
    /// <param name="location">Where in the program's source it happened, if known: <c>probe.ks:3</c>.</param>
    public VerifierException(string operation, int errno, VerifierLog log, string? location = null)
        : base(operation, errno, ReasonAt(errno, location), log.DecidingLine)
    {
        VerifierLog = log;
        Location = location;
    }

    /// <summary>All lines of the log, without line ends.</summary>
    public ImmutableArray<string> Log => VerifierLog.Lines;

    /// <summary>The log with what can be read from it.</summary>
    public VerifierLog VerifierLog { get; }

    /// <summary>
    /// The source position of the refused instruction, <c>file:line</c>; <see langword="null"/> if not known.
    /// </summary>
    public string? Location { get; }

    private static string ReasonAt(int errno, string? location) =>
        location is null
            ? $"refused by the verifier, {Reason(errno)}"
            : $"refused by the verifier at {location}, {Reason(errno)}";
}
