using System.Globalization;
using System.Runtime.InteropServices;
using Bpf.Syscalls.Interop;
using Microsoft.Win32.SafeHandles;

namespace Bpf.Syscalls;

/// <summary>Owns a descriptor of a map, program, link, BTF, perf event or another kernel object.</summary>
/// <remarks>
/// Descriptor 0 is invalid: several <c>bpf(2)</c> attributes read 0 as "none". All descriptors are close-on-exec.
/// </remarks>
public sealed class SafeBpfHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int LowestDuplicate = 3;

    /// <summary>Makes a handle without a descriptor.</summary>
    public SafeBpfHandle()
        : base(ownsHandle: true)
    {
    }

    private SafeBpfHandle(int fd)
        : base(ownsHandle: true) => SetHandle(fd);

    /// <summary>Takes over a descriptor that the kernel just returned.</summary>
    /// <param name="fd">The descriptor; when it is 0 it is moved to a higher number.</param>
    /// <exception cref="BpfException">The descriptor was 0 and the process has no free one.</exception>
    public static SafeBpfHandle Own(int fd)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fd);
        if (fd != 0)
        {
            return new SafeBpfHandle(fd);
        }

        int higher = LibC.Fcntl(fd, LibC.F_DUPFD_CLOEXEC, LowestDuplicate);
        int errno = Marshal.GetLastPInvokeError();
        _ = LibC.Close(fd);
        return higher < 0 ? throw new BpfException("move descriptor 0", errno) : new SafeBpfHandle(higher);
    }

    /// <summary>Makes a second descriptor of the same object.</summary>
    /// <exception cref="BpfException">The process has no free descriptor.</exception>
    public SafeBpfHandle Duplicate()
    {
        using BorrowedDescriptor borrowed = Borrow();
        int copy = LibC.Fcntl(borrowed.Number, LibC.F_DUPFD_CLOEXEC, LowestDuplicate);
        return copy < 0
            ? throw new BpfException("duplicate descriptor", Marshal.GetLastPInvokeError())
            : new SafeBpfHandle(copy);
    }

    /// <summary>The kind of object, by what <c>/proc</c> calls the descriptor.</summary>
    /// <returns>The kind; <see langword="null"/> for other descriptors, and without <c>/proc</c>.</returns>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    public ObjectKind? FindKind()
    {
        using BorrowedDescriptor borrowed = Borrow();
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{borrowed.Number}");
        return new FileInfo(path).LinkTarget switch
        {
            "anon_inode:bpf-map" => ObjectKind.Map,
            "anon_inode:bpf-prog" => ObjectKind.Program,
            "anon_inode:bpf-link" or "anon_inode:bpf_link" => ObjectKind.Link,
            "anon_inode:btf" => ObjectKind.Btf,
            _ => null,
        };
    }

    /// <summary>Lends the descriptor's number; the handle stays open until the loan is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    public BorrowedDescriptor Borrow() => new(this);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.Close((int)handle) == 0;
}
