using System.Buffers.Binary;
using System.Text;

namespace Bpf.Syscalls;

/// <summary>
/// Builds one rtnetlink message: header, fixed part, attributes; everything is 4-byte aligned (uapi
/// <c>linux/netlink.h</c>).
/// </summary>
internal sealed class NetlinkWriter
{
    public const int HeaderSize = 16;
    private const int AttributeHeaderSize = 4;
    private const ushort Nested = 0x8000; // NLA_F_NESTED

    private byte[] _buffer = new byte[256];
    private int _length = HeaderSize;

    /// <summary>Starts a message.</summary>
    /// <param name="type"><c>RTM_…</c>.</param>
    /// <param name="flags"><c>NLM_F_…</c>.</param>
    public NetlinkWriter(ushort type, ushort flags)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(6), flags);
    }

    /// <summary>Appends the fixed part that follows the header.</summary>
    public NetlinkWriter Fixed(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        return this;
    }

    /// <summary>Appends an attribute of 4 bytes.</summary>
    public NetlinkWriter Attribute(ushort type, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Attribute(type, bytes);
    }

    /// <summary>Appends a text attribute, which ends with a zero.</summary>
    public NetlinkWriter Attribute(ushort type, string value) => Attribute(type, Encoding.UTF8.GetBytes(value + '\0'));

    /// <summary>Appends an attribute.</summary>
    public NetlinkWriter Attribute(ushort type, ReadOnlySpan<byte> value)
    {
        Span<byte> space = Reserve(AttributeHeaderSize + value.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(space, (ushort)(AttributeHeaderSize + value.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(space[2..], type);
        value.CopyTo(space[AttributeHeaderSize..]);
        return this;
    }

    /// <summary>Appends an attribute that holds attributes.</summary>
    public NetlinkWriter Nest(ushort type, Action<NetlinkWriter> content)
    {
        int start = _length;
        Attribute((ushort)(type | Nested), []);
        content(this);
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(start), (ushort)(_length - start));
        return this;
    }

    /// <summary>The finished message.</summary>
    /// <param name="sequence">The number that answers carry.</param>
    public ReadOnlySpan<byte> Finish(uint sequence)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer, _length);
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(8), sequence);
        return _buffer.AsSpan(0, _length);
    }

    private Span<byte> Reserve(int count)
    {
        int start = _length;
        _length += (count + 3) & ~3;
        if (_length > _buffer.Length)
        {
            Array.Resize(ref _buffer, _length * 2);
        }

        return _buffer.AsSpan(start, _length - start);
    }
}
