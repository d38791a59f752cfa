namespace KernelScript.Semantics.Lowering;

/// <summary>Kernel helpers that lowering calls by itself: <c>enum bpf_func_id</c>.</summary>
internal static class HelperNumbers
{
    /// <summary><c>bpf_trace_printk</c>: up to three values.</summary>
    public const int TracePrint = 6;

    /// <summary><c>bpf_ringbuf_output</c>. Since Linux 5.8.</summary>
    public const int RingBufferOutput = 130;

    /// <summary><c>bpf_for_each_map_elem</c>. Since Linux 5.13.</summary>
    public const int ForEachMapElement = 164;

    /// <summary><c>bpf_trace_vprintk</c>: up to twelve values. Since Linux 5.16.</summary>
    public const int TraceLongPrint = 177;

    /// <summary><c>bpf_loop</c>. Since Linux 5.17.</summary>
    public const int Loop = 181;
}
