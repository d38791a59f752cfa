using System.Buffers;
using System.Text;

namespace Bpf.Btf;

/// <summary>Collects strings, each once, and gives their offsets. The empty string is at 0.</summary>
internal sealed class StringTable
{
    private readonly Dictionary<string, uint> _offsets = new(StringComparer.Ordinal) { [string.Empty] = 0 };
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public StringTable() => _bytes.Write((ReadOnlySpan<byte>)[0]);

    public int Length => _bytes.WrittenCount;

    /// <summary>The offset of a string, added if it is new.</summary>
    /// <exception cref="ArgumentException">The string contains NUL.</exception>
    public uint Add(string value)
    {
        if (_offsets.TryGetValue(value, out uint offset))
        {
            return offset;
        }

        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("a BTF string cannot contain NUL", nameof(value));
        }

        offset = (uint)Length;
        Encoding.UTF8.GetBytes(value, _bytes);
        _bytes.Write((ReadOnlySpan<byte>)[0]);
        _offsets.Add(value, offset);
        return offset;
    }

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;
}
