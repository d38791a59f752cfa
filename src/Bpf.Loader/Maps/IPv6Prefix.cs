using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Bpf.Loader;

/// <summary>
/// A key of a <see cref="Bpf.Syscalls.MapType.LpmTrie"/> for IPv6: <c>struct bpf_lpm_trie_key</c> with 16 bytes.
/// </summary>
/// <remarks>A lookup finds the entry with the longest prefix that the key begins with. Since Linux 4.11.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct IPv6Prefix : IEquatable<IPv6Prefix>
{
    private readonly uint _length;
    private readonly UInt128 _address; // big-endian in memory

    /// <summary>A prefix. Bits behind it are made zero.</summary>
    /// <param name="length">Bits from the start of the address: 0 to 128.</param>
    /// <exception cref="ArgumentException">The address is no IPv6 address.</exception>
    public IPv6Prefix(IPAddress address, int length)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 128);
        Span<byte> bytes = stackalloc byte[16];
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || !address.TryWriteBytes(bytes, out _))
        {
            throw new ArgumentException($"{address} is no IPv6 address.", nameof(address));
        }

        UInt128 mask = length == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - length);
        BinaryPrimitives.WriteUInt128BigEndian(bytes, BinaryPrimitives.ReadUInt128BigEndian(bytes) & mask);
        _length = (uint)length;
        _address = MemoryMarshal.Read<UInt128>(bytes);
    }

    /// <summary>The address, zero behind the prefix.</summary>
    public IPAddress Address
    {
        get
        {
            UInt128 address = _address;
            return new(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in address)));
        }
    }

    /// <summary>Bits from the start of the address.</summary>
    public int Length => (int)_length;

    /// <summary>The key to look an address up with.</summary>
    /// <exception cref="ArgumentException">The address is no IPv6 address.</exception>
    public static IPv6Prefix Of(IPAddress address) => new(address, 128);

    /// <summary>Reads <c>2001:db8::/32</c>, or an address alone.</summary>
    /// <exception cref="FormatException">The text is neither.</exception>
    public static IPv6Prefix Parse(string text) =>
        PrefixText.Parse(text, AddressFamily.InterNetworkV6) is var (address, length)
            ? new(address, length)
            : throw new FormatException($"\"{text}\" is no IPv6 prefix: write it like 2001:db8::/32.");

    /// <inheritdoc/>
    public bool Equals(IPv6Prefix other) => _length == other._length && _address == other._address;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IPv6Prefix other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_length, _address);

    /// <summary>Whether both are the same prefix.</summary>
    public static bool operator ==(IPv6Prefix left, IPv6Prefix right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(IPv6Prefix left, IPv6Prefix right) => !left.Equals(right);

    /// <summary><c>2001:db8::/32</c>.</summary>
    public override string ToString() => $"{Address}/{_length}";
}
