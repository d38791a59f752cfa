using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>Waits until one of several descriptors has something to read, or the wait is cancelled.</summary>
/// <remarks>
/// An <c>epoll(7)</c> with an <c>eventfd(2)</c> in it. One thread waits; <see cref="Dispose"/> may be called by others
/// and
/// ends the wait. The descriptors stay with their owners.
/// </remarks>
public sealed unsafe class EventPoll : IDisposable
{
    private const int WakeTag = -1;

    private static readonly bool _isPacked = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private readonly SafeBpfHandle _epoll;
    private readonly SafeBpfHandle _wake;
    private volatile bool _isDisposed;

    /// <summary>Makes one that waits for nothing yet.</summary>
    /// <exception cref="BpfException">The process has no free descriptor.</exception>
    public EventPoll()
    {
        _epoll = Own(LibC.EpollCreate(LibC.EPOLL_CLOEXEC), "make an epoll");
        try
        {
            _wake = Own(LibC.EventFd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK), "make an eventfd");
        }
        catch
        {
            _epoll.Dispose();
            throw;
        }

        Add(_wake, WakeTag);
    }

    // struct epoll_event is packed on x86-64 only: 32 bits of events, then 64 bits of the user's.
    private static int EventSize => _isPacked ? 12 : 16;

    private static int TagOffset => _isPacked ? 4 : 8;

    /// <summary>Waits for a descriptor too. It must be removed by closing it.</summary>
    /// <param name="tag">What <see cref="Wait"/> returns for it; not negative.</param>
    /// <exception cref="BpfException">The descriptor cannot be waited for.</exception>
    public void AddReadable(SafeBpfHandle handle, int tag)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentOutOfRangeException.ThrowIfNegative(tag);
        Add(handle, tag);
    }

    /// <summary>Waits until a descriptor is readable.</summary>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <returns>The tag of a descriptor that is readable; -1 after the timeout, or when this was disposed.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public int Wait(TimeSpan timeout, CancellationToken cancellation = default)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan rest = timeout;
        using CancellationTokenRegistration registration = cancellation.Register(Wake);
        try
        {
            while (!_isDisposed)
            {
                cancellation.ThrowIfCancellationRequested();
                if (WaitOnce(rest) is var tag and >= 0)
                {
                    return tag;
                }

                // Woken by the timeout, by the token, or by a token of an earlier wait that came too late for that one.
                rest = timeout < TimeSpan.Zero ? timeout : timeout - Stopwatch.GetElapsedTime(start);
                if (timeout >= TimeSpan.Zero && rest <= TimeSpan.Zero)
                {
                    cancellation.ThrowIfCancellationRequested();
                    return WakeTag;
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // Between the look at the flag and the wait.
        }

        return WakeTag;
    }

    /// <summary>Ends a wait that is under way and closes the descriptors.</summary>
    public void Dispose()
    {
        // The flag comes first: who is woken must not wait again, for the descriptors stay open while he does.
        _isDisposed = true;
        Wake();
        _wake.Dispose();
        _epoll.Dispose();
    }

    private static SafeBpfHandle Own(int fd, string operation) =>
        fd >= 0 ? SafeBpfHandle.Own(fd) : throw new BpfException(operation, Marshal.GetLastPInvokeError());

    private void Add(SafeBpfHandle handle, int tag)
    {
        Span<byte> pollEvent = stackalloc byte[EventSize];
        pollEvent.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(pollEvent, LibC.EPOLLIN);
        BinaryPrimitives.WriteInt64LittleEndian(pollEvent[TagOffset..], tag);
        using BorrowedDescriptor epoll = _epoll.Borrow();
        using BorrowedDescriptor fd = handle.Borrow();

        // SAFETY: the kernel copies the structure during the call.
        fixed (byte* address = pollEvent)
        {
            if (LibC.EpollControl(epoll.Number, LibC.EPOLL_CTL_ADD, fd.Number, address) < 0)
            {
                throw new BpfException("wait for a descriptor", Marshal.GetLastPInvokeError());
            }
        }
    }

    private void Wake()
    {
        try
        {
            using BorrowedDescriptor fd = _wake.Borrow();
            ulong one = 1;

            // SAFETY: eight bytes of this frame, read during the call.
            _ = LibC.Write(fd.Number, (byte*)&one, sizeof(ulong)); // it fails only when it is signalled already
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
    }

    private int WaitOnce(TimeSpan timeout)
    {
        const int Capacity = 2;
        Span<byte> events = stackalloc byte[Capacity * EventSize];
        double milliseconds = timeout < TimeSpan.Zero
            ? -1
            : Math.Min(Math.Ceiling(timeout.TotalMilliseconds), int.MaxValue);
        using BorrowedDescriptor fd = _epoll.Borrow();

        // A closed descriptor leaves the epoll without a word: it must stay open until nobody waits for it.
        using BorrowedDescriptor wake = _wake.Borrow();

        // SAFETY: the kernel writes at most the stated number of events.
        fixed (byte* address = events)
        {
            int count = LibC.EpollWait(fd.Number, address, Capacity, (int)milliseconds);
            int errno = count < 0 ? Marshal.GetLastPInvokeError() : 0;
            return errno is 0 or Errno.EINTR
                ? FirstTag(events[..(Math.Max(count, 0) * EventSize)], wake.Number)
                : throw new BpfException("wait for events", errno);
        }
    }

    private static int FirstTag(ReadOnlySpan<byte> events, int wakeFd)
    {
        int found = WakeTag;
        for (; !events.IsEmpty; events = events[EventSize..])
        {
            int tag = (int)BinaryPrimitives.ReadInt64LittleEndian(events[TagOffset..]);
            if (tag == WakeTag)
            {
                // Takes the signal back, so that the next wait waits again.
                // SAFETY: eight bytes of this frame, written during the call.
                ulong value;
                _ = LibC.Read(wakeFd, (byte*)&value, sizeof(ulong));
            }
            else
            {
                found = tag;
            }
        }

        return found;
    }
}
