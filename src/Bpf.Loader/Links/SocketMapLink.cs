using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>A program attached to a socket map without a link, for kernels before 6.10. It goes with the map.</summary>
internal sealed class SocketMapLink : Link
{
    private readonly IBpfKernel _kernel;
    private readonly SafeBpfHandle _map;
    private readonly SafeBpfHandle _program;
    private readonly AttachType _attachType;
    private int _isDisposed;

    /// <summary>Attaches.</summary>
    public SocketMapLink(
        IBpfKernel kernel, SafeBpfHandle map, SafeBpfHandle program, AttachType attachType, string target)
        : base(target)
    {
        kernel.AttachProgram(map, program, attachType);
        _kernel = kernel;
        _map = map.Duplicate();
        _program = program.Duplicate();
        _attachType = attachType;
    }

    public override bool OutlivesProcess => false;

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        try
        {
            _kernel.DetachProgram(_map, _program, _attachType);
        }
        catch (BpfException e) when (e.Errno == Errno.ENOENT)
        {
            // Another program was put in its place.
        }
        finally
        {
            _map.Dispose();
            _program.Dispose();
        }
    }
}
