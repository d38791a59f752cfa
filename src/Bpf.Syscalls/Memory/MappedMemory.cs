using System.Buffers;
using System.Runtime.InteropServices;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>Memory that the kernel shares by a descriptor: an array map, a ring buffer, a perf buffer.</summary>
/// <remarks>
/// Spans of it must not be used after it is disposed: the addresses are gone then. That is why users of this class keep
/// it to themselves or say so in turn.
/// </remarks>
public sealed unsafe class MappedMemory : MemoryManager<byte>
{
    private readonly Lock _lock = new();
    private readonly int _length;
    private byte* _address;

    private MappedMemory(byte* address, int length)
    {
        _address = address;
        _length = length;
    }

    /// <summary>Bytes mapped: what was asked for, rounded up to pages.</summary>
    public int Length => _length;

    /// <summary>Whether the memory can still be used.</summary>
    public bool IsMapped => _address is not null;

    /// <summary>Maps memory.</summary>
    /// <param name="length">Bytes; rounded up to pages.</param>
    /// <param name="offset">Bytes from the start of what the descriptor offers; a multiple of the page size.</param>
    /// <exception cref="BpfException">The descriptor offers no such memory, or not for writing.</exception>
    public static MappedMemory Map(SafeBpfHandle handle, long length, bool isWritable, long offset = 0)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        int page = Environment.SystemPageSize;
        int rounded = checked((int)((length + page - 1) / page * page));
        int protection = LibC.PROT_READ | (isWritable ? LibC.PROT_WRITE : 0);
        using BorrowedDescriptor fd = handle.Borrow();
        nint address = LibC.MMap(0, (nuint)rounded, protection, LibC.MAP_SHARED, fd.Number, offset);
        if (address == -1)
        {
            int errno = Marshal.GetLastPInvokeError();
            throw new BpfException("map into memory", errno, errno switch
            {
                Errno.EINVAL => "the map must be made with BPF_F_MMAPABLE",
                Errno.EPERM => "the map is frozen or opened read-only: map it for reading",
                _ => null,
            });
        }

        return new MappedMemory((byte*)address, rounded);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_address is null, this);

        // SAFETY: address and length are those of one successful mmap that has not been undone.
        return new Span<byte>(_address, _length);
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length);
        ObjectDisposedException.ThrowIf(_address is null, this);

        // SAFETY: memory that mmap gave does not move, and the index lies within it.
        return new MemoryHandle(_address + elementIndex, default, this);
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
        // Nothing to do: the memory does not move.
    }

    /// <summary>Unmaps the memory.</summary>
    public void Dispose() => ((IDisposable)this).Dispose();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            if (_address is not null)
            {
                _ = LibC.MUnmap((nint)_address, (nuint)_length);
                _address = null;
            }
        }
    }
}
