using System.Globalization;

namespace Bpf.Loader;

/// <summary>A line that a program printed by <c>bpf_trace_printk</c> or <c>bpf_trace_vprintk</c>.</summary>
/// <param name="Task">
/// The name of the task that ran when it was printed, at most 15 characters; <c>&lt;...&gt;</c> if not known.
/// </param>
/// <param name="ThreadId">The task's thread id.</param>
/// <param name="Cpu">The CPU, from 0.</param>
/// <param name="Timestamp">Time since boot.</param>
/// <param name="Text">What was printed, without the line end.</param>
public sealed record TraceMessage(string Task, int ThreadId, int Cpu, TimeSpan Timestamp, string Text)
{
    private const string Event = "bpf_trace_printk: ";

    /// <summary>
    /// Reads a line of <c>trace_pipe</c>: <c>cat-123 [001] b..21 45.678901: bpf_trace_printk: text</c>.
    /// </summary>
    /// <returns>The message; <see langword="null"/> when the line is no such print.</returns>
    internal static TraceMessage? TryParse(string line)
    {
        int marker = line.IndexOf(Event, StringComparison.Ordinal);
        int open = marker < 0 ? -1 : line.IndexOf(" [", StringComparison.Ordinal);
        int close = open < 0 ? -1 : line.IndexOf(']', open);
        if (close < 0 || close > marker)
        {
            return null;
        }

        // The name may have blanks and hyphens in it: the last hyphen is the one before the number.
        ReadOnlySpan<char> task = line.AsSpan(0, open).Trim();
        int hyphen = task.LastIndexOf('-');
        ReadOnlySpan<char> head = line.AsSpan(close + 1, marker - close - 1).TrimEnd().TrimEnd(':');
        ReadOnlySpan<char> seconds = head[(head.LastIndexOf(' ') + 1)..];
        bool isPrint = hyphen >= 0
            & int.TryParse(task[(hyphen + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int threadId)
            & int.TryParse(
                line.AsSpan(open + 2, close - open - 2), NumberStyles.None, CultureInfo.InvariantCulture, out int cpu)
            & decimal.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal time);
        return isPrint
            ? new TraceMessage(
                task[..hyphen].ToString(),
                threadId,
                cpu,
                TimeSpan.FromTicks((long)(time * TimeSpan.TicksPerSecond)),
                line[(marker + Event.Length)..])
            : null;
    }
}
