using System.Buffers.Binary;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>
/// Longest prefix match. A key is the prefix length in bits (4 bytes), then the data, highest bit first.
/// </summary>
/// <remarks>
/// Prefixes of each length are hashed apart; a lookup tries the lengths in use from the longest down.
/// </remarks>
public sealed class VmLpmTrieMap : VmMap
{
    private const int LengthSize = sizeof(uint);

    private readonly VmValueStore _values;
    private readonly Dictionary<byte[], int> _slots = new(KeyComparer.Instance);
    private readonly SortedDictionary<int, int> _countByLength = new(Comparer<int>.Create((x, y) => y.CompareTo(x)));
    private readonly Stack<int> _freeSlots = new();

    internal VmLpmTrieMap(VmMapShape shape)
        : base(shape) => _values = new VmValueStore(shape, 0);

    internal override VmBuffer Memory => _values.Buffer;

    internal override IReadOnlyList<byte[]> Keys => [.. _slots.Keys.Select(key => (byte[])key.Clone())];

    private int MaxLength => (Shape.KeySize - LengthSize) * 8;

    internal override int Find(ReadOnlySpan<byte> key, int cpu) =>
        FindSlot(key) is { } slot ? _values.OffsetOf(slot, cpu) : -1;

    internal override int Store(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags, int? cpu)
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(key);
        if (flags > (ulong)MapUpdateMode.OnlyExisting || length > MaxLength)
        {
            return -Errno.EINVAL;
        }

        byte[] prefix = Prefix(key, (int)length);
        bool exists = _slots.TryGetValue(prefix, out int slot);
        if (exists && flags == (ulong)MapUpdateMode.OnlyNew)
        {
            return -Errno.EEXIST;
        }

        if (!exists && flags == (ulong)MapUpdateMode.OnlyExisting)
        {
            return -Errno.ENOENT;
        }

        if (!exists && _slots.Count == Shape.MaxEntries)
        {
            return -Errno.ENOSPC;
        }

        if (!exists)
        {
            slot = _freeSlots.TryPop(out int free) ? free : _slots.Count;
            _values.Reserve(slot);
            _slots.Add(prefix, slot);
            _countByLength[(int)length] = _countByLength.GetValueOrDefault((int)length) + 1;
        }

        _values.Write(slot, value, cpu, isNew: !exists);
        return 0;
    }

    internal override int Remove(ReadOnlySpan<byte> key)
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(key);
        if (length > MaxLength)
        {
            return -Errno.EINVAL;
        }

        if (!_slots.Remove(Prefix(key, (int)length), out int slot))
        {
            return -Errno.ENOENT;
        }

        _freeSlots.Push(slot);
        if (--_countByLength[(int)length] == 0)
        {
            _countByLength.Remove((int)length);
        }

        return 0;
    }

    private protected override byte[]? Read(ReadOnlySpan<byte> key) =>
        FindSlot(key) is { } slot ? _values.Read(slot) : null;

    private int? FindSlot(ReadOnlySpan<byte> key)
    {
        uint wanted = BinaryPrimitives.ReadUInt32LittleEndian(key);
        if (wanted > MaxLength)
        {
            return null;
        }

        foreach (int length in _countByLength.Keys)
        {
            if (length <= wanted && _slots.TryGetValue(Prefix(key, length), out int slot))
            {
                return slot;
            }
        }

        return null;
    }

    private static byte[] Prefix(ReadOnlySpan<byte> key, int length)
    {
        byte[] prefix = key.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(prefix, length);
        Span<byte> data = prefix.AsSpan(LengthSize);
        int whole = length / 8;
        if (length % 8 != 0)
        {
            data[whole] &= (byte)(0xff00 >> (length % 8));
            whole++;
        }

        data[whole..].Clear();
        return prefix;
    }
}
