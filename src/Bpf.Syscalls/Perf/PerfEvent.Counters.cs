using System.Runtime.InteropServices;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

public static partial class PerfEvent
{
    private const ulong Inherit = 1 << 1;
    private const ulong Frequency = 1 << 10;

    /// <param name="cpu">The CPU; -1 for the process of the spec wherever it runs.</param>
    internal static SafeBpfHandle OpenCounter(PerfEventSpec spec, int cpu)
    {
        // A program cannot be attached to an event that threads inherit, so only plain counters follow new threads.
        bool samples = spec.SamplePeriod != 0 || spec.SampleFrequency != 0;
        var attribute = new PerfEventAttr
        {
            Type = (uint)spec.Type,
            Config = spec.Config,
            SamplePeriod = spec.SampleFrequency != 0 ? spec.SampleFrequency : spec.SamplePeriod,
            Flags = (spec.SampleFrequency != 0 ? Frequency : 0) | (cpu < 0 && !samples ? Inherit : 0),
        };
        return Open(ref attribute, spec.ProcessId ?? -1, cpu, $"open {spec.Type} event {spec.Config}");
    }

    internal static unsafe ulong ReadCount(SafeBpfHandle perfEvent)
    {
        using BorrowedDescriptor fd = perfEvent.Borrow();
        ulong count;

        // SAFETY: eight bytes of this frame, written during the call.
        return LibC.Read(fd.Number, (byte*)&count, sizeof(ulong)) == sizeof(ulong)
            ? count
            : throw new BpfException("read perf event", Marshal.GetLastPInvokeError());
    }
}
