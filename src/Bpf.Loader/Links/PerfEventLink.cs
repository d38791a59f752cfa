using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>
/// A program set on a perf event by ioctl, for kernels before 5.15. The kernel detaches it when the event closes.
/// </summary>
internal sealed class PerfEventLink : Link
{
    private readonly SafeBpfHandle _event;

    public PerfEventLink(SafeBpfHandle perfEvent, string target)
        : base(target) => _event = perfEvent;

    public override bool OutlivesProcess => false;

    public override void Dispose() => _event.Dispose();
}
