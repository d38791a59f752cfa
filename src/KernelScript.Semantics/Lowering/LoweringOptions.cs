namespace KernelScript.Semantics.Lowering;

/// <summary>What the target kernel offers, as far as it changes the IR.</summary>
/// <remarks>Everything else that depends on the kernel is decided by the back end or at load.</remarks>
public sealed record LoweringOptions
{
    /// <summary>Everything that the newest kernel has.</summary>
    public static LoweringOptions Newest { get; } = new();

    /// <summary>Whether <c>may_goto</c> exists: loops with bounds that only run time knows. Since Linux 6.9.</summary>
    public bool HasMayGoto { get; init; } = true;

    /// <summary>Whether the helper <c>bpf_loop</c> exists, the same for older kernels. Since Linux 5.17.</summary>
    public bool HasLoopHelper { get; init; } = true;

    /// <summary>Whether <c>bpf_for_each_map_elem</c> exists: <c>for (k, v in m)</c>. Since Linux 5.13.</summary>
    public bool HasMapWalk { get; init; } = true;

    /// <summary>Whether <c>bpf_trace_vprintk</c> exists: more than three values in a print. Since Linux 5.16.</summary>
    public bool HasLongPrint { get; init; } = true;

    /// <summary>Whether atomic and, or and exclusive or exist. Since Linux 5.12.</summary>
    public bool HasAtomicBitwise { get; init; } = true;

    /// <summary>The options for a certain kernel.</summary>
    public static LoweringOptions ForKernel(int major, int minor)
    {
        bool Since(int m, int n) => major > m || (major == m && minor >= n);
        return new LoweringOptions
        {
            HasMayGoto = Since(6, 9),
            HasLoopHelper = Since(5, 17),
            HasMapWalk = Since(5, 13),
            HasLongPrint = Since(5, 16),
            HasAtomicBitwise = Since(5, 12),
        };
    }
}
