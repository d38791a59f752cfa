namespace KernelScript.Backend.Passes;

/// <summary>
/// What is known about helpers beyond their signature. The numbers are those of <c>enum bpf_func_id</c>.
/// </summary>
internal static class HelperEffects
{
    /// <summary>
    /// Whether the helper only reads kernel state: times, identities of task and CPU. It touches no memory of the
    /// program, and nobody notices when the call is left out.
    /// </summary>
    public static bool IsQuiet(int helper) => helper switch
    {
        5 or 8 or 14 or 15 => true, // ktime_get_ns, get_smp_processor_id, get_current_pid_tgid, get_current_uid_gid
        35 or 42 or 80 => true, // get_current_task, get_numa_node_id, get_current_cgroup_id
        118 or 125 or 160 or 208 => true, // jiffies64, ktime_get_boot_ns, ktime_get_coarse_ns, ktime_get_tai_ns
        _ => false,
    };

    /// <summary>Whether the helper gives the same each time during one run of a program.</summary>
    public static bool IsConstant(int helper) => helper is 8 or 14 or 15 or 35 or 42 or 80;

    /// <summary>Whether the helper writes no memory of the program and no map, whatever else it does.</summary>
    public static bool OnlyReads(int helper) => IsQuiet(helper) || helper switch
    {
        7 => true, // get_prandom_u32
        6 or 177 => true, // trace_printk, trace_vprintk
        25 or 130 => true, // perf_event_output, ringbuf_output
        _ => false,
    };

    /// <summary>Whether the helper writes what its first argument points to and nothing else of the program.</summary>
    public static bool OnlyWritesFirstArgument(int helper) => helper switch
    {
        4 or 112 or 113 or 114 or 115 => true, // probe_read and its kinds
        16 => true, // get_current_comm
        _ => false,
    };
}
