using System.Runtime.InteropServices;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>
/// Takes the records out of a ring buffer map, in the order programs reserved them, without copying. Since Linux 5.8.
/// </summary>
/// <remarks>
/// <para>
/// Safe for use by several threads, of which one reads at a time. Waiting is by <c>epoll</c>: no time is spent while
/// there
/// are no records. A program that finds no room gets null from <c>bpf_ringbuf_reserve</c>; the kernel counts no such
/// losses, so programs that care count them themselves.
/// </para>
/// <para>
/// Layout, kernel/bpf/ringbuf.c: a page with the position of the consumer, a page with that of the producer, and the
/// data
/// twice in a row, so that a record that goes over the end can be read in one piece.
/// </para>
/// </remarks>
public sealed class RingBufferReader : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Map _map;
    private readonly MappedMemory _consumer;
    private readonly MappedMemory _producer;
    private readonly EventPoll _poll = new();
    private bool _isDisposed;

    /// <summary>Opens a ring buffer. The map stays with its owner and must outlive the reader.</summary>
    /// <exception cref="ArgumentException">The map is no ring buffer.</exception>
    /// <exception cref="BpfException">It cannot be mapped into memory.</exception>
    public RingBufferReader(Map map)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map.Type != MapType.RingBuf)
        {
            throw new ArgumentException($"{map} is no ring buffer.", nameof(map));
        }

        int page = Environment.SystemPageSize;
        _map = map;
        try
        {
            _consumer = MappedMemory.Map(map.Handle, page, isWritable: true);
            _producer = MappedMemory.Map(map.Handle, page + (2L * map.MaxEntries), isWritable: false, offset: page);
            _poll.AddReadable(map.Handle, 0);
        }
        catch
        {
            _consumer?.Dispose();
            _producer?.Dispose();
            _poll.Dispose();
            throw;
        }
    }

    /// <summary>Bytes the buffer holds.</summary>
    public long Capacity => _map.MaxEntries;

    /// <summary>Bytes written and not read yet, headers of 8 bytes included.</summary>
    public long PendingBytes
    {
        get
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                return (long)(Volatile.Read(ref ProducerPosition) - Volatile.Read(ref ConsumerPosition));
            }
        }
    }

    /// <summary>Records read so far.</summary>
    public long RecordCount { get; internal set; }

    /// <summary>Records that programs reserved and then discarded, passed over so far.</summary>
    public long DiscardedCount { get; internal set; }

    internal bool IsDisposed => _isDisposed;

    internal int DataSize => (int)_map.MaxEntries;

    /// <summary>The data, twice in a row.</summary>
    internal ReadOnlySpan<byte> Data => _producer.GetSpan()[Environment.SystemPageSize..];

    internal ref ulong ConsumerPosition => ref MemoryMarshal.AsRef<ulong>(_consumer.GetSpan());

    internal ref ulong ProducerPosition => ref MemoryMarshal.AsRef<ulong>(_producer.GetSpan());

    /// <summary>
    /// The records that are there now, for one <c>foreach</c>. Their room is given back at its end, or on the way.
    /// </summary>
    /// <returns>What to enumerate. The spans are valid within the loop's body only.</returns>
    public RingBufferBatch ReadAvailable() => new(this);

    /// <summary>Gives the records that are there now to a handler.</summary>
    /// <returns>How many there were.</returns>
    /// <remarks>What the handler throws comes out here; its record counts as read.</remarks>
    /// <exception cref="ObjectDisposedException">The reader was disposed before.</exception>
    public int Read(RingBufferHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        int count = 0;
        foreach (ReadOnlySpan<byte> record in ReadAvailable())
        {
            count++;
            handler(record);
        }

        return count;
    }

    /// <summary>Waits until there is a record.</summary>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <returns>
    /// Whether there may be records; <see langword="false"/> after the timeout or when the reader was disposed.
    /// </returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public bool Wait(TimeSpan timeout, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return _poll.Wait(timeout, cancellation) >= 0 && !_isDisposed;
    }

    /// <summary>Gives records to a handler as they come, until cancelled or disposed.</summary>
    /// <remarks>Blocks the calling thread. What the handler throws comes out here.</remarks>
    public void Run(RingBufferHandler handler, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(handler);
        try
        {
            while (Wait(Timeout.InfiniteTimeSpan, cancellation))
            {
                Read(handler);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The ordinary end.
        }
    }

    /// <summary>Waits until one of several buffers has a record.</summary>
    /// <returns>The index of one that may have; -1 after the timeout.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static int WaitAny(
        IReadOnlyList<RingBufferReader> readers, TimeSpan timeout, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(readers);
        using var poll = new EventPoll();
        for (int i = 0; i < readers.Count; i++)
        {
            poll.AddReadable(readers[i]._map.Handle, i);
        }

        return poll.Wait(timeout, cancellation);
    }

    /// <summary>Ends waits, lets a batch that is being read end, and unmaps the memory.</summary>
    public void Dispose()
    {
        _poll.Dispose();
        lock (_lock)
        {
            _isDisposed = true;
            _consumer.Dispose();
            _producer.Dispose();
        }
    }

    internal void EnterBatch()
    {
        _lock.Enter();
        if (_isDisposed)
        {
            _lock.Exit();
            throw new ObjectDisposedException(nameof(RingBufferReader));
        }
    }

    internal void ExitBatch() => _lock.Exit();
}
