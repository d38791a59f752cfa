using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Bpf.Btf;

/// <summary>Reads <c>.BTF.ext</c>. Records may be longer than what is known of them; the rest is skipped.</summary>
internal readonly ref struct BtfExtReader
{
    /// <summary>Header with function and line info; CO-RE came later and needs 8 bytes more.</summary>
    internal const int SmallHeaderSize = 24;

    private readonly ReadOnlySpan<byte> _data;
    private readonly BtfSpec _btf;
    private readonly StringCache _strings;

    private BtfExtReader(ReadOnlySpan<byte> data, BtfSpec btf)
    {
        _data = data;
        _btf = btf;
        _strings = new StringCache(btf.StringsLength);
    }

    public static BtfExtInfo Read(ReadOnlySpan<byte> data, BtfSpec btf) => new BtfExtReader(data, btf).Read();

    private BtfExtInfo Read()
    {
        int headerLength = ReadHeader();
        var sections = new SectionTable();
        ReadPart(headerLength, 8, 8, sections, AddFunctions);
        ReadPart(headerLength, 16, 16, sections, AddLines);
        if (headerLength >= SmallHeaderSize + 8)
        {
            ReadPart(headerLength, 24, 16, sections, AddCoreRelocations);
        }

        return new BtfExtInfo { Sections = sections.Build() };
    }

    private int ReadHeader()
    {
        if (_data.Length < SmallHeaderSize)
        {
            throw new BtfFormatException($"read .BTF.ext: {_data.Length} bytes are too few for a header", 0);
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(_data) != BtfHeader.Magic || _data[2] != BtfHeader.Version)
        {
            throw new BtfFormatException("read .BTF.ext: magic or version is not known", 0);
        }

        uint length = UInt32At(4);
        return length >= SmallHeaderSize && length <= (uint)_data.Length
            ? (int)length
            : throw new BtfFormatException($"read .BTF.ext: header length {length} does not fit", 4);
    }

    private delegate void AddRecord(BtfExtReader reader, int at, SectionRecords section);

    private void ReadPart(
        int headerLength, int field, int minRecordSize, SectionTable sections, AddRecord add)
    {
        long start = headerLength + (long)UInt32At(field);
        long length = UInt32At(field + 4);
        if (length == 0)
        {
            return;
        }

        if (start + length > _data.Length || length < 4)
        {
            throw new BtfFormatException($"read .BTF.ext: {length} bytes at {start} are not in the data", field);
        }

        (int position, int end) = ((int)start + 4, (int)(start + length));
        uint recordSize = UInt32At((int)start);
        if (recordSize < minRecordSize || recordSize % 4 != 0 || recordSize > 1024)
        {
            throw new BtfFormatException($"read .BTF.ext: record size {recordSize} is not known", start);
        }

        while (position < end)
        {
            long left = end - position - 8;
            uint count = left >= 0 ? UInt32At(position + 4) : 0;
            if (count == 0 || count * (ulong)recordSize > (ulong)left)
            {
                throw new BtfFormatException("read .BTF.ext: a section is empty or cut off", position);
            }

            SectionRecords section = sections.Get(StringAt(position));
            position += 8;
            for (uint i = 0; i < count; i++, position += (int)recordSize)
            {
                add(this, position, section);
            }
        }
    }

    private static void AddFunctions(BtfExtReader reader, int at, SectionRecords section)
    {
        int id = reader.TypeIdAt(at + 4);
        if (reader._btf.KindOf(id) != BtfKind.Function)
        {
            throw new BtfFormatException($"read .BTF.ext: type {id} is not a function", at + 4);
        }

        section.Functions.Add(new BtfFunctionInfo(reader.UInt32At(at), id));
    }

    private static void AddLines(BtfExtReader reader, int at, SectionRecords section)
    {
        (int line, int column) = BtfLineInfo.UnpackPosition(reader.UInt32At(at + 12));
        section.Lines.Add(new BtfLineInfo(
            reader.UInt32At(at), reader.StringAt(at + 4), reader.StringAt(at + 8), line, column));
    }

    private static void AddCoreRelocations(BtfExtReader reader, int at, SectionRecords section)
    {
        uint kind = reader.UInt32At(at + 12);
        if (kind > (uint)CoreRelocationKind.TypeMatches)
        {
            throw new BtfFormatException($"read .BTF.ext: CO-RE relocation kind {kind} is not known", at + 12);
        }

        section.CoreRelocations.Add(new BtfCoreRelocation(
            reader.UInt32At(at), reader.TypeIdAt(at + 4), reader.StringAt(at + 8), (CoreRelocationKind)kind));
    }

    private uint UInt32At(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_data[at..]);

    private string StringAt(int at)
    {
        uint offset = UInt32At(at);
        if (_strings.Known.TryGetValue(offset, out string? known))
        {
            return known;
        }

        if (!_btf.TryStringAt(offset, out ReadOnlySpan<byte> value))
        {
            throw new BtfFormatException($"read .BTF.ext: string offset {offset} is not in .BTF", at);
        }

        if (!_strings.Take(value.Length))
        {
            throw new BtfFormatException("read .BTF.ext: its strings overlap too much", at);
        }

        string text = Encoding.UTF8.GetString(value);
        _strings.Known.Add(offset, text);
        return text;
    }

    private int TypeIdAt(int at) => UInt32At(at) < (uint)_btf.Count
        ? (int)UInt32At(at)
        : throw new BtfFormatException($"read .BTF.ext: type id {UInt32At(at)} is not below {_btf.Count}", at);

    /// <summary>Strings by offset. Damaged data may name every end of a huge string; the budget stops that.</summary>
    private sealed class StringCache(int stringsLength)
    {
        private long _left = 16L * stringsLength;

        public Dictionary<uint, string> Known { get; } = [];

        public bool Take(int length) => (_left -= length) >= 0;
    }

    /// <summary>The sections found so far, in order of appearance.</summary>
    private sealed class SectionTable
    {
        private readonly Dictionary<string, SectionRecords> _byName = new(StringComparer.Ordinal);
        private readonly List<SectionRecords> _order = [];

        public SectionRecords Get(string name)
        {
            if (!_byName.TryGetValue(name, out SectionRecords? section))
            {
                section = new SectionRecords(name);
                _byName.Add(name, section);
                _order.Add(section);
            }

            return section;
        }

        public ImmutableArray<BtfExtSection> Build() => [.. _order.Select(section => section.Build())];
    }

    private sealed class SectionRecords(string name)
    {
        public List<BtfFunctionInfo> Functions { get; } = [];

        public List<BtfLineInfo> Lines { get; } = [];

        public List<BtfCoreRelocation> CoreRelocations { get; } = [];

        public BtfExtSection Build() => new()
        {
            Name = name,
            Functions = [.. Functions.OrderBy(record => record.ByteOffset)],
            Lines = [.. Lines.OrderBy(record => record.ByteOffset)],
            CoreRelocations = [.. CoreRelocations.OrderBy(record => record.ByteOffset)],
        };
    }
}
