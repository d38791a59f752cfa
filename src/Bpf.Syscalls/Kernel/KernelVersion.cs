using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Bpf.Syscalls;

/// <summary>A Linux version. The default value, 0.0.0, is older than every kernel.</summary>
public readonly record struct KernelVersion(int Major, int Minor, int Patch = 0) : IComparable<KernelVersion>
{
    private const string ReleaseFile = "/proc/sys/kernel/osrelease";

    /// <summary>The version of the running kernel; 0.0.0 when it cannot be read.</summary>
    public static KernelVersion Running { get; } = ReadRunning();

    /// <summary>
    /// The version as the kernel's <c>KERNEL_VERSION</c> macro packs it, for <c>kern_version</c> of a kprobe program.
    /// </summary>
    public uint Code => ((uint)Major << 16) | ((uint)Minor << 8) | (uint)Math.Min(Patch, 255);

    /// <summary>Reads <c>5</c>, <c>5.8</c>, <c>5.8.12</c>, or a release name such as <c>6.1.0-18-amd64</c>.</summary>
    /// <exception cref="FormatException">The text does not begin with a number.</exception>
    public static KernelVersion Parse(string text) => TryParse(text, out KernelVersion version)
        ? version
        : throw new FormatException($"\"{text}\" is not a kernel version; write it like 5.8 or 6.1.12.");

    /// <summary>Reads a version as <see cref="Parse"/> does.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out KernelVersion version)
    {
        version = default;
        if (text is null)
        {
            return false;
        }

        Span<int> parts = stackalloc int[3];
        int count = 0;
        ReadOnlySpan<char> rest = text;
        while (count < parts.Length)
        {
            int digits = rest.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : rest.Length;
            if (!int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out parts[count]))
            {
                break;
            }

            count++;
            rest = rest[digits..];
            if (rest.IsEmpty || rest[0] != '.')
            {
                break;
            }

            rest = rest[1..];
        }

        version = new KernelVersion(parts[0], parts[1], parts[2]);
        return count > 0;
    }

    /// <inheritdoc/>
    public int CompareTo(KernelVersion other)
    {
        int difference = Major != other.Major ? Major - other.Major : Minor - other.Minor;
        return difference != 0 ? difference : Patch - other.Patch;
    }

    /// <summary>Whether the left version is older.</summary>
    public static bool operator <(KernelVersion left, KernelVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left version is newer.</summary>
    public static bool operator >(KernelVersion left, KernelVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left version is older or the same.</summary>
    public static bool operator <=(KernelVersion left, KernelVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left version is newer or the same.</summary>
    public static bool operator >=(KernelVersion left, KernelVersion right) => left.CompareTo(right) >= 0;

    /// <summary><c>5.8</c>, or <c>5.8.12</c> when the patch level is not 0.</summary>
    public override string ToString() => Patch == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}")
        : string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");

    private static KernelVersion ReadRunning()
    {
        try
        {
            return TryParse(File.ReadAllText(ReleaseFile), out KernelVersion version) ? version : default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not Linux, or no /proc: every feature counts as absent then.
            return default;
        }
    }
}
