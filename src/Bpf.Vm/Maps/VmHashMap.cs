using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Hash tables: plain, per CPU, LRU.</summary>
/// <remarks>
/// LRU maps drop exactly the entry that was looked up or stored longest ago; the kernel's choice is only near that.
/// </remarks>
public sealed class VmHashMap : VmMap
{
    private readonly VmValueStore _values;
    private readonly Dictionary<byte[], int> _slots = new(KeyComparer.Instance);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _slotsBySpan;
    private readonly Stack<int> _freeSlots = new();

    // Keys of an LRU map, least recently used first; the node of each slot.
    private readonly LinkedList<byte[]>? _useOrder;
    private readonly Dictionary<int, LinkedListNode<byte[]>> _nodes = [];

    internal VmHashMap(VmMapShape shape)
        : base(shape)
    {
        _values = new VmValueStore(shape, 0);
        _slotsBySpan = _slots.GetAlternateLookup<ReadOnlySpan<byte>>();
        _useOrder = shape.Type is MapType.LruHash or MapType.LruPerCpuHash ? new() : null;
    }

    /// <summary>Entries now.</summary>
    public int Count => _slots.Count;

    internal override VmBuffer Memory => _values.Buffer;

    internal override IReadOnlyList<byte[]> Keys => [.. _slots.Keys.Select(key => (byte[])key.Clone())];

    internal override int Find(ReadOnlySpan<byte> key, int cpu)
    {
        if (!_slotsBySpan.TryGetValue(key, out int slot))
        {
            return -1;
        }

        Touch(slot);
        return _values.OffsetOf(slot, cpu);
    }

    internal override int Store(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags, int? cpu)
    {
        ulong mode = flags & ~LockFlag;
        if (mode > (ulong)MapUpdateMode.OnlyExisting)
        {
            return -Errno.EINVAL;
        }

        bool exists = _slotsBySpan.TryGetValue(key, out int slot);
        if (exists && mode == (ulong)MapUpdateMode.OnlyNew)
        {
            return -Errno.EEXIST;
        }

        if (!exists && mode == (ulong)MapUpdateMode.OnlyExisting)
        {
            return -Errno.ENOENT;
        }

        if (!exists && !TryAddSlot(key, out slot))
        {
            return -Errno.E2BIG;
        }

        Touch(slot);
        _values.Write(slot, value, cpu, isNew: !exists);
        return 0;
    }

    internal override int Remove(ReadOnlySpan<byte> key)
    {
        if (!_slotsBySpan.Remove(key, out _, out int slot))
        {
            return -Errno.ENOENT;
        }

        _freeSlots.Push(slot);
        if (_useOrder is not null && _nodes.Remove(slot, out LinkedListNode<byte[]>? node))
        {
            _useOrder.Remove(node);
        }

        return 0;
    }

    private protected override byte[]? Read(ReadOnlySpan<byte> key) =>
        _slotsBySpan.TryGetValue(key, out int slot) ? _values.Read(slot) : null;

    private bool TryAddSlot(ReadOnlySpan<byte> key, out int slot)
    {
        slot = -1;
        if (_slots.Count == Shape.MaxEntries)
        {
            if (_useOrder?.First is not { } oldest)
            {
                return false;
            }

            Remove(oldest.Value);
        }

        slot = _freeSlots.TryPop(out int free) ? free : _slots.Count;
        _values.Reserve(slot);
        byte[] owned = key.ToArray();
        _slots.Add(owned, slot);
        if (_useOrder is not null)
        {
            _nodes.Add(slot, _useOrder.AddLast(owned));
        }

        return true;
    }

    private void Touch(int slot)
    {
        if (_useOrder is not null)
        {
            LinkedListNode<byte[]> node = _nodes[slot];
            _useOrder.Remove(node);
            _useOrder.AddLast(node);
        }
    }
}
