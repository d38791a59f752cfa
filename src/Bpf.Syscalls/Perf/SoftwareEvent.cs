namespace Bpf.Syscalls;

/// <summary>What the kernel counts by itself; uapi <c>linux/perf_event.h</c>, <c>enum perf_sw_ids</c>.</summary>
public enum SoftwareEvent
{
    /// <summary>Nanoseconds of a CPU. <c>PERF_COUNT_SW_CPU_CLOCK</c>.</summary>
    CpuClock = 0,

    /// <summary>Nanoseconds that a task ran. <c>PERF_COUNT_SW_TASK_CLOCK</c>.</summary>
    TaskClock = 1,

    /// <summary>Page faults. <c>PERF_COUNT_SW_PAGE_FAULTS</c>.</summary>
    PageFaults = 2,

    /// <summary>Switches from one task to another. <c>PERF_COUNT_SW_CONTEXT_SWITCHES</c>.</summary>
    ContextSwitches = 3,

    /// <summary>Moves of a task to another CPU. <c>PERF_COUNT_SW_CPU_MIGRATIONS</c>.</summary>
    CpuMigrations = 4,

    /// <summary>Page faults served from memory. <c>PERF_COUNT_SW_PAGE_FAULTS_MIN</c>.</summary>
    MinorPageFaults = 5,

    /// <summary>Page faults that had to read. <c>PERF_COUNT_SW_PAGE_FAULTS_MAJ</c>.</summary>
    MajorPageFaults = 6,
}
