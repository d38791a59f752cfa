using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>Walks the entries of a map: in batches where the kernel has them (5.6), key by key otherwise.</summary>
internal sealed class MapEntryReader
{
    private readonly Map _map;
    private readonly bool _delete;
    private readonly byte[] _position;
    private byte[] _keys;
    private byte[] _values;
    private bool _isStarted;
    private bool _isLast;
    private bool _isKeyByKey;
    private uint _steps;

    /// <param name="batchSize">Entries to read at a time; more when one bucket of the hash table holds more.</param>
    /// <param name="delete">Whether what is read is removed.</param>
    public MapEntryReader(Map map, int batchSize, bool delete = false)
    {
        if (map.KeySize == 0)
        {
            throw new BpfException($"walk {map}", "it has no keys", "take values out of it one by one");
        }

        _map = map;
        _delete = delete;

        // Hash maps keep a bucket number of 4 bytes here, others a key.
        _position = new byte[Math.Max(map.KeySize, sizeof(uint))];
        int capacity = (int)Math.Clamp(map.MaxEntries, 1, (uint)batchSize);
        _keys = new byte[capacity * map.KeySize];
        _values = new byte[capacity * map.Shape.ValueBufferSize];
    }

    /// <summary>Entries read by the last call.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<byte> Key(int index) => _keys.AsSpan(index * _map.KeySize, _map.KeySize);

    public ReadOnlySpan<byte> Value(int index) =>
        _values.AsSpan(index * _map.Shape.ValueBufferSize, _map.Shape.ValueBufferSize);

    /// <summary>Reads the next entries.</summary>
    /// <returns>Whether there were any.</returns>
    public bool ReadNext()
    {
        Count = 0;
        while (!_isLast && Count == 0)
        {
            if (_isKeyByKey)
            {
                ReadKeyByKey();
            }
            else
            {
                ReadBatch();
            }
        }

        return Count > 0;
    }

    private void ReadBatch()
    {
        uint count = (uint)(_keys.Length / _map.KeySize);
        byte[] next = new byte[_position.Length];
        int errno = _map.Kernel.LookupBatch(
            _map.Handle, _delete, _isStarted ? _position : [], next, _keys, _values, ref count);
        switch (errno)
        {
            case 0 or Errno.ENOENT:
                _isStarted = true;
                _isLast = errno == Errno.ENOENT;
                next.CopyTo(_position, 0);
                Count = (int)count;
                break;
            case Errno.ENOSPC:
                // A bucket holds more entries than there is room for. The kernel consumed nothing.
                _keys = new byte[_keys.Length * 2];
                _values = new byte[_values.Length * 2];
                break;
            case Errno.EINTR or Errno.EAGAIN:
                break;
            default:
                _isKeyByKey = !_isStarted && Map.IsBatchMissing(errno)
                    ? true
                    : throw new BpfException($"read {_map}", errno);
                break;
        }
    }

    private void ReadKeyByKey()
    {
        Span<byte> position = _position.AsSpan(0, _map.KeySize);
        Span<byte> key = _keys.AsSpan(0, _map.KeySize);
        ReadOnlySpan<byte> from = _isStarted && !_delete ? position : [];
        if (!_map.TryGetNextKey(from, key))
        {
            _isLast = true;
            return;
        }

        // When the key we stand on is removed, the kernel starts over from the first.
        if (!_delete && !_map.Shape.IsArray && _steps++ > 2L * _map.MaxEntries)
        {
            throw new BpfException($"read {_map}", "it changes faster than it can be walked", "walk it again");
        }

        key.CopyTo(position);
        _isStarted = true;
        Count = _map.TryLookup(key, _values.AsSpan(0, _map.Shape.ValueBufferSize)) ? 1 : 0;
        if (_delete)
        {
            _map.Delete(key);
        }
    }
}
