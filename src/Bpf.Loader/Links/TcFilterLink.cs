using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>A TC program attached as a filter, for kernels before 6.6.</summary>
internal sealed class TcFilterLink : Link
{
    private readonly TcFilter _filter;
    private readonly bool _ownsClsact;
    private int _isDisposed;

    /// <param name="ownsClsact">Whether the queueing discipline was added for this filter.</param>
    public TcFilterLink(TcFilter filter, bool ownsClsact, string target)
        : base(target)
    {
        _filter = filter;
        _ownsClsact = ownsClsact;
    }

    public override bool OutlivesProcess => true;

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        TrafficControl.RemoveFilter(_filter);
        bool isUnused = TrafficControl.ListFilters(_filter.InterfaceIndex, TcDirection.Ingress).Count == 0
            && TrafficControl.ListFilters(_filter.InterfaceIndex, TcDirection.Egress).Count == 0;
        if (_ownsClsact && isUnused)
        {
            TrafficControl.RemoveClsact(_filter.InterfaceIndex);
        }
    }
}
