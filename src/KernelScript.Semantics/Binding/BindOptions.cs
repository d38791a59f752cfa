namespace KernelScript.Semantics;

/// <summary>What binding takes from outside the script.</summary>
public sealed record BindOptions
{
    /// <summary>The kernel's types; null when there is no BTF: only what is built in is known then.</summary>
    public IKernelTypes? KernelTypes { get; init; }

    /// <summary>The oldest kernel the code must run on; null for the newest known.</summary>
    public Version? TargetKernel { get; init; }

    /// <summary>The project's name; null for the main file's name without extension.</summary>
    public string? ProjectName { get; init; }
}
