namespace Bpf.Syscalls;

/// <summary>The running kernel lacks a feature.</summary>
public sealed class BpfNotSupportedException : BpfException
{
    /// <summary>Reports a missing feature.</summary>
    /// <param name="operation">What was tried.</param>
    /// <param name="feature">The feature in words: <c>TCX links</c>.</param>
    /// <param name="since">
    /// The first kernel that has it; <see langword="null"/> when it depends on the kernel's configuration only.
    /// </param>
    /// <param name="errno">The error number the kernel gave, 0 without one.</param>
    /// <param name="advice">What the user can do about it; <see langword="null"/> for the usual words.</param>
    public BpfNotSupportedException(
        string operation, string feature, KernelVersion? since, int errno = 0, string? advice = null)
        : base(operation, errno, $"the kernel has no {feature}", advice ?? Advice(since))
    {
        Feature = feature;
        Since = since;
    }

    /// <summary>The feature in words.</summary>
    public string Feature { get; }

    /// <summary>The first kernel that has the feature; <see langword="null"/> when its configuration decides.</summary>
    public KernelVersion? Since { get; }

    private static string Advice(KernelVersion? since) => since is { } version
        ? $"Linux {version} is the first that has it, this is {KernelVersion.Running}"
        : "it was left out when this kernel was configured";
}
