using System.Globalization;
using System.Text;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

public static partial class PerfEvent
{
    private const string UprobeFolder = "/sys/bus/event_source/devices/uprobe";

    /// <summary>
    /// Opens an instruction of a program or library as an event. The caller owns the handle. Since Linux 4.17.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Bytes from the start of the file to the instruction.</param>
    /// <param name="isReturn">Whether it happens when the function that begins there returns.</param>
    /// <param name="processId">The process; -1 for all.</param>
    /// <exception cref="BpfNotSupportedException">The kernel cannot probe user programs.</exception>
    /// <exception cref="BpfException">There is no such file, or the process lacks <c>CAP_PERFMON</c>.</exception>
    public static unsafe SafeBpfHandle OpenUprobe(string path, ulong offset, bool isReturn, int processId = -1)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        // SAFETY: the path is pinned during the call, ends with a zero, and the kernel copies it.
        fixed (byte* address = Encoding.UTF8.GetBytes(path + '\0'))
        {
            var attribute = new PerfEventAttr
            {
                Type = UprobeType(path),
                Config = isReturn ? 1u : 0, // the only bit of the format "retprobe"
                SamplePeriod = 1,
                WakeupEvents = 1,
                Config1 = (ulong)address,
                Config2 = offset,
            };

            // As for tracepoints one event stands for all CPUs, unless it follows a process from CPU to CPU.
            return Open(ref attribute, processId, processId < 0 ? 0 : -1, $"open uprobe at {offset} of \"{path}\"");
        }
    }

    private static uint UprobeType(string path)
    {
        try
        {
            return uint.Parse(File.ReadAllText($"{UprobeFolder}/type"), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BpfNotSupportedException(
                $"open uprobe in \"{path}\"", "uprobe events (CONFIG_UPROBE_EVENTS)", new KernelVersion(4, 17));
        }
    }
}
