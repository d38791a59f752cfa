namespace Bpf.Loader;

/// <summary>Ways to attach that came later than what they attach.</summary>
/// <remarks>
/// Links of XDP programs (5.9) are not among them: only attaching one tells whether the kernel has them.
/// </remarks>
public enum AttachFeature
{
    /// <summary>Links of cgroup programs. Since Linux 5.7.</summary>
    CgroupLink,

    /// <summary>Links of network namespaces. Since Linux 5.8.</summary>
    NetworkNamespaceLink,

    /// <summary>Links of perf events: tracepoints, kprobes, uprobes. Since Linux 5.15.</summary>
    PerfEventLink,

    /// <summary>Links of TC programs without a queueing discipline. Since Linux 6.6.</summary>
    TcxLink,

    /// <summary>Links of many user functions. Since Linux 6.6.</summary>
    UprobeMultiLink,
}
