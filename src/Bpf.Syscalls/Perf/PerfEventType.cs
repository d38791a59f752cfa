namespace Bpf.Syscalls;

/// <summary>Kinds of perf events that count; uapi <c>linux/perf_event.h</c>, <c>enum perf_type_id</c>.</summary>
public enum PerfEventType
{
    /// <summary>
    /// What the processor counts of common events: 0 cycles, 1 instructions, 2 cache references, 3 cache misses,
    /// 4 branches, 5 branch misses. <c>PERF_TYPE_HARDWARE</c>.
    /// </summary>
    Hardware = 0,

    /// <summary>What the kernel counts; see <see cref="SoftwareEvent"/>. <c>PERF_TYPE_SOFTWARE</c>.</summary>
    Software = 1,

    /// <summary>
    /// Accesses to caches: cache, operation shifted by 8, result shifted by 16. <c>PERF_TYPE_HW_CACHE</c>.
    /// </summary>
    HardwareCache = 3,

    /// <summary>What the processor's manual says. <c>PERF_TYPE_RAW</c>.</summary>
    Raw = 4,
}
