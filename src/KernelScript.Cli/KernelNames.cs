using Bpf.Syscalls;

namespace KernelScript.Cli;

/// <summary>The kernel's spelling of program types, as bpftool shows it.</summary>
internal static class KernelNames
{
    /// <summary>Such as <c>xdp</c>, <c>sched_cls</c>, <c>raw_tracepoint</c>.</summary>
    public static string Of(ProgramType type) => string.Concat(
        type.ToString().Select((c, i) =>
            char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
