using System.Text;

namespace Bpf.Elf;

/// <summary>Reads a string table. Each string is made once, and all together may take only so much memory.</summary>
internal sealed class ElfStrings(ReadOnlyMemory<byte> data, long fileOffset)
{
    // Damaged names may all point into one huge string.
    private readonly Dictionary<uint, string> _known = [];
    private long _budget = 4096 + (16L * data.Length);

    /// <exception cref="ElfFormatException">The offset is outside, or the string has no end.</exception>
    public string At(uint offset)
    {
        if (_known.TryGetValue(offset, out string? known))
        {
            return known;
        }

        ReadOnlySpan<byte> rest = offset < (uint)data.Length ? data.Span[(int)offset..] : [];
        int length = rest.IndexOf((byte)0);
        _budget -= length;
        if (length < 0 || _budget < 0)
        {
            throw new ElfFormatException($"read object: no string is at {offset} of the string table", fileOffset);
        }

        string text = Encoding.UTF8.GetString(rest[..length]);
        _known.Add(offset, text);
        return text;
    }
}
