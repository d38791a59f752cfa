using System.Buffers.Binary;
using System.Text;

namespace Bpf.Elf;

/// <summary>The functions of a program or shared library, of any machine, and where they are in its file.</summary>
/// <remarks>
/// Both symbol tables are read: the full one, unless it was stripped, and the one for dynamic linking. Versions of
/// symbols are not told apart. 64-bit little-endian files only. <c>elf(5)</c>.
/// </remarks>
public sealed class ElfExecutable
{
    private const int SegmentHeaderSize = 56;
    private const uint LoadSegment = 1; // PT_LOAD
    private const uint SymbolTable = 2; // SHT_SYMTAB
    private const uint DynamicSymbolTable = 11; // SHT_DYNSYM
    private const int FunctionType = 2; // STT_FUNC
    private const long LargestTable = 1L << 30;

    private readonly Stream _stream;
    private readonly List<Segment> _segments = [];
    private readonly Dictionary<string, ulong> _functions = new(StringComparer.Ordinal);

    private ElfExecutable(Stream stream) => _stream = stream;

    /// <summary>The names of the functions that are defined in the file, in no particular order.</summary>
    public IReadOnlyCollection<string> FunctionNames => _functions.Keys;

    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="ElfFormatException">It is no program or library, or it is damaged.</exception>
    public static ElfExecutable ReadFile(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream);
    }

    /// <summary>Reads a file that is open. The stream must be seekable; it stays with the caller.</summary>
    /// <exception cref="ElfFormatException">It is no program or library, or it is damaged.</exception>
    public static ElfExecutable Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var executable = new ElfExecutable(stream);
        executable.ReadAll();
        return executable;
    }

    /// <summary>Finds a function.</summary>
    /// <param name="name">Its name, mangled as it is in the file.</param>
    /// <returns>
    /// Bytes from the start of the file to its first instruction, which is what uprobes take; <see langword="null"/>
    /// when there is no such function.
    /// </returns>
    public ulong? FindFunction(string name) => _functions.TryGetValue(name, out ulong offset) ? offset : null;

    private void ReadAll()
    {
        byte[] header = ReadBytes(0, ElfHeader.Size);
        if (!header.AsSpan().StartsWith(ElfHeader.Magic)
            || !header.AsSpan(4, 3).SequenceEqual(ElfHeader.Identification))
        {
            throw new ElfFormatException("read executable: it is no 64-bit little-endian ELF file", 0);
        }

        ReadSegments(Read64(header, 32), Read16(header, 54), Read16(header, 56));
        if (Read16(header, 60) is > 0 and var count)
        {
            ReadSections(Read64(header, 40), Read16(header, 58), count);
        }
    }

    private void ReadSegments(ulong offset, int entrySize, int count)
    {
        if (count > 0 && entrySize != SegmentHeaderSize)
        {
            throw new ElfFormatException($"read executable: segment headers have {entrySize} bytes", 54);
        }

        byte[] headers = ReadBytes(offset, (ulong)count * SegmentHeaderSize);
        for (int at = 0; at < headers.Length; at += SegmentHeaderSize)
        {
            if (Read32(headers, at) == LoadSegment)
            {
                _segments.Add(new Segment(Read64(headers, at + 16), Read64(headers, at + 8), Read64(headers, at + 32)));
            }
        }
    }

    private void ReadSections(ulong offset, int entrySize, int count)
    {
        if (entrySize != ElfHeader.SectionHeaderSize)
        {
            throw new ElfFormatException($"read executable: section headers have {entrySize} bytes", 58);
        }

        byte[] headers = ReadBytes(offset, (ulong)count * ElfHeader.SectionHeaderSize);
        for (int i = 0; i < count; i++)
        {
            int at = i * ElfHeader.SectionHeaderSize;
            if (Read32(headers, at + 4) is SymbolTable or DynamicSymbolTable)
            {
                uint link = Read32(headers, at + 40);
                if (link >= count)
                {
                    throw new ElfFormatException($"read executable: there is no section {link}", (long)offset + at);
                }

                int names = (int)link * ElfHeader.SectionHeaderSize;
                ReadSymbols(
                    ReadBytes(Read64(headers, at + 24), Read64(headers, at + 32)),
                    ReadBytes(Read64(headers, names + 24), Read64(headers, names + 32)));
            }
        }
    }

    private void ReadSymbols(byte[] table, byte[] names)
    {
        for (int at = 0; at + ElfHeader.SymbolSize <= table.Length; at += ElfHeader.SymbolSize)
        {
            // An undefined symbol is of another file.
            if ((table[at + 4] & 0xF) != FunctionType || Read16(table, at + 6) == 0)
            {
                continue;
            }

            uint name = Read32(table, at);
            int length = name < names.Length ? names.AsSpan((int)name).IndexOf((byte)0) : -1;
            if (length > 0 && OffsetOf(Read64(table, at + 8)) is { } offset)
            {
                _functions.TryAdd(Encoding.UTF8.GetString(names, (int)name, length), offset);
            }
        }
    }

    private ulong? OffsetOf(ulong address)
    {
        foreach (Segment segment in _segments)
        {
            if (address >= segment.Address && address - segment.Address < segment.Size)
            {
                return address - segment.Address + segment.Offset;
            }
        }

        return null;
    }

    private byte[] ReadBytes(ulong offset, ulong count)
    {
        if (offset > (ulong)_stream.Length || count > (ulong)_stream.Length - offset || count > LargestTable)
        {
            throw new ElfFormatException(
                $"read executable: {count} bytes at {offset} are not in the file",
                (long)Math.Min(offset, long.MaxValue));
        }

        byte[] bytes = new byte[count];
        _stream.Position = (long)offset;
        _stream.ReadExactly(bytes);
        return bytes;
    }

    private static ushort Read16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint Read32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static ulong Read64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));

    /// <summary>A part of the file that is in memory when the program runs.</summary>
    /// <param name="Size">Bytes that come from the file.</param>
    private readonly record struct Segment(ulong Address, ulong Offset, ulong Size);
}
