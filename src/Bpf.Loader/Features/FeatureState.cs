namespace Bpf.Loader;

/// <summary>What a probe found out.</summary>
public enum FeatureState
{
    /// <summary>The kernel gave an answer that says nothing about the feature.</summary>
    Unknown = 0,

    /// <summary>The kernel has it.</summary>
    Supported,

    /// <summary>The kernel is too old for it, or was configured without it.</summary>
    Missing,

    /// <summary>This process may not use it (<c>EPERM</c>), whether the kernel has it or not.</summary>
    NotPermitted,
}
