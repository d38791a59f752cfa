using System.Globalization;
using System.Runtime.InteropServices;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>
/// A file system that is mounted nowhere: only this process reaches it, by <see cref="Folder"/>, and it is gone when
/// disposed. Since Linux 5.2.
/// </summary>
public sealed class PrivateMount : IDisposable
{
    private readonly SafeBpfHandle _handle;

    private PrivateMount(SafeBpfHandle handle)
    {
        _handle = handle;
        using BorrowedDescriptor fd = handle.Borrow();
        Folder = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{fd.Number}");
    }

    /// <summary>The root folder, as a path that works in this process until the mount is disposed.</summary>
    public string Folder { get; }

    /// <summary>Mounts a file system.</summary>
    /// <param name="type">The name of the type: <c>bpf</c>, <c>tracefs</c>.</param>
    /// <exception cref="BpfException">
    /// The kernel has no such file system, or the process lacks <c>CAP_SYS_ADMIN</c>.
    /// </exception>
    public static PrivateMount Create(string type)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        using SafeBpfHandle context = Own(LibC.FsOpen(type, LibC.FSOPEN_CLOEXEC), type);
        using BorrowedDescriptor fd = context.Borrow();
        if (LibC.FsConfig(fd.Number, LibC.FSCONFIG_CMD_CREATE) < 0)
        {
            throw Refusal(type, Marshal.GetLastPInvokeError());
        }

        return new PrivateMount(Own(LibC.FsMount(fd.Number, LibC.FSMOUNT_CLOEXEC, 0), type));
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static SafeBpfHandle Own(int result, string type) =>
        result >= 0 ? SafeBpfHandle.Own(result) : throw Refusal(type, Marshal.GetLastPInvokeError());

    private static BpfException Refusal(string type, int errno) => errno switch
    {
        Errno.ENODEV => new BpfNotSupportedException($"mount {type} privately", $"{type} file system", null, errno),
        Errno.ENOSYS =>
            new BpfNotSupportedException($"mount {type} privately", "fsopen", new KernelVersion(5, 2), errno),
        _ => new BpfException(
            $"mount {type} privately", errno, "the process needs CAP_SYS_ADMIN; or let somebody mount it"),
    };
}
