namespace KernelScript.Ir.Interpretation;

/// <summary>One piece of memory of the machine: a local, a map value, the packet, …</summary>
/// <remarks>
/// A region is never joined to another, so that no pointer can wander from one into the next. Its address leaves 2 GiB
/// free on both sides: an address always tells the region it was made from.
/// </remarks>
public sealed class MemoryRegion
{
    private readonly bool[]? _written;

    internal MemoryRegion(int number, AddressSpace space, byte[] bytes, bool isWritten)
    {
        Number = number;
        Space = space;
        Bytes = bytes;
        _written = isWritten ? null : new bool[bytes.Length];
    }

    /// <summary>The space that pointers to it carry.</summary>
    public AddressSpace Space { get; }

    /// <summary>Its contents; writing here changes the machine's memory.</summary>
    public byte[] Bytes { get; }

    /// <summary>Whether programs may write to it.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether it still exists for programs.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>The address of its first byte.</summary>
    public ulong Address => (ulong)Number << 32;

    /// <summary>The number in the upper half of its address.</summary>
    internal int Number { get; }

    /// <summary>Makes each later access by a program a trap.</summary>
    public void Kill() => IsAlive = false;

    /// <summary>The region number in an address, 0 for null, and the bytes from its start.</summary>
    internal static (int Number, long Offset) Split(ulong address)
    {
        ulong number = (address + 0x8000_0000) >> 32;
        return ((int)number, unchecked((long)(address - (number << 32))));
    }

    internal void MarkWritten(int offset, int size) => _written?.AsSpan(offset, size).Fill(true);

    internal bool IsWritten(int offset, int size) =>
        _written is null || !_written.AsSpan(offset, size).Contains(false);
}
