using KernelScript.Semantics;

namespace KernelScript.Cli;

/// <summary>What the running kernel tells the compiler.</summary>
internal static class RunningKernel
{
    /// <summary>Its types, read when a script first needs one; null when it has no BTF.</summary>
    public static IKernelTypes? Types => null;
}
