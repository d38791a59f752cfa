using System.Diagnostics;
using KernelScript.Backend.Passes;

namespace KernelScript.Backend;

/// <summary>How code is made.</summary>
public sealed record BackendOptions
{
    /// <summary>The defaults.</summary>
    public static BackendOptions Default { get; } = new();

    /// <summary>How much the passes do before code is made; null when the IR is taken as it is.</summary>
    public OptimizationLevel? Optimization { get; init; } = OptimizationLevel.Full;

    /// <summary>
    /// Whether the register allocation of each function is proven right afterwards. On in Debug builds.
    /// </summary>
    public bool CheckAllocation { get; init; } = IsDebugBuild();

    private static bool IsDebugBuild()
    {
        bool isDebug = false;
        SetInDebug(ref isDebug);
        return isDebug;
    }

    [Conditional("DEBUG")]
    private static void SetInDebug(ref bool isDebug) => isDebug = true;
}
