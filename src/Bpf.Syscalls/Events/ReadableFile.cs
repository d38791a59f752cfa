using System.Runtime.InteropServices;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>
/// A file that is read as data come, without waiting: pipes of tracefs, iterators. Waiting is up to
/// <see cref="EventPoll"/>.
/// </summary>
public sealed unsafe class ReadableFile : IDisposable
{
    private ReadableFile(SafeBpfHandle handle) => Handle = handle;

    /// <summary>The descriptor; the file keeps it.</summary>
    public SafeBpfHandle Handle { get; }

    /// <summary>Opens a file for reading without waiting.</summary>
    /// <exception cref="BpfException">It does not exist or may not be opened.</exception>
    public static ReadableFile Open(string path)
    {
        int fd = LibC.Open(path, LibC.O_RDONLY | LibC.O_NONBLOCK | LibC.O_CLOEXEC, 0);
        return fd >= 0
            ? new ReadableFile(SafeBpfHandle.Own(fd))
            : throw new BpfException($"open \"{path}\"", Marshal.GetLastPInvokeError());
    }

    /// <summary>Takes over a descriptor that is open for reading.</summary>
    public static ReadableFile FromHandle(SafeBpfHandle handle) => new(handle);

    /// <summary>Reads what is there.</summary>
    /// <returns>The number of bytes, 0 at the end; -1 when there is nothing yet.</returns>
    /// <exception cref="BpfException">Reading failed.</exception>
    public int Read(Span<byte> buffer)
    {
        using BorrowedDescriptor fd = Handle.Borrow();

        // SAFETY: the kernel writes at most the stated number of bytes.
        fixed (byte* address = buffer)
        {
            while (true)
            {
                nint count = LibC.Read(fd.Number, address, (nuint)buffer.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                int errno = Marshal.GetLastPInvokeError();
                if (errno == Errno.EAGAIN)
                {
                    return -1;
                }

                if (errno != Errno.EINTR)
                {
                    throw new BpfException("read", errno);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
