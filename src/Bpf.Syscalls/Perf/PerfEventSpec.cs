namespace Bpf.Syscalls;

/// <summary>What a <see cref="PerfCounter"/> counts, of whom, and how often it calls a program.</summary>
public sealed record PerfEventSpec
{
    /// <summary>The kind of event.</summary>
    public required PerfEventType Type { get; init; }

    /// <summary>Which one of its kind.</summary>
    public required ulong Config { get; init; }

    /// <summary>
    /// Every how many events an attached program runs, in the unit of the event (nanoseconds for clocks); 0 to go by
    /// <see cref="SampleFrequency"/>, or only to count.
    /// </summary>
    public ulong SamplePeriod { get; init; }

    /// <summary>How many times a second an attached program runs; 0 to go by <see cref="SamplePeriod"/>.</summary>
    public uint SampleFrequency { get; init; }

    /// <summary>
    /// The thread whose events count, which for a process is its first; <see langword="null"/> for all processes.
    /// Without period and frequency the threads and processes that it makes later count too.
    /// </summary>
    public int? ProcessId { get; init; }

    /// <summary>An event of the kernel.</summary>
    public static PerfEventSpec Of(SoftwareEvent software) =>
        new() { Type = PerfEventType.Software, Config = (ulong)software };
}
