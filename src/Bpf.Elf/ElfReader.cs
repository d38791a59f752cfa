using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;

namespace Bpf.Elf;

/// <summary>Reads an object. Nothing in the file is trusted.</summary>
internal sealed class ElfReader(ReadOnlyMemory<byte> data)
{
    /// <summary>The highest alignment believed; code and data need 8.</summary>
    private const ulong MaxAlignment = 1 << 20;

    private readonly List<SectionHeader> _headers = [];
    private readonly List<ElfSection> _sections = [];
    private readonly List<ElfSymbol> _symbols = [];

    public ElfFile Read()
    {
        (long offset, int count, int namesIndex) = ElfHeader.Read(data.Span);
        for (int i = 0; i < count; i++)
        {
            _headers.Add(ReadHeader(offset + ((long)i * ElfHeader.SectionHeaderSize)));
        }

        ElfStrings names = StringsOf(namesIndex, 62);
        foreach (SectionHeader header in _headers)
        {
            _sections.Add(new ElfSection(
                names.At(header.Name), header.Type, header.Flags, header.Data, header.Size, header.Alignment));
        }

        ReadSymbols();
        return new ElfFile
        {
            Sections = [.. _sections.Where((_, index) => IsContent((uint)index))],
            Symbols = [.. _symbols.Skip(1)],
            Relocations = ReadRelocations(),
        };
    }

    private bool IsContent(uint index) =>
        index > 0 && index < _sections.Count && !IsTable(_headers[(int)index].Type);

    private static bool IsTable(ElfSectionType type) => type
        is ElfSectionType.SymbolTable or ElfSectionType.StringTable
        or ElfSectionType.Relocations or ElfSectionType.RelocationsWithAddends;

    private SectionHeader ReadHeader(long at)
    {
        ReadOnlySpan<byte> bytes = data.Span[(int)at..];
        var type = (ElfSectionType)BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);
        ulong alignment = BinaryPrimitives.ReadUInt64LittleEndian(bytes[48..]);
        if (alignment > MaxAlignment || BitOperations.PopCount(alignment) > 1)
        {
            throw new ElfFormatException($"read object: a section has alignment {alignment}", at + 48);
        }

        bool isInFile = type is not (ElfSectionType.Null or ElfSectionType.NoBits);
        if (isInFile && (offset > (ulong)data.Length || size > (ulong)data.Length - offset))
        {
            throw new ElfFormatException(
                $"read object: a section of {size} bytes at {offset} is not in the file", at + 24);
        }

        return new SectionHeader(
            at,
            BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            type,
            (ElfSectionFlags)BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            isInFile ? data.Slice((int)offset, (int)size) : default,
            size,
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[44..]),
            (int)Math.Max(alignment, 1),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[56..]));
    }

    private ElfStrings StringsOf(long index, long at)
    {
        if (index >= _headers.Count || _headers[(int)index].Type != ElfSectionType.StringTable)
        {
            throw new ElfFormatException($"read object: section {index} is not a string table", at);
        }

        SectionHeader header = _headers[(int)index];
        return new ElfStrings(header.Data, header.Position);
    }

    private void ReadSymbols()
    {
        foreach (SectionHeader table in _headers.Where(header => header.Type == ElfSectionType.SymbolTable))
        {
            if (_symbols.Count > 0)
            {
                throw new ElfFormatException("read object: it has two symbol tables", table.Position);
            }

            CheckTable(table, ElfHeader.SymbolSize);
            ElfStrings names = StringsOf(table.Link, table.Position + 40);
            for (int at = 0; at < table.Data.Length; at += ElfHeader.SymbolSize)
            {
                _symbols.Add(ReadSymbol(table.Data.Span[at..], names, table.Position));
            }
        }
    }

    private ElfSymbol ReadSymbol(ReadOnlySpan<byte> bytes, ElfStrings names, long position)
    {
        ushort index = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        if (index != 0 && index != ElfHeader.AbsoluteIndex && !IsContent(index))
        {
            throw new ElfFormatException($"read object: a symbol is in section {index}, which is not there", position);
        }

        return new ElfSymbol
        {
            Name = names.At(BinaryPrimitives.ReadUInt32LittleEndian(bytes)),
            Type = (ElfSymbolType)(bytes[4] & 0xF),
            Binding = (ElfSymbolBinding)(bytes[4] >> 4),
            Visibility = (ElfSymbolVisibility)(bytes[5] & 3),
            Section = index is 0 or ElfHeader.AbsoluteIndex ? null : _sections[index],
            IsAbsolute = index == ElfHeader.AbsoluteIndex,
            Value = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            Size = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
        };
    }

    private ImmutableDictionary<ElfSection, ImmutableArray<ElfRelocation>> ReadRelocations()
    {
        var found = new Dictionary<ElfSection, List<ElfRelocation>>();
        foreach (SectionHeader table in _headers)
        {
            if (table.Type == ElfSectionType.RelocationsWithAddends)
            {
                throw new ElfFormatException(
                    "read object: relocations with addends are not used for BPF", table.Position);
            }

            if (table.Type == ElfSectionType.Relocations)
            {
                ReadRelocations(table, found);
            }
        }

        return found.ToImmutableDictionary(
            pair => pair.Key,
            pair => pair.Value.OrderBy(relocation => relocation.Offset).ToImmutableArray());
    }

    private void ReadRelocations(SectionHeader table, Dictionary<ElfSection, List<ElfRelocation>> found)
    {
        CheckTable(table, ElfHeader.RelocationSize);
        if (!IsContent(table.Info))
        {
            throw new ElfFormatException($"read object: relocations for section {table.Info}", table.Position + 44);
        }

        ElfSection section = _sections[(int)table.Info];
        if (!found.TryGetValue(section, out List<ElfRelocation>? relocations))
        {
            found.Add(section, relocations = []);
        }

        for (int at = 0; at < table.Data.Length; at += ElfHeader.RelocationSize)
        {
            ReadOnlySpan<byte> bytes = table.Data.Span[at..];
            ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            ulong info = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
            uint symbol = (uint)(info >> 32);
            if (symbol == 0 || symbol >= _symbols.Count || offset >= section.Size)
            {
                throw new ElfFormatException(
                    $"read object: relocation at {offset} of '{section.Name}' by symbol {symbol}: not there",
                    table.Position);
            }

            relocations.Add(new ElfRelocation(offset, (BpfRelocationType)(uint)info, _symbols[(int)symbol]));
        }
    }

    private static void CheckTable(SectionHeader table, int entrySize)
    {
        if (table.EntrySize != (ulong)entrySize || table.Data.Length % entrySize != 0)
        {
            throw new ElfFormatException(
                $"read object: a table has entries of {table.EntrySize} bytes, not {entrySize}", table.Position + 56);
        }
    }

    /// <param name="Position">Bytes from the start of the file to this header.</param>
    private sealed record SectionHeader(
        long Position, uint Name, ElfSectionType Type, ElfSectionFlags Flags, ReadOnlyMemory<byte> Data, ulong Size,
        uint Link, uint Info, int Alignment, ulong EntrySize);
}
