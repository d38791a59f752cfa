namespace KernelScript.Backend;

/// <summary>How code is made.</summary>
public sealed record BackendOptions
{
    /// <summary>The defaults.</summary>
    public static BackendOptions Default { get; } = new();

    /// <summary>Whether the register allocation of each function is proven right afterwards. Tests turn it on.</summary>
    public bool CheckAllocation { get; init; }
}
