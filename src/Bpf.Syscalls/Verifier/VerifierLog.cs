using System.Collections.Immutable;
using System.Globalization;

namespace Bpf.Syscalls;

/// <summary>What the kernel's verifier wrote while it judged a program.</summary>
/// <remarks>
/// The format has no specification; this reads what kernels 5.4 to 6.18 write (kernel/bpf/log.c, verifier.c).
/// </remarks>
public sealed class VerifierLog
{
    private static readonly string[] _statistics =
        ["processed ", "verification time ", "stack depth ", "insns processed ", "-- BEGIN", "-- END"];

    /// <summary>Splits the text of a log.</summary>
    /// <param name="text">The log as the kernel wrote it, without the zero that ends it.</param>
    /// <param name="isTruncated">Whether the kernel had more to write than the buffer held.</param>
    public VerifierLog(string text, bool isTruncated = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        Lines = [.. text.Split('\n').Select(static line => line.TrimEnd('\r', ' ')).SkipWhile(IsBlank)];
        Lines = [.. Lines.Reverse().SkipWhile(IsBlank).Reverse()];
        IsTruncated = isTruncated;
    }

    /// <summary>A log without lines.</summary>
    public static VerifierLog Empty { get; } = new("");

    /// <summary>The lines, without line ends.</summary>
    public ImmutableArray<string> Lines { get; }

    /// <summary>Whether the kernel had more to write than the buffer held.</summary>
    public bool IsTruncated { get; }

    /// <summary>The line that says why the verifier refused; <see langword="null"/> in an empty log.</summary>
    /// <remarks>It is the last one that is not part of the summary.</remarks>
    public string? DecidingLine => Lines.LastOrDefault(static line => !IsBlank(line) && !IsStatistics(line));

    /// <summary>The slot of the refused instruction; <see langword="null"/> if the log names none.</summary>
    /// <remarks>Counted from the start of the whole code, subprograms included.</remarks>
    public int? LastInstruction
    {
        get
        {
            if (SlotNamedIn(DecidingLine) is { } named)
            {
                return named;
            }

            for (int i = Lines.Length - 1; i >= 0; i--)
            {
                if (TryReadSlot(Lines[i], out int slot))
                {
                    return slot;
                }
            }

            return null;
        }
    }

    /// <summary>
    /// The source line printed last, without the leading <c>"; "</c>; <see langword="null"/> without line information.
    /// </summary>
    public string? LastSourceLine =>
        Lines.LastOrDefault(static line => line.StartsWith("; ", StringComparison.Ordinal))?[2..];

    /// <summary>The numbers of the summary at the end of the log.</summary>
    public VerifierStatistics Statistics => VerifierStatistics.Read(Lines);

    /// <summary>The lines joined by <c>\n</c>.</summary>
    public override string ToString() => string.Join('\n', Lines);

    // "unreachable insn 7", "back-edge from insn 3 to 1", "infinite loop detected at insn 5"
    private static int? SlotNamedIn(string? line)
    {
        const string Marker = "insn ";
        int at = line?.IndexOf(Marker, StringComparison.Ordinal) ?? -1;
        if (at < 0)
        {
            return null;
        }

        ReadOnlySpan<char> rest = line.AsSpan(at + Marker.Length);
        int end = rest.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out int slot)
            ? slot
            : null;
    }

    // "12: (61) r0 = *(u32 *)(r1 +0)": an instruction. "12: R0=..." is a state, "from 3 to 12:" a jump.
    private static bool TryReadSlot(string line, out int slot)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        slot = 0;
        return colon > 0
            && line.AsSpan(colon + 1).TrimStart().StartsWith("(", StringComparison.Ordinal)
            && int.TryParse(line.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out slot);
    }

    private static bool IsBlank(string line) => line.Length == 0;

    private static bool IsStatistics(string line) =>
        _statistics.Any(prefix => line.StartsWith(prefix, StringComparison.Ordinal));
}
