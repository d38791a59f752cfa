using System.Buffers.Binary;
using System.Text;
using Bpf.Asm;

namespace Bpf.Loader;

/// <summary>
/// BTF to which the file names and source lines of a collection's code were added, for line information.
/// </summary>
/// <remarks>uapi <c>linux/btf.h</c>: a header of 24 bytes, the types, the strings.</remarks>
internal sealed class SourceStrings
{
    private const int HeaderSize = 24;
    private const int HeaderLengthField = 4;
    private const int FirstSectionField = 8;

    private readonly Dictionary<string, uint> _offsets;

    private SourceStrings(byte[] data, Dictionary<string, uint> offsets)
    {
        Data = data;
        _offsets = offsets;
    }

    /// <summary>The BTF with the strings.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Adds the strings that all code of a collection needs.</summary>
    public static SourceStrings Collect(ReadOnlyMemory<byte> types, CollectionSpec spec)
    {
        ReadOnlySpan<byte> old = types.Span;
        (int typeStart, int typeLength) = Section(old, 0);
        (int stringStart, int stringLength) = Section(old, 1);
        var offsets = new Dictionary<string, uint>(StringComparer.Ordinal) { [""] = 0 };
        var added = new MemoryStream();
        IEnumerable<CodeImage> code =
            spec.Programs.Select(static program => program.Code)
                .Concat(spec.Functions.Select(static function => function.Code));
        foreach (SourceLine line in code.SelectMany(static image => image.Lines))
        {
            Add(line.File);
            Add(line.Text);
        }

        byte[] data = new byte[HeaderSize + typeLength + stringLength + added.Length];
        old[..HeaderLengthField].CopyTo(data);
        WriteHeader(data, typeLength, stringLength + (int)added.Length);
        old.Slice(typeStart, typeLength).CopyTo(data.AsSpan(HeaderSize));
        old.Slice(stringStart, stringLength).CopyTo(data.AsSpan(HeaderSize + typeLength));
        added.ToArray().CopyTo(data.AsSpan(HeaderSize + typeLength + stringLength));
        return new SourceStrings(data, offsets);

        void Add(string text)
        {
            if (offsets.TryAdd(text, (uint)(stringLength + added.Length)))
            {
                added.Write(Encoding.UTF8.GetBytes(text.Replace('\0', ' ')));
                added.WriteByte(0);
            }
        }
    }

    /// <summary>The offset of a file name or source line among the strings.</summary>
    public uint OffsetOf(string text) => _offsets[text];

    private static (int Start, int Length) Section(ReadOnlySpan<byte> data, int index)
    {
        int header = BinaryPrimitives.ReadInt32LittleEndian(data[HeaderLengthField..]);
        ReadOnlySpan<byte> fields = data[(FirstSectionField + (index * 2 * sizeof(uint)))..];
        int start = header + BinaryPrimitives.ReadInt32LittleEndian(fields);
        return (start, BinaryPrimitives.ReadInt32LittleEndian(fields[sizeof(uint)..]));
    }

    private static void WriteHeader(Span<byte> data, int typeLength, int stringLength)
    {
        ReadOnlySpan<int> fields = [HeaderSize, 0, typeLength, typeLength, stringLength];
        for (int i = 0; i < fields.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(data[(HeaderLengthField + (i * sizeof(int)))..], fields[i]);
        }
    }
}
