using System.Diagnostics.CodeAnalysis;

namespace Bpf.Vm;

/// <summary>The address space of a machine: buffers by the high half of the address.</summary>
/// <remarks>
/// Addresses are the same in every run. The packet lies below 4 GiB, because programs read its address from 32-bit
/// context fields. Address 0 and what is around it never exist.
/// </remarks>
public sealed class VmMemory
{
    /// <summary>Address of the first byte of the packet buffer, headroom included.</summary>
    internal const uint PacketOrigin = 0x1000_0000;

    private VmBuffer?[] _buffers = new VmBuffer?[16];
    private int _count = 1;

    internal VmMemory()
    {
    }

    /// <summary>Adds memory; returns its address.</summary>
    internal ulong Add(VmBuffer buffer)
    {
        if (_count == _buffers.Length)
        {
            Array.Resize(ref _buffers, _count * 2);
        }

        _buffers[_count] = buffer;
        return (ulong)_count++ << 32;
    }

    /// <summary>Puts other memory at an address that <see cref="Add"/> gave.</summary>
    internal void Replace(ulong address, VmBuffer buffer) => _buffers[address >> 32] = buffer;

    /// <summary>Puts memory where the packet is; null removes it.</summary>
    internal void SetPacket(VmBuffer? buffer) => _buffers[0] = buffer;

    /// <summary>Finds accessible memory.</summary>
    internal bool TryFind(ulong address, uint size, [NotNullWhen(true)] out VmBuffer? buffer, out int offset)
    {
        uint index = (uint)(address >> 32);
        buffer = index < (uint)_buffers.Length ? _buffers[index] : null;
        if (buffer is null)
        {
            offset = 0;
            return false;
        }

        uint found = (uint)address - buffer.Origin;
        offset = (int)found;
        return buffer.Contains(found, size);
    }

    /// <summary>Memory to read, or false if it is not there.</summary>
    public bool TryRead(ulong address, int size, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (size < 0 || !TryFind(address, (uint)size, out VmBuffer? buffer, out int offset))
        {
            return size == 0;
        }

        bytes = buffer.Bytes.AsSpan(offset, size);
        return true;
    }

    /// <summary>Memory to write, or false if it is not there or read-only.</summary>
    public bool TryWrite(ulong address, int size, out Span<byte> bytes)
    {
        bytes = default;
        if (size < 0
            || !TryFind(address, (uint)size, out VmBuffer? buffer, out int offset)
            || !buffer.CanWrite((uint)offset, (uint)size))
        {
            return size == 0;
        }

        bytes = buffer.Bytes.AsSpan(offset, size);
        return true;
    }

    /// <summary>Says why memory cannot be accessed.</summary>
    internal string Explain(ulong address, ulong size, bool write)
    {
        string verb = write ? "write" : "read";
        uint index = (uint)(address >> 32);
        if (index >= (uint)_buffers.Length || _buffers[index] is not { } buffer)
        {
            return $"{verb} of {size} bytes at 0x{address:x}: there is no memory";
        }

        uint offset = (uint)address - buffer.Origin;
        string place = $"{verb} of {size} bytes at {buffer.Name}{(int)(offset - buffer.Zero):+0;-0;+0}";
        if (buffer.Contains(offset, (uint)Math.Min(size, uint.MaxValue)))
        {
            return $"{place}: read-only";
        }

        return buffer.ElementMask != 0
            ? $"{place}: values have {buffer.ElementSize} bytes"
            : $"{place}: outside of {(int)(buffer.Start - buffer.Zero)}..{(int)(buffer.End - buffer.Zero)}";
    }
}
