namespace Bpf.Loader;

/// <summary>How a TC program is attached.</summary>
public sealed record TcAttachOptions
{
    /// <summary>
    /// Uses <c>clsact</c> and a filter although the kernel has TCX (6.6). The program then stays attached when the
    /// process dies.
    /// </summary>
    public bool UseNetlink { get; init; }

    /// <summary>With filters: they run by ascending priority; 0 lets the kernel choose one after all others.</summary>
    public ushort Priority { get; init; }

    /// <summary>With TCX: whether the program runs before those attached already, rather than after them.</summary>
    public bool First { get; init; }
}
