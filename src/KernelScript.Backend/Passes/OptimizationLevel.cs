namespace KernelScript.Backend.Passes;

/// <summary>How much the passes do.</summary>
public enum OptimizationLevel
{
    /// <summary>O0: only what instruction selection needs.</summary>
    None,

    /// <summary>O1: one round of the cheap passes.</summary>
    Basic,

    /// <summary>O2: everything.</summary>
    Full,
}
