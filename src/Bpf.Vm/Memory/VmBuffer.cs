namespace Bpf.Vm;

/// <summary>A piece of memory that programs can address.</summary>
internal sealed class VmBuffer(string name, byte[] bytes)
{
    /// <summary>What it is, for messages.</summary>
    public string Name { get; } = name;

    /// <summary>The memory; replaced when it grows.</summary>
    public byte[] Bytes { get; set; } = bytes;

    /// <summary>First accessible offset.</summary>
    public uint Start { get; set; }

    /// <summary>One past the last accessible offset.</summary>
    public uint End { get; set; } = (uint)bytes.Length;

    /// <summary>The offset that messages count from: the frame pointer, the first byte of the packet.</summary>
    public uint Zero { get; set; }

    /// <summary>The low half of the address of offset 0.</summary>
    public uint Origin { get; init; }

    /// <summary>Whether programs may write everywhere.</summary>
    public bool IsWritable { get; init; } = true;

    /// <summary>Offsets that programs may write although the rest is read-only; null for none.</summary>
    public bool[]? WritableBytes { get; init; }

    /// <summary>
    /// Mask of the offset inside an element, for memory that is an array of elements a power of two apart; else 0.
    /// </summary>
    public uint ElementMask { get; init; }

    /// <summary>Accessible bytes of each element.</summary>
    public uint ElementSize { get; init; } = uint.MaxValue;

    /// <summary>Whether so many bytes at an offset can be read.</summary>
    public bool Contains(uint offset, uint size) =>
        offset >= Start
        && (ulong)offset + size <= End
        && (ulong)(offset & ElementMask) + size <= ElementSize;

    /// <summary>Whether so many bytes at an offset can be written.</summary>
    public bool CanWrite(uint offset, uint size)
    {
        if (IsWritable || WritableBytes is not { } writable)
        {
            return IsWritable;
        }

        for (uint i = 0; i < size; i++)
        {
            if (!writable[offset + i])
            {
                return false;
            }
        }

        return true;
    }
}
