using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>A <c>bpf_link</c>: the kernel detaches it when its last descriptor closes.</summary>
internal sealed class KernelLink : Link
{
    private readonly IBpfKernel _kernel;
    private readonly SafeBpfHandle _handle;

    public KernelLink(IBpfKernel kernel, SafeBpfHandle handle, string target)
        : base(target)
    {
        _kernel = kernel;
        _handle = handle;
    }

    public override bool OutlivesProcess => false;

    public override LinkInfo? GetInfo() => _kernel.GetLinkInfo(_handle);

    public override void Update(Program program)
    {
        ArgumentNullException.ThrowIfNull(program);
        _kernel.UpdateLink(_handle, program.Handle);
    }

    public override void Pin(string path) => _kernel.PinObject(_handle, path);

    public override void Dispose() => _handle.Dispose();
}
