using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Bpf.Loader;

/// <summary>
/// A key of a <see cref="Bpf.Syscalls.MapType.LpmTrie"/> for IPv4: <c>struct bpf_lpm_trie_key</c> with 4 bytes.
/// </summary>
/// <remarks>A lookup finds the entry with the longest prefix that the key begins with. Since Linux 4.11.</remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly struct IPv4Prefix : IEquatable<IPv4Prefix>
{
    private readonly uint _length;
    private readonly uint _address; // big-endian in memory

    /// <summary>A prefix. Bits behind it are made zero.</summary>
    /// <param name="length">Bits from the start of the address: 0 to 32.</param>
    /// <exception cref="ArgumentException">The address is no IPv4 address.</exception>
    public IPv4Prefix(IPAddress address, int length)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 32);
        Span<byte> bytes = stackalloc byte[16];
        if (address.AddressFamily != AddressFamily.InterNetwork || !address.TryWriteBytes(bytes, out _))
        {
            throw new ArgumentException($"{address} is no IPv4 address.", nameof(address));
        }

        uint mask = length == 0 ? 0 : uint.MaxValue << (32 - length);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, BinaryPrimitives.ReadUInt32BigEndian(bytes) & mask);
        _length = (uint)length;
        _address = MemoryMarshal.Read<uint>(bytes);
    }

    /// <summary>The address, zero behind the prefix.</summary>
    public IPAddress Address => new(MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in _address)));

    /// <summary>Bits from the start of the address.</summary>
    public int Length => (int)_length;

    /// <summary>The key to look an address up with.</summary>
    /// <exception cref="ArgumentException">The address is no IPv4 address.</exception>
    public static IPv4Prefix Of(IPAddress address) => new(address, 32);

    /// <summary>Reads <c>10.0.0.0/8</c>, or an address alone.</summary>
    /// <exception cref="FormatException">The text is neither.</exception>
    public static IPv4Prefix Parse(string text) =>
        PrefixText.Parse(text, AddressFamily.InterNetwork) is var (address, length)
            ? new(address, length)
            : throw new FormatException($"\"{text}\" is no IPv4 prefix: write it like 10.0.0.0/8.");

    /// <inheritdoc/>
    public bool Equals(IPv4Prefix other) => _length == other._length && _address == other._address;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IPv4Prefix other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_length, _address);

    /// <summary>Whether both are the same prefix.</summary>
    public static bool operator ==(IPv4Prefix left, IPv4Prefix right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(IPv4Prefix left, IPv4Prefix right) => !left.Equals(right);

    /// <summary><c>10.0.0.0/8</c>.</summary>
    public override string ToString() => $"{Address}/{_length}";
}
