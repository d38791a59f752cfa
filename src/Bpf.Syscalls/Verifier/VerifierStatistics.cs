using System.Collections.Immutable;
using System.Globalization;

namespace Bpf.Syscalls;

/// <summary>
/// The summary at the end of a verifier's log. The kernel writes it at log level 1, 2 or 4 (<c>BPF_LOG_STATS</c>).
/// </summary>
/// <param name="ProcessedInstructions">Instructions walked, over all paths; 0 when the log does not say.</param>
/// <param name="PeakStates">The most states kept at one time.</param>
/// <param name="TotalStates">States kept in all.</param>
/// <param name="StackDepths">
/// Bytes of stack of the main function and of each subprogram, in the order of the code: <c>stack depth 16+0</c>.
/// </param>
/// <param name="VerificationTime">How long the verifier worked.</param>
public sealed record VerifierStatistics(
    long ProcessedInstructions,
    long PeakStates,
    long TotalStates,
    ImmutableArray<int> StackDepths,
    TimeSpan VerificationTime)
{
    /// <summary>Bytes of stack of all functions together; <see langword="null"/> when the log does not say.</summary>
    public int? StackBytes => StackDepths.IsEmpty ? null : StackDepths.Sum();

    internal static VerifierStatistics Read(ImmutableArray<string> lines)
    {
        long processed = 0, peak = 0, total = 0;
        ImmutableArray<int> depths = [];
        TimeSpan time = default;
        foreach (string line in lines)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["processed", var count, "insns", ..]:
                    processed = Number(count);
                    total = NumberAfter(words, "total_states");
                    peak = NumberAfter(words, "peak_states");
                    break;
                case ["verification", "time", var microseconds, "usec", ..]:
                    time = TimeSpan.FromMicroseconds(Number(microseconds));
                    break;
                case ["stack", "depth", var list, ..]:
                    depths = [.. list.Split('+').Select(static depth => (int)Number(depth))];
                    break;
            }
        }

        return new VerifierStatistics(processed, peak, total, depths, time);
    }

    private static long NumberAfter(string[] words, string label) =>
        Array.IndexOf(words, label) is var at and >= 0 && at + 1 < words.Length ? Number(words[at + 1]) : 0;

    private static long Number(string word) =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;
}
