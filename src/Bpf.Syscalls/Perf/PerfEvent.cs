using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>Perf events that programs are attached to (<c>perf_event_open(2)</c>).</summary>
public static partial class PerfEvent
{
    private const uint TracepointType = 2; // PERF_TYPE_TRACEPOINT
    private const ulong CloseOnExec = 8; // PERF_FLAG_FD_CLOEXEC
    private const ulong SetBpf = 0x40042408; // PERF_EVENT_IOC_SET_BPF
    private const ulong EnableEvent = 0x2400; // PERF_EVENT_IOC_ENABLE

    /// <summary>Opens a tracepoint. The caller owns the handle. An attached program runs on every CPU.</summary>
    /// <param name="id">What tracefs tells as its id: <see cref="TraceFileSystem.GetTracepointId"/>.</param>
    /// <exception cref="BpfException">There is no such tracepoint, or the process lacks <c>CAP_PERFMON</c>.</exception>
    public static SafeBpfHandle OpenTracepoint(ulong id)
    {
        var attribute = new PerfEventAttr
        {
            Type = TracepointType,
            Config = id,
            SamplePeriod = 1,
            WakeupEvents = 1,
        };

        // One event, of CPU 0, stands for all: programs hang on the tracepoint, not on the event.
        return Open(ref attribute, processId: -1, cpu: 0, $"open tracepoint {id}");
    }

    /// <summary>
    /// Attaches a program to an event without a link, for kernels before 5.15. It is detached when the event closes.
    /// </summary>
    /// <exception cref="BpfException">
    /// The program is of another kind than the event, or there is one already on kernels before 4.15.
    /// </exception>
    public static void SetProgram(SafeBpfHandle perfEvent, SafeBpfHandle program)
    {
        ArgumentNullException.ThrowIfNull(perfEvent);
        ArgumentNullException.ThrowIfNull(program);
        using BorrowedDescriptor fd = perfEvent.Borrow();
        using BorrowedDescriptor programFd = program.Borrow();
        if (LibC.IoControl(fd.Number, SetBpf, programFd.Number) < 0)
        {
            throw new BpfException("attach program to perf event", Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Lets the event happen.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static void Enable(SafeBpfHandle perfEvent)
    {
        ArgumentNullException.ThrowIfNull(perfEvent);
        using BorrowedDescriptor fd = perfEvent.Borrow();
        if (LibC.IoControl(fd.Number, EnableEvent, 0) < 0)
        {
            throw new BpfException("enable perf event", Marshal.GetLastPInvokeError());
        }
    }

    private static SafeBpfHandle Open(ref PerfEventAttr attribute, int processId, int cpu, string operation)
    {
        attribute.Size = (uint)Unsafe.SizeOf<PerfEventAttr>();
        long fd = LibC.PerfEventOpen(ref attribute, processId, cpu, groupFd: -1, CloseOnExec);
        if (fd >= 0)
        {
            return SafeBpfHandle.Own((int)fd);
        }

        int errno = Marshal.GetLastPInvokeError();
        throw new BpfException(operation, errno, errno switch
        {
            Errno.EPERM or Errno.EACCES => "the process needs CAP_PERFMON; run it as root",
            Errno.ENOENT or Errno.EOPNOTSUPP => "this machine has no such event",
            Errno.ESRCH => "there is no such process",
            _ => null,
        });
    }
}
