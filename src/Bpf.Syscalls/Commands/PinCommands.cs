using System.Text;
using Bpf.Syscalls.Attributes;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>Names for objects in a bpf file system. A pinned object lives until its file is removed.</summary>
public static unsafe class PinCommands
{
    private const string NotBpffs = "the folder must exist and lie in a bpf file system (mount -t bpf bpf /sys/fs/bpf)";

    /// <summary>Gives an object a name.</summary>
    /// <param name="path">A file that does not exist yet, in a bpf file system.</param>
    /// <exception cref="BpfException">The path is not in a bpf file system, or exists.</exception>
    public static void PinObject(this IBpfKernel kernel, SafeBpfHandle handle, string path)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentException.ThrowIfNullOrEmpty(path);
        using BorrowedDescriptor fd = handle.Borrow();
        int result = Invoke(kernel, BpfCommand.ObjPin, path, (uint)fd.Number, 0);
        if (result < 0)
        {
            throw new BpfException($"pin to \"{path}\"", -result, -result switch
            {
                Errno.EPERM or Errno.ENOENT or Errno.EINVAL => NotBpffs,
                Errno.EEXIST => "something is pinned there; remove the file or choose another name",
                _ => null,
            });
        }
    }

    /// <summary>Opens a pinned object. The caller owns the handle.</summary>
    /// <param name="kind">What must be pinned there; <see langword="null"/> for anything.</param>
    /// <param name="flags">For maps: <see cref="MapFlags.ReadOnly"/> or <see cref="MapFlags.WriteOnly"/>.</param>
    /// <returns>The handle; <see langword="null"/> when there is no such file.</returns>
    /// <exception cref="BpfException">
    /// The file is not in a bpf file system (<c>EACCES</c>), may not be opened, or is an object of another kind.
    /// </exception>
    public static SafeBpfHandle? TryOpenPinned(
        this IBpfKernel kernel, string path, ObjectKind? kind = null, MapFlags flags = MapFlags.None)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentException.ThrowIfNullOrEmpty(path);
        int result = Invoke(kernel, BpfCommand.ObjGet, path, 0, (uint)flags);
        return result switch
        {
            >= 0 => CheckKind(SafeBpfHandle.Own(result), path, kind),
            -Errno.ENOENT => null,
            _ => throw new BpfException(
                $"open pinned \"{path}\"",
                -result,
                result == -Errno.EACCES ? "the file must lie in a bpf file system" : null),
        };
    }

    // The kernel would fill in the info of one kind as if it were that of another.
    private static SafeBpfHandle CheckKind(SafeBpfHandle handle, string path, ObjectKind? kind)
    {
        if (kind is not null && handle.FindKind() is { } actual && actual != kind)
        {
            handle.Dispose();
            throw new BpfException($"open pinned \"{path}\"", $"it is a {actual}, not a {kind}");
        }

        return handle;
    }

    private static int Invoke(IBpfKernel kernel, BpfCommand command, string path, uint fd, uint flags)
    {
        // SAFETY: the path is pinned during the call, ends with a zero, and the kernel copies it.
        fixed (byte* address = Encoding.UTF8.GetBytes(path + '\0'))
        {
            var attribute = new ObjectPinAttr { Pathname = (ulong)address, BpfFd = fd, FileFlags = flags };
            return kernel.Invoke(command, ref attribute);
        }
    }
}
