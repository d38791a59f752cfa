using System.Globalization;
using Bpf.Asm;

namespace KernelScript.Backend;

/// <summary>
/// What the code is made for: the oldest kernel that has to run it, and the instructions it may use.
/// </summary>
/// <remarks>Features follow from the kernel version and can be switched off or on one by one.</remarks>
public sealed record Target
{
    private static readonly Version _mayGoto = new(6, 9);
    private static readonly Version _fetchingAtomics = new(5, 12);
    private static readonly Version _probeReadKernel = new(5, 5);
    private static readonly Version _tcx = new(6, 6);
    private static readonly Version _acquireRelease = new(6, 15);

    /// <summary>The target for a kernel, with the highest level that it runs.</summary>
    public Target(Version kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        Kernel = kernel;
        Isa = kernel >= new Version(6, 6) ? IsaLevel.V4
            : kernel >= new Version(5, 1) ? IsaLevel.V3
            : kernel >= new Version(4, 14) ? IsaLevel.V2
            : IsaLevel.V1;
        HasMayGoto = kernel >= _mayGoto;
        HasFetchingAtomics = kernel >= _fetchingAtomics;
        HasProbeReadKernel = kernel >= _probeReadKernel;
        HasTcx = kernel >= _tcx;
        HasLoadAcquire = kernel >= _acquireRelease;
    }

    /// <summary>The kernel that this process runs on.</summary>
    public static Target Running { get; } = For(ReadRunningVersion());

    /// <summary>Major and minor version of the oldest kernel.</summary>
    public Version Kernel { get; }

    /// <summary>The instruction set level.</summary>
    public IsaLevel Isa { get; init; }

    /// <summary><c>may_goto</c>. Since Linux 6.9.</summary>
    public bool HasMayGoto { get; init; }

    /// <summary>
    /// Atomics that return the old value, exchange, compare-exchange, and/or/xor. Since Linux 5.12.
    /// </summary>
    public bool HasFetchingAtomics { get; init; }

    /// <summary><c>bpf_probe_read_kernel</c> and <c>bpf_probe_read_user</c>. Since Linux 5.5.</summary>
    public bool HasProbeReadKernel { get; init; }

    /// <summary>TC programs attached by tcx links. Since Linux 6.6.</summary>
    public bool HasTcx { get; init; }

    /// <summary>Load-acquire and store-release. Since Linux 6.15.</summary>
    public bool HasLoadAcquire { get; init; }

    /// <summary>Whether 32-bit halves can be compared.</summary>
    internal bool HasJump32 => Isa >= IsaLevel.V3;

    /// <summary>Whether there are jumps "less" and "less or equal".</summary>
    internal bool HasJumpLess => Isa >= IsaLevel.V2;

    /// <summary>Whether there are sign-extending moves and loads, and signed division.</summary>
    internal bool HasSignedForms => Isa >= IsaLevel.V4;

    /// <summary>The target for a kernel given as text, such as <c>6.1</c> or <c>6.12.9-amd64</c>.</summary>
    /// <exception cref="FormatException">The text does not start with two numbers.</exception>
    public static Target For(string kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return new Target(ParseVersion(kernel));
    }

    private static Version ParseVersion(string kernel)
    {
        int dot = kernel.IndexOf('.', StringComparison.Ordinal);
        int end = dot + 1;
        while (dot > 0 && end < kernel.Length && char.IsAsciiDigit(kernel[end]))
        {
            end++;
        }

        int major = 0;
        int minor = 0;
        bool isVersion = dot > 0
            && int.TryParse(kernel.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out major)
            && int.TryParse(
                kernel.AsSpan(dot + 1, end - dot - 1), NumberStyles.None, CultureInfo.InvariantCulture, out minor);
        if (!isVersion)
        {
            throw new FormatException($"read kernel version \"{kernel}\": not of the form 6.1");
        }

        return new Version(major, minor);
    }

    private static string ReadRunningVersion()
    {
        const string Release = "/proc/sys/kernel/osrelease";
        return File.Exists(Release) ? File.ReadAllText(Release).Trim() : "6.1";
    }
}
