using System.Runtime.CompilerServices;
using System.Text;

namespace Bpf.Syscalls.Attributes;

/// <summary>
/// A name as the kernel keeps it: at most 15 bytes of <c>[A-Za-z0-9_.]</c> and a zero (<c>BPF_OBJ_NAME_LEN</c>).
/// </summary>
[InlineArray(Size)]
internal struct ObjectName
{
    public const int Size = 16;

    private byte _first;

    /// <summary>Cuts the name to what fits and writes an underscore for each character the kernel refuses.</summary>
    public static ObjectName From(string? name)
    {
        ObjectName result = default;
        ReadOnlySpan<char> text = name;
        for (int i = 0; i < Math.Min(text.Length, Size - 1); i++)
        {
            result[i] = char.IsAsciiLetterOrDigit(text[i]) || text[i] is '_' or '.' ? (byte)text[i] : (byte)'_';
        }

        return result;
    }

    public override readonly string ToString()
    {
        ReadOnlySpan<byte> bytes = this;
        int end = bytes.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
