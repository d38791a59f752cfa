using System.Diagnostics.CodeAnalysis;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>A ring buffer: records wait here until user space takes them.</summary>
/// <remarks>
/// Room is accounted as in the kernel: each record takes 8 bytes of header and is rounded up to 8 bytes; a record
/// that is
/// reserved but not yet submitted holds back those behind it.
/// </remarks>
public sealed class VmRingBuffer : VmMap
{
    private const int HeaderSize = 8;

    // A record may reach beyond the end, where the kernel maps the start once more; here there is just more memory.
    private readonly VmBuffer _memory;
    private readonly Queue<Record> _records = new();
    private ulong _producer;
    private ulong _consumer;

    internal VmRingBuffer(VmMapShape shape)
        : base(shape) => _memory = new VmBuffer("ring buffer", new byte[2 * shape.MaxEntries]);

    private enum RecordState
    {
        Busy,
        Submitted,
        Discarded,
    }

    /// <summary>Records that were submitted and not yet taken, and those that hold them back.</summary>
    public int PendingCount => _records.Count;

    /// <summary>Records that found no room.</summary>
    public int DroppedCount { get; private set; }

    internal override VmBuffer Memory => _memory;

    internal override IReadOnlyList<byte[]> Keys => [];

    /// <summary>Bytes between consumer and producer, headers included (<c>BPF_RB_AVAIL_DATA</c>).</summary>
    internal ulong AvailableData => _producer - _consumer;

    internal ulong ConsumerPosition => _consumer;

    internal ulong ProducerPosition => _producer;

    /// <summary>Takes the oldest record; discarded ones are skipped.</summary>
    public bool TryRead([NotNullWhen(true)] out byte[]? record)
    {
        record = null;
        while (record is null && _records.TryPeek(out Record? oldest) && oldest.State != RecordState.Busy)
        {
            _records.Dequeue();
            _consumer += (ulong)VmMapShape.RoundUp(oldest.Size + HeaderSize);
            if (oldest.State == RecordState.Submitted)
            {
                record = _memory.Bytes.AsSpan(oldest.Offset, oldest.Size).ToArray();
            }
        }

        return record is not null;
    }

    /// <summary>Takes all records that are ready.</summary>
    public IReadOnlyList<byte[]> ReadAll()
    {
        var records = new List<byte[]>();
        while (TryRead(out byte[]? record))
        {
            records.Add(record);
        }

        return records;
    }

    /// <summary>Offset of memory for a record, or -1 if there is no room.</summary>
    internal int Reserve(ulong size)
    {
        ulong length = size + HeaderSize + 7 & ~7UL;
        ulong capacity = (ulong)Shape.MaxEntries;
        if (size > int.MaxValue / 4 || length > capacity || AvailableData + length > capacity - 1)
        {
            DroppedCount++;
            return -1;
        }

        int offset = (int)(_producer % capacity) + HeaderSize;
        _records.Enqueue(new Record(offset, (int)size));
        _producer += length;
        return offset;
    }

    /// <summary>Ends a reservation; false if there is none at the offset.</summary>
    internal bool Commit(int offset, bool discard)
    {
        Record? record = _records.LastOrDefault(candidate => candidate.Offset == offset);
        if (record is not { State: RecordState.Busy })
        {
            return false;
        }

        record.State = discard ? RecordState.Discarded : RecordState.Submitted;
        return true;
    }

    internal override int Find(ReadOnlySpan<byte> key, int cpu) => -1;

    internal override int Store(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags, int? cpu) =>
        -Errno.ENOTSUPP;

    internal override int Remove(ReadOnlySpan<byte> key) => -Errno.ENOTSUPP;

    private protected override byte[]? Read(ReadOnlySpan<byte> key) => null;

    private sealed class Record(int offset, int size)
    {
        public int Offset { get; } = offset;

        public int Size { get; } = size;

        public RecordState State { get; set; }
    }
}
