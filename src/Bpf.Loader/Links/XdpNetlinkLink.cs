using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>An XDP program attached by rtnetlink, for kernels before 5.9.</summary>
internal sealed class XdpNetlinkLink : Link
{
    private readonly int _interfaceIndex;
    private readonly XdpMode _mode;
    private readonly uint _programId;
    private int _isDisposed;

    public XdpNetlinkLink(int interfaceIndex, XdpMode mode, uint programId, string target)
        : base(target)
    {
        _interfaceIndex = interfaceIndex;
        _mode = mode;
        _programId = programId;
    }

    public override bool OutlivesProcess => true;

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        try
        {
            // Somebody may have put another program in place; that one is not ours to take away.
            if (XdpNetlink.GetProgramId(_interfaceIndex) == _programId)
            {
                XdpNetlink.Detach(_interfaceIndex, _mode);
            }
        }
        catch (BpfException e) when (e.Errno == Errno.ENODEV)
        {
            // The interface is gone, and the program with it.
        }
    }
}
