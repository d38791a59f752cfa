using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Bpf.Elf;

/// <summary>Writes an object: header, sections, relocation tables, symbols, strings, section headers.</summary>
internal sealed class ElfWriter(ElfFile file)
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly List<byte[]> _headers = [new byte[ElfHeader.SectionHeaderSize]];
    private readonly StringBuilderTable _strings = new();
    private readonly Dictionary<ElfSection, int> _sectionIndex = [];
    private readonly Dictionary<ElfSymbol, int> _symbolIndex = [];

    public byte[] Write()
    {
        Emit(new byte[ElfHeader.Size]);
        foreach (ElfSection section in file.Sections)
        {
            _sectionIndex.Add(section, _headers.Count);
            AddSection(section.Name, section.Type, section.Flags, section.Data.Span, section.Size, section.Alignment);
        }

        // Locals come first: the symbol table's info field is where the globals begin.
        ImmutableArray<ElfSymbol> symbols =
            [.. file.Symbols.OrderBy(symbol => symbol.Binding == ElfSymbolBinding.Local ? 0 : 1)];
        foreach (ElfSymbol symbol in symbols)
        {
            _symbolIndex.Add(symbol, _symbolIndex.Count + 1);
        }

        var targets = file.Sections.Where(section => !file.RelocationsOf(section).IsEmpty).ToList();
        int symbolTable = _headers.Count + targets.Count;
        foreach (ElfSection target in targets)
        {
            AddRelocations(target, symbolTable);
        }

        AddSymbols(symbols);
        AddStrings();
        return Finish();
    }

    private void AddRelocations(ElfSection target, int symbolTable)
    {
        ImmutableArray<ElfRelocation> relocations = file.RelocationsOf(target);
        byte[] table = new byte[relocations.Length * ElfHeader.RelocationSize];
        for (int i = 0; i < relocations.Length; i++)
        {
            ElfRelocation relocation = relocations[i];
            if (!_symbolIndex.TryGetValue(relocation.Symbol, out int symbol))
            {
                throw new InvalidOperationException(
                    $"write object: a relocation refers to symbol '{relocation.Symbol}', which is not in the object");
            }

            Span<byte> entry = table.AsSpan(i * ElfHeader.RelocationSize);
            BinaryPrimitives.WriteUInt64LittleEndian(entry, relocation.Offset);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], ((ulong)symbol << 32) | (uint)relocation.Type);
        }

        AddSection(
            ".rel" + target.Name, ElfSectionType.Relocations, ElfSectionFlags.InfoLink, table, (ulong)table.Length, 8,
            (uint)symbolTable, (uint)_sectionIndex[target], ElfHeader.RelocationSize);
    }

    private void AddSymbols(ImmutableArray<ElfSymbol> symbols)
    {
        byte[] table = new byte[(symbols.Length + 1) * ElfHeader.SymbolSize];
        for (int i = 0; i < symbols.Length; i++)
        {
            WriteSymbol(symbols[i], table.AsSpan((i + 1) * ElfHeader.SymbolSize));
        }

        int locals = 1 + symbols.Count(symbol => symbol.Binding == ElfSymbolBinding.Local);
        AddSection(
            ".symtab", ElfSectionType.SymbolTable, ElfSectionFlags.None, table, (ulong)table.Length, 8,
            (uint)_headers.Count + 1, (uint)locals, ElfHeader.SymbolSize);
    }

    private void WriteSymbol(ElfSymbol symbol, Span<byte> entry)
    {
        int index = symbol.IsAbsolute ? ElfHeader.AbsoluteIndex : 0;
        if (symbol.Section is { } section && !_sectionIndex.TryGetValue(section, out index))
        {
            throw new InvalidOperationException(
                $"write object: symbol '{symbol}' is in section '{section}', which is not in the object");
        }

        BinaryPrimitives.WriteUInt32LittleEndian(entry, _strings.Add(symbol.Name));
        entry[4] = (byte)(((int)symbol.Binding << 4) | (int)symbol.Type);
        entry[5] = (byte)symbol.Visibility;
        BinaryPrimitives.WriteUInt16LittleEndian(entry[6..], (ushort)index);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], symbol.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[16..], symbol.Size);
    }

    private void AddStrings()
    {
        // The name of the table itself is in it.
        uint name = _strings.Add(".strtab");
        ReadOnlySpan<byte> bytes = _strings.Bytes;
        AddSection(name, ElfSectionType.StringTable, ElfSectionFlags.None, bytes, (ulong)bytes.Length, 1, 0, 0, 0);
    }

    private void AddSection(
        string name, ElfSectionType type, ElfSectionFlags flags, ReadOnlySpan<byte> data, ulong size, int alignment,
        uint link = 0, uint info = 0, int entrySize = 0) =>
        AddSection(_strings.Add(name), type, flags, data, size, alignment, link, info, entrySize);

    private void AddSection(
        uint name, ElfSectionType type, ElfSectionFlags flags, ReadOnlySpan<byte> data, ulong size, int alignment,
        uint link, uint info, int entrySize)
    {
        Align(alignment);
        byte[] header = new byte[ElfHeader.SectionHeaderSize];
        BinaryPrimitives.WriteUInt32LittleEndian(header, name);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), (uint)type);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), (ulong)flags);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(24), (ulong)_output.WrittenCount);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(32), size);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(40), link);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(44), info);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(48), (ulong)alignment);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(56), (ulong)entrySize);
        _headers.Add(header);
        Emit(data);
    }

    private byte[] Finish()
    {
        if (_headers.Count >= ElfHeader.ReservedIndex)
        {
            throw new InvalidOperationException($"write object: {_headers.Count} sections are too many");
        }

        Align(8);
        int headersOffset = _output.WrittenCount;
        foreach (byte[] header in _headers)
        {
            Emit(header);
        }

        byte[] bytes = _output.WrittenSpan.ToArray();
        ElfHeader.Magic.CopyTo(bytes);
        ElfHeader.Identification.CopyTo(bytes.AsSpan(4));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), ElfHeader.RelocatableType);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(18), ElfHeader.BpfMachine);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), 1);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(40), (ulong)headersOffset);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(52), ElfHeader.Size);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(58), ElfHeader.SectionHeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(60), (ushort)_headers.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(62), (ushort)(_headers.Count - 1));
        return bytes;
    }

    private void Align(int alignment) =>
        Emit(new byte[(alignment - (_output.WrittenCount % alignment)) % alignment]);

    private void Emit(ReadOnlySpan<byte> bytes) => _output.Write(bytes);

    /// <summary>Names of sections and symbols, each once.</summary>
    private sealed class StringBuilderTable
    {
        private readonly Dictionary<string, uint> _offsets = new(StringComparer.Ordinal) { [string.Empty] = 0 };
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public StringBuilderTable() => _bytes.Write((ReadOnlySpan<byte>)[0]);

        public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

        public uint Add(string value)
        {
            if (!_offsets.TryGetValue(value, out uint offset))
            {
                offset = (uint)_bytes.WrittenCount;
                Encoding.UTF8.GetBytes(value, _bytes);
                _bytes.Write((ReadOnlySpan<byte>)[0]);
                _offsets.Add(value, offset);
            }

            return offset;
        }
    }
}
