using System.Collections.Immutable;
using System.Globalization;

namespace Bpf.Syscalls;

/// <summary>Counts events of all CPUs or of one process; programs may be attached to it.</summary>
/// <remarks>One perf event for each CPU that is online, or one that follows the process.</remarks>
public sealed class PerfCounter : IDisposable
{
    private const string OnlineCpus = "/sys/devices/system/cpu/online";

    private PerfCounter(PerfEventSpec spec, ImmutableArray<SafeBpfHandle> events)
    {
        Spec = spec;
        Events = events;
    }

    /// <summary>What is counted.</summary>
    public PerfEventSpec Spec { get; }

    /// <summary>The perf events. The counter keeps them; callers must not dispose them.</summary>
    public ImmutableArray<SafeBpfHandle> Events { get; }

    /// <summary>Starts to count. The caller disposes the counter.</summary>
    /// <exception cref="BpfException">
    /// The machine cannot count it (<c>ENOENT</c>), there is no such process (<c>ESRCH</c>), or the process lacks
    /// <c>CAP_PERFMON</c>.
    /// </exception>
    public static PerfCounter Open(PerfEventSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        IEnumerable<int> cpus = spec.ProcessId is null ? ParseCpus(File.ReadAllText(OnlineCpus)) : [-1];
        var events = ImmutableArray.CreateBuilder<SafeBpfHandle>();
        try
        {
            foreach (int cpu in cpus)
            {
                events.Add(PerfEvent.OpenCounter(spec, cpu));
            }

            return new PerfCounter(spec, events.ToImmutable());
        }
        catch
        {
            Close(events);
            throw;
        }
    }

    /// <summary>The count so far, of all CPUs together, in the unit of the event.</summary>
    /// <exception cref="BpfException">Reading failed.</exception>
    public ulong ReadCount()
    {
        ulong sum = 0;
        foreach (SafeBpfHandle perfEvent in Events)
        {
            sum += PerfEvent.ReadCount(perfEvent);
        }

        return sum;
    }

    /// <summary>Stops counting. Links of attached programs keep their events alive.</summary>
    public void Dispose() => Close(Events);

    internal static IEnumerable<int> ParseCpus(string list)
    {
        foreach (string range in list.Trim().Split(','))
        {
            string[] ends = range.Split('-');
            int last = int.Parse(ends[^1], CultureInfo.InvariantCulture);
            for (int cpu = int.Parse(ends[0], CultureInfo.InvariantCulture); cpu <= last; cpu++)
            {
                yield return cpu;
            }
        }
    }

    private static void Close(IEnumerable<SafeBpfHandle> events)
    {
        foreach (SafeBpfHandle perfEvent in events)
        {
            perfEvent.Dispose();
        }
    }
}
