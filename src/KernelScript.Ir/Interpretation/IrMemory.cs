using System.Buffers.Binary;

namespace KernelScript.Ir.Interpretation;

/// <summary>All memory of a machine. Every access is checked.</summary>
public sealed class IrMemory
{
    private readonly List<MemoryRegion?> _regions = [null];

    /// <summary>A new region holding <paramref name="bytes"/> themselves, not a copy.</summary>
    public MemoryRegion Add(AddressSpace space, byte[] bytes, bool isReadOnly = false)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return Add(new MemoryRegion(_regions.Count, space, bytes, isWritten: true) { IsReadOnly = isReadOnly });
    }

    /// <summary>A new region whose bytes cannot be read before they are written.</summary>
    public MemoryRegion AddUninitialized(AddressSpace space, int size) =>
        Add(new MemoryRegion(_regions.Count, space, new byte[size], isWritten: false));

    /// <summary>The region that an address was made from, or null.</summary>
    public MemoryRegion? Find(ulong address) =>
        MemoryRegion.Split(address).Number is > 0 and var number && number < _regions.Count ? _regions[number] : null;

    /// <summary>The bytes at <paramref name="address"/>, for reading.</summary>
    /// <exception cref="IrTrapException">They are not there, or nothing has written them.</exception>
    public ReadOnlySpan<byte> Read(ulong address, int size, AddressSpace space = AddressSpace.None)
    {
        (MemoryRegion region, int offset) = Access(address, size, space);
        return region.IsWritten(offset, size)
            ? region.Bytes.AsSpan(offset, size)
            : throw new IrTrapException(
                IrTrapKind.UninitializedRead, $"{size} bytes at {Describe(region, offset)} were not written before");
    }

    /// <summary>The bytes at <paramref name="address"/>, all of which the caller writes.</summary>
    /// <exception cref="IrTrapException">They are not there, or not writable.</exception>
    public Span<byte> Write(ulong address, int size, AddressSpace space = AddressSpace.None)
    {
        (MemoryRegion region, int offset) = Access(address, size, space);
        if (region.IsReadOnly)
        {
            throw new IrTrapException(IrTrapKind.ReadOnly, $"{Describe(region, offset)} is read-only");
        }

        region.MarkWritten(offset, size);
        return region.Bytes.AsSpan(offset, size);
    }

    /// <summary>
    /// The bytes at <paramref name="address"/> as the kernel's safe reads find them: false when they are not there.
    /// </summary>
    public bool TryRead(ulong address, int size, out ReadOnlySpan<byte> bytes)
    {
        long offset = MemoryRegion.Split(address).Offset;
        bool isThere = Find(address) is { IsAlive: true } found && offset >= 0 && offset + size <= found.Bytes.Length
            && found.IsWritten((int)offset, size);
        bytes = isThere ? Find(address)!.Bytes.AsSpan((int)offset, size) : default;
        return isThere;
    }

    /// <summary>A little-endian integer of 1, 2, 4 or 8 bytes.</summary>
    internal static ulong ToInteger(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 => bytes[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
    };

    /// <summary>Writes the low bytes of <paramref name="value"/>, as many as there are.</summary>
    internal static void FromInteger(Span<byte> bytes, ulong value)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(value >> (8 * i));
        }
    }

    private MemoryRegion Add(MemoryRegion region)
    {
        _regions.Add(region);
        return region;
    }

    private (MemoryRegion Region, int Offset) Access(ulong address, int size, AddressSpace space)
    {
        (int number, long offset) = MemoryRegion.Split(address);
        if (Find(address) is not { } region)
        {
            throw number == 0
                ? new IrTrapException(IrTrapKind.NullDereference, $"the pointer is null + {offset}")
                : new IrTrapException(IrTrapKind.WrongSpace, $"0x{address:x} is no address of this machine");
        }

        if (!region.IsAlive)
        {
            throw new IrTrapException(IrTrapKind.StaleMemory, $"{Describe(region, offset)} no longer exists");
        }

        if (space != AddressSpace.None && region.Space != space)
        {
            throw new IrTrapException(
                IrTrapKind.WrongSpace, $"the pointer is typed {space} and points into {region.Space}");
        }

        return offset >= 0 && offset + size <= region.Bytes.Length
            ? (region, (int)offset)
            : throw new IrTrapException(IrTrapKind.OutOfBounds, $"{size} bytes at {Describe(region, offset)}");
    }

    private static string Describe(MemoryRegion region, long offset) =>
        $"byte {offset} of {region.Bytes.Length} in {region.Space} region {region.Number}";
}
