using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>How an XDP program is attached.</summary>
public sealed record XdpAttachOptions
{
    /// <summary>Where it runs.</summary>
    public XdpMode Mode { get; init; }

    /// <summary>
    /// Uses rtnetlink although the kernel has links (5.9). The program then stays attached when the process dies.
    /// </summary>
    public bool UseNetlink { get; init; }
}
