using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>What the author of a program can do about a refusal of the verifier.</summary>
public static class VerifierAdvice
{
    // Words of kernel/bpf/verifier.c in the line that decided. The first match counts.
    private static readonly (string Words, string Advice)[] _table =
    [
        ("unbounded memory access", "compare the size with a constant before it is used, so that its range is known"),
        ("is negative", "compare the value with 0, or make it unsigned, before it is used as a size or index"),
        ("outside of the allowed memory range", "compare the index with the size of what it indexes before it is used"),
        ("outside of the packet", "compare the end of what is accessed with the packet's end first"),
        ("is too large. Processed", "make its loops shorter; Linux 5.17 and later have loops that are verified once"),
        ("back-edge", "this kernel takes no such loop; Linux 5.17 and later have loops that are verified once"),
        ("infinite loop", "the verifier sees no progress in this loop: count with a variable that it compares"),
        ("_or_null'", "compare the pointer with null before it is used"),
        ("possibly NULL pointer", "compare the pointer with null before it is used"),
        ("Unreleased reference", "submit or discard what was reserved on every path, early returns included"),
        ("combined stack size", "use fewer or smaller local variables in the functions that call each other"),
        ("stack depth", "use fewer or smaller local variables, or keep them in a map"),
        ("GPL-restricted", "the program's licence must be compatible with the GPL for this function"),
        ("cannot use helper", "this kind of program may not call that function on this kernel"),
        ("unknown func", "this kernel does not have that function for this kind of program"),
        ("invalid func", "this kernel does not have that function"),
    ];

    /// <summary>A hint on the line that decided; <see langword="null"/> when there is none for it.</summary>
    public static string? For(VerifierLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        return log.DecidingLine is { } line
            ? _table.FirstOrDefault(row => line.Contains(row.Words, StringComparison.Ordinal)).Advice
            : null;
    }

    /// <summary>Lines to show under the message of a refusal: the source line, and the hint.</summary>
    /// <returns>Lines that begin with spaces and end with <c>\n</c>; empty when nothing is known.</returns>
    public static string Explain(VerifierException refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        string source = refusal.VerifierLog.LastSourceLine is { } line ? $"    > {WithoutPlace(line)}\n" : "";
        string hint = For(refusal.VerifierLog) is { } advice ? $"    help: {advice}\n" : "";
        return source + hint;
    }

    // Since 6.9 the kernel appends " @ file:line".
    private static string WithoutPlace(string line)
    {
        int at = line.LastIndexOf(" @ ", StringComparison.Ordinal);
        return (at < 0 ? line : line[..at]).Trim();
    }
}
