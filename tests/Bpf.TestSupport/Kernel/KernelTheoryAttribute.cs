using System.Runtime.CompilerServices;
using Xunit;

namespace Bpf.TestSupport;

/// <summary>
/// A theory that runs on the real kernel, as root. It is skipped, with the reason, where it cannot run.
/// </summary>
/// <remarks>On a kernel that is new enough and configured for it the test runs and has to pass.</remarks>
public sealed class KernelTheoryAttribute : TheoryAttribute
{
    /// <summary>States what the test needs.</summary>
    /// <param name="minimumVersion">The first kernel that can run it: <c>"5.8"</c>.</param>
    /// <param name="features">What it needs of the machine's configuration.</param>
    public KernelTheoryAttribute(
        string minimumVersion,
        KernelFeature features = KernelFeature.None,
        [CallerFilePath] string? sourceFilePath = null,
        [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        MinimumVersion = minimumVersion;
        Features = features;
        Skip = KernelRequirement.Unmet(minimumVersion, features);
    }

    public string MinimumVersion { get; }

    public KernelFeature Features { get; }
}
