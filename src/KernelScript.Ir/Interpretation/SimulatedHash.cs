namespace KernelScript.Ir.Interpretation;

/// <summary>A hash map, per-CPU or LRU included.</summary>
/// <remarks>
/// As in the kernel, an update of a present key puts a new value in the place of the old one, except in per-CPU maps. A
/// pointer to the old value is stale here, because in the kernel that memory may already belong to another entry.
/// </remarks>
internal sealed class SimulatedHash(IrMap map, IrMemory memory) : SimulatedMap(map, memory)
{
    private readonly Dictionary<string, LinkedListNode<(byte[] Key, MemoryRegion Value)>> _byKey = [];

    /// <summary>The least recently used entry is first.</summary>
    private readonly LinkedList<(byte[] Key, MemoryRegion Value)> _entries = [];

    private bool IsPerCpu => Map.Type is 5 or 10;

    private bool IsLru => Map.Type is 9 or 10;

    public override IEnumerable<(byte[] Key, MemoryRegion Value)> Entries => [.. _entries];

    public override MemoryRegion? Lookup(ReadOnlySpan<byte> key)
    {
        if (!_byKey.TryGetValue(Convert.ToHexString(key), out LinkedListNode<(byte[] Key, MemoryRegion Value)>? node))
        {
            return null;
        }

        if (IsLru)
        {
            _entries.Remove(node);
            _entries.AddLast(node);
        }

        return node.Value.Value;
    }

    public override long Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long flags)
    {
        if ((ulong)flags > MustExist)
        {
            return Invalid;
        }

        _byKey.TryGetValue(Convert.ToHexString(key), out LinkedListNode<(byte[] Key, MemoryRegion Value)>? node);
        if (node is null)
        {
            return flags == MustExist ? NoEntry : Insert(key, value);
        }

        if (flags == NoExist)
        {
            return Exists;
        }

        if (IsPerCpu)
        {
            value.CopyTo(node.Value.Value.Bytes);
            return 0;
        }

        node.Value.Value.Kill();
        node.Value = (node.Value.Key, Memory.Add(AddressSpace.MapValue, value.ToArray()));
        return 0;
    }

    public override long Delete(ReadOnlySpan<byte> key)
    {
        if (!_byKey.Remove(Convert.ToHexString(key), out LinkedListNode<(byte[] Key, MemoryRegion Value)>? node))
        {
            return NoEntry;
        }

        node.Value.Value.Kill();
        _entries.Remove(node);
        return 0;
    }

    private long Insert(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (_entries.Count >= Map.MaxEntries)
        {
            if (!IsLru)
            {
                return TooBig;
            }

            Delete(_entries.First!.Value.Key);
        }

        MemoryRegion region = Memory.Add(AddressSpace.MapValue, value.ToArray());
        _byKey[Convert.ToHexString(key)] = _entries.AddLast((key.ToArray(), region));
        return 0;
    }
}
