using System.Buffers.Binary;
using System.Text;

namespace Bpf.Syscalls;

/// <summary>Reads attributes one after the other.</summary>
internal ref struct NetlinkReader
{
    private const int AttributeHeaderSize = 4;
    private const ushort TypeMask = 0x3fff;

    private ReadOnlySpan<byte> _rest;

    public NetlinkReader(ReadOnlySpan<byte> attributes) => _rest = attributes;

    /// <summary>Type of the attribute read last, without its flags.</summary>
    public ushort Type { get; private set; }

    /// <summary>Content of the attribute read last.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The content as a number.</summary>
    public readonly uint UInt32 => Value.Length >= sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(Value) : 0;

    /// <summary>The content as text.</summary>
    public readonly string Text
    {
        get
        {
            int end = Value.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
        }
    }

    /// <summary>Reads the next attribute.</summary>
    public bool Read()
    {
        if (_rest.Length < AttributeHeaderSize)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(_rest);
        if (length < AttributeHeaderSize || length > _rest.Length)
        {
            return false;
        }

        Type = (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(_rest[2..]) & TypeMask);
        Value = _rest[AttributeHeaderSize..length];
        _rest = _rest[Math.Min((length + 3) & ~3, _rest.Length)..];
        return true;
    }

    /// <summary>Reads up to the next attribute of a type.</summary>
    public bool ReadTo(ushort type)
    {
        while (Read())
        {
            if (Type == type)
            {
                return true;
            }
        }

        return false;
    }
}
