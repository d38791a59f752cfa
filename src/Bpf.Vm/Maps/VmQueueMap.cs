using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Queues and stacks.</summary>
public sealed class VmQueueMap : VmMap
{
    private readonly LinkedList<byte[]> _values = new();

    internal VmQueueMap(VmMapShape shape)
        : base(shape)
    {
    }

    /// <summary>Values now.</summary>
    public int Count => _values.Count;

    internal override VmBuffer? Memory => null;

    internal override IReadOnlyList<byte[]> Keys => [];

    private LinkedListNode<byte[]>? Next => Shape.Type == MapType.Queue ? _values.First : _values.Last;

    /// <summary>Takes the next value out.</summary>
    public bool TryTake(out byte[] value)
    {
        value = new byte[Shape.ValueSize];
        return Take(value, remove: true) == 0;
    }

    internal override int Find(ReadOnlySpan<byte> key, int cpu) => -1;

    internal override int Store(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags, int? cpu) =>
        cpu is null ? Push(value, flags) : -Errno.EINVAL;

    internal override int Remove(ReadOnlySpan<byte> key) => -Errno.EINVAL;

    internal override int Push(ReadOnlySpan<byte> value, ulong flags)
    {
        bool replaces = flags == (ulong)MapUpdateMode.OnlyExisting;
        if (!replaces && flags != 0)
        {
            return -Errno.EINVAL;
        }

        if (_values.Count == Shape.MaxEntries)
        {
            if (!replaces)
            {
                return -Errno.E2BIG;
            }

            _values.RemoveFirst();
        }

        _values.AddLast(value.ToArray());
        return 0;
    }

    internal override int Take(Span<byte> value, bool remove)
    {
        if (Next is not { } node)
        {
            value.Clear();
            return -Errno.ENOENT;
        }

        node.Value.CopyTo(value);
        if (remove)
        {
            _values.Remove(node);
        }

        return 0;
    }

    private protected override byte[]? Read(ReadOnlySpan<byte> key) => (byte[]?)Next?.Value.Clone();
}
