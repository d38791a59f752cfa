using System.Globalization;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>The CPUs that per-CPU maps hold values for: those that could ever be plugged in.</summary>
public static class PossibleCpus
{
    private const string Source = "/sys/devices/system/cpu/possible";

    private static readonly Lazy<int> _count = new(static () => ParseCount(File.ReadAllText(Source)));

    /// <summary>How many there are.</summary>
    /// <exception cref="IOException">sysfs is not mounted.</exception>
    public static int Count => _count.Value;

    /// <summary>Counts the CPUs of a list such as <c>0-3,8</c>.</summary>
    internal static int ParseCount(string list)
    {
        int count = 0;
        foreach (string range in list.Trim().Split(','))
        {
            string[] ends = range.Split('-');
            if (!int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
                || last < first)
            {
                throw new BpfException($"read {Source}", $"\"{list.Trim()}\" is not a list of CPUs");
            }

            count += last - first + 1;
        }

        return count;
    }
}
