using System.Buffers.Binary;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Arrays: plain and per CPU, and the maps of devices, CPUs and sockets that are indexed alike.</summary>
public sealed class VmArrayMap : VmMap
{
    private readonly VmValueStore _values;

    internal VmArrayMap(VmMapShape shape)
        : base(shape) => _values = new VmValueStore(shape, shape.MaxEntries);

    internal override VmBuffer Memory => _values.Buffer;

    internal override IReadOnlyList<byte[]> Keys
    {
        get
        {
            byte[][] keys = new byte[Shape.MaxEntries][];
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = new byte[sizeof(uint)];
                BinaryPrimitives.WriteInt32LittleEndian(keys[i], i);
            }

            return keys;
        }
    }

    private bool CanDelete => Shape.Type is MapType.DevMap or MapType.CpuMap or MapType.XskMap;

    internal override int Find(ReadOnlySpan<byte> key, int cpu)
    {
        uint index = BinaryPrimitives.ReadUInt32LittleEndian(key);
        return index < (uint)Shape.MaxEntries ? _values.OffsetOf((int)index, cpu) : -1;
    }

    internal override int Store(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags, int? cpu)
    {
        ulong mode = flags & ~LockFlag;
        uint index = BinaryPrimitives.ReadUInt32LittleEndian(key);
        if (mode > (ulong)MapUpdateMode.OnlyExisting)
        {
            return -Errno.EINVAL;
        }

        if (index >= (uint)Shape.MaxEntries)
        {
            return -Errno.E2BIG;
        }

        if (mode == (ulong)MapUpdateMode.OnlyNew)
        {
            return -Errno.EEXIST;
        }

        _values.Write((int)index, value, cpu, isNew: false);
        return 0;
    }

    internal override int Remove(ReadOnlySpan<byte> key)
    {
        int offset = Find(key, 0);
        if (!CanDelete || offset < 0)
        {
            return -Errno.EINVAL;
        }

        _values.Buffer.Bytes.AsSpan(offset, Shape.ValueSize).Clear();
        return 0;
    }

    private protected override byte[]? Read(ReadOnlySpan<byte> key)
    {
        uint index = BinaryPrimitives.ReadUInt32LittleEndian(key);
        return index < (uint)Shape.MaxEntries ? _values.Read((int)index) : null;
    }
}
