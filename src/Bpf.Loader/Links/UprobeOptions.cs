namespace Bpf.Loader;

/// <summary>How a program is attached to user functions.</summary>
public sealed record UprobeOptions
{
    /// <summary>
    /// Whether the program runs when the function returns; <see langword="null"/>: when its section is a
    /// <c>uretprobe</c>.
    /// </summary>
    public bool? IsReturn { get; init; }

    /// <summary>The process in which it runs; <see langword="null"/> for all, those that start later too.</summary>
    public int? ProcessId { get; init; }
}
