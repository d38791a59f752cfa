using System.Runtime.InteropServices;

namespace Bpf.Loader;

/// <summary>The records that are in a ring buffer now. <c>foreach</c> goes through them once.</summary>
public readonly ref struct RingBufferBatch
{
    private readonly RingBufferReader _reader;

    internal RingBufferBatch(RingBufferReader reader) => _reader = reader;

    /// <summary>Starts reading; other readers of the buffer wait until the enumerator is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The reader was disposed before.</exception>
    public Enumerator GetEnumerator() => new(_reader);

    /// <summary>Goes through the records and gives their room back.</summary>
    public ref struct Enumerator : IDisposable
    {
        private const int HeaderSize = 8; // struct bpf_ringbuf_hdr
        private const uint BusyBit = 1u << 31; // BPF_RINGBUF_BUSY_BIT
        private const uint DiscardBit = 1u << 30; // BPF_RINGBUF_DISCARD_BIT
        private const uint LengthMask = DiscardBit - 1;

        private readonly RingBufferReader _reader;
        private readonly ReadOnlySpan<byte> _data;
        private readonly ref ulong _consumer;
        private readonly ref ulong _producer;
        private readonly ulong _mask;
        private readonly ulong _publishStep;
        private ulong _published;
        private ulong _position;
        private ulong _end;
        private bool _isDisposed;

        internal Enumerator(RingBufferReader reader)
        {
            reader.EnterBatch();
            _reader = reader;
            _data = reader.Data;
            _consumer = ref reader.ConsumerPosition;
            _producer = ref reader.ProducerPosition;
            _mask = (ulong)reader.DataSize - 1;

            // Giving room back costs a cache line that producers read, and makes the kernel wake us for each record
            // once we have caught up. So it is done in steps, small enough for producers to find room in time.
            _publishStep = Math.Max(1, (ulong)reader.DataSize / 16);
            _position = _published = Volatile.Read(ref _consumer);
            _end = Volatile.Read(ref _producer);
        }

        /// <summary>The record: as long as the program reserved. Valid until the next call.</summary>
        public ReadOnlySpan<byte> Current { get; private set; }

        /// <summary>Goes to the next record that was submitted.</summary>
        public bool MoveNext()
        {
            while (!_reader.IsDisposed)
            {
                if (_position - _published >= _publishStep)
                {
                    Publish();
                }

                if (_position >= _end && !LookAgain())
                {
                    return false;
                }

                int at = (int)(_position & _mask);
                uint header = Volatile.Read(in MemoryMarshal.AsRef<uint>(_data[at..]));
                if ((header & BusyBit) != 0)
                {
                    return false; // reserved, not submitted yet: those behind it have to wait
                }

                int length = (int)(header & LengthMask);
                _position += (ulong)((length + HeaderSize + 7) & ~7);
                if ((header & DiscardBit) == 0)
                {
                    _reader.RecordCount++;
                    Current = _data.Slice(at + HeaderSize, length);
                    return true;
                }

                _reader.DiscardedCount++;
            }

            return false;
        }

        /// <summary>Gives the room of the records read back to the kernel.</summary>
        public void Dispose()
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            if (!_reader.IsDisposed)
            {
                Publish();
            }

            _reader.ExitBatch();
        }

        private void Publish()
        {
            Volatile.Write(ref _consumer, _position);
            _published = _position;
        }

        private bool LookAgain()
        {
            _end = Volatile.Read(ref _producer);
            return _position < _end;
        }
    }
}
