using System.Buffers.Binary;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Maps by index or key.</summary>
public sealed class VmMapOfMaps : VmMap
{
    private readonly Dictionary<byte[], VmMap> _maps = new(KeyComparer.Instance);

    internal VmMapOfMaps(VmMapShape shape)
        : base(shape)
    {
    }

    internal override VmBuffer? Memory => null;

    internal override IReadOnlyList<byte[]> Keys => [.. _maps.Keys.Select(key => (byte[])key.Clone())];

    /// <summary>Puts a map at a key, or removes it when null.</summary>
    /// <returns>0; -E2BIG when full or the index is out of range; -ENOENT when there is none to remove.</returns>
    public int Set(ReadOnlySpan<byte> key, VmMap? map)
    {
        byte[] owned = key.ToArray();
        if (map is null)
        {
            return _maps.Remove(owned) ? 0 : -Errno.ENOENT;
        }

        bool isFull = !_maps.ContainsKey(owned) && _maps.Count == Shape.MaxEntries;
        if (isFull || !IsInRange(owned))
        {
            return -Errno.E2BIG;
        }

        _maps[owned] = map;
        return 0;
    }

    /// <summary>The map at a key, or null.</summary>
    public VmMap? Get(ReadOnlySpan<byte> key) => _maps.GetValueOrDefault(key.ToArray());

    internal override int Find(ReadOnlySpan<byte> key, int cpu) => -1;

    internal override int Store(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags, int? cpu) =>
        -Errno.EINVAL;

    internal override int Remove(ReadOnlySpan<byte> key) => Set(key, null);

    private protected override byte[]? Read(ReadOnlySpan<byte> key) => null;

    private bool IsInRange(byte[] key) =>
        Shape.Type == MapType.HashOfMaps || BinaryPrimitives.ReadUInt32LittleEndian(key) < (uint)Shape.MaxEntries;
}
