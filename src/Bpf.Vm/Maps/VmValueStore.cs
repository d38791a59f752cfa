using System.Numerics;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Memory for the values of a table: slots of one value, or of one for each CPU.</summary>
/// <remarks>Values are a power of two apart so that an access across the end of one is noticed at once.</remarks>
internal sealed class VmValueStore
{
    private readonly VmMapShape _shape;
    private readonly int _stride;

    public VmValueStore(VmMapShape shape, int slots)
    {
        _shape = shape;
        _stride = (int)BitOperations.RoundUpToPowerOf2((uint)VmMapShape.RoundUp(shape.ValueSize));
        Buffer = new VmBuffer($"{shape.Type} map value", new byte[Size(slots)])
        {
            IsWritable = !shape.Flags.HasFlag(MapFlags.ReadOnlyProgram),
            ElementMask = (uint)_stride - 1,
            ElementSize = (uint)shape.ValueSize,
        };
    }

    public VmBuffer Buffer { get; }

    public int SlotSize => _stride * _shape.ValuesPerEntry;

    public int OffsetOf(int slot, int cpu) => slot * SlotSize + (_shape.IsPerCpu ? cpu * _stride : 0);

    /// <summary>Makes sure that a slot has memory.</summary>
    public void Reserve(int slot)
    {
        int needed = Size(slot + 1);
        if (Buffer.Bytes.Length >= needed)
        {
            return;
        }

        byte[] bytes = Buffer.Bytes;
        Array.Resize(ref bytes, (int)Math.Min(Math.Max((long)needed, bytes.Length * 2L), Array.MaxLength));
        Buffer.Bytes = bytes;
        Buffer.End = (uint)bytes.Length;
    }

    /// <summary>
    /// Writes the value of one CPU and zeroes the others, or writes those of all CPUs for user space.
    /// </summary>
    /// <param name="isNew">Whether the slot was not in use: only then other CPUs' values are zeroed.</param>
    public void Write(int slot, ReadOnlySpan<byte> value, int? cpu, bool isNew)
    {
        Span<byte> memory = Buffer.Bytes.AsSpan(slot * SlotSize, SlotSize);
        if (isNew)
        {
            memory.Clear();
        }

        if (cpu is { } one)
        {
            value.CopyTo(Buffer.Bytes.AsSpan(OffsetOf(slot, one)));
            return;
        }

        int userStride = _shape.IsPerCpu ? VmMapShape.RoundUp(_shape.ValueSize) : _shape.ValueSize;
        for (int i = 0; i < _shape.ValuesPerEntry; i++)
        {
            value.Slice(i * userStride, _shape.ValueSize).CopyTo(memory[(i * _stride)..]);
        }
    }

    /// <summary>The value as user space sees it.</summary>
    public byte[] Read(int slot)
    {
        byte[] value = new byte[_shape.UserValueSize];
        int userStride = _shape.IsPerCpu ? VmMapShape.RoundUp(_shape.ValueSize) : _shape.ValueSize;
        for (int i = 0; i < _shape.ValuesPerEntry; i++)
        {
            Buffer.Bytes.AsSpan(OffsetOf(slot, i), _shape.ValueSize).CopyTo(value.AsSpan(i * userStride));
        }

        return value;
    }

    private int Size(int slots)
    {
        long size = (long)slots * _stride * _shape.ValuesPerEntry;
        return size <= Array.MaxLength
            ? (int)size
            : throw new ArgumentException($"create map: {size} bytes of values are more than the VM has");
    }
}
