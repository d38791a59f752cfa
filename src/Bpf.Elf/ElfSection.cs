namespace Bpf.Elf;

/// <summary>What a section holds. <c>SHT_*</c> of the ELF specification.</summary>
public enum ElfSectionType : uint
{
    /// <summary>Nothing. <c>SHT_NULL</c>.</summary>
    Null = 0,

    /// <summary>Code, data, or anything the program defines. <c>SHT_PROGBITS</c>.</summary>
    ProgramBits = 1,

    /// <summary>Symbols. <c>SHT_SYMTAB</c>.</summary>
    SymbolTable = 2,

    /// <summary>Strings. <c>SHT_STRTAB</c>.</summary>
    StringTable = 3,

    /// <summary>Relocations with addends. <c>SHT_RELA</c>.</summary>
    RelocationsWithAddends = 4,

    /// <summary>Zeros that take no room in the file. <c>SHT_NOBITS</c>.</summary>
    NoBits = 8,

    /// <summary>Relocations without addends. <c>SHT_REL</c>.</summary>
    Relocations = 9,
}

/// <summary>Properties of a section. <c>SHF_*</c> of the ELF specification.</summary>
[Flags]
public enum ElfSectionFlags : ulong
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The program writes to it. <c>SHF_WRITE</c>.</summary>
    Write = 1,

    /// <summary>It is in memory when the program runs. <c>SHF_ALLOC</c>.</summary>
    Allocate = 2,

    /// <summary>It is code. <c>SHF_EXECINSTR</c>.</summary>
    Execute = 4,

    /// <summary>The info field is a section index. <c>SHF_INFO_LINK</c>.</summary>
    InfoLink = 0x40,
}

/// <summary>A section with the relocations that apply to it. Compared by reference.</summary>
public sealed class ElfSection
{
    /// <summary>A section with bytes in the file.</summary>
    /// <param name="alignment">Alignment of its start, in bytes: a power of two.</param>
    public ElfSection(
        string name, ElfSectionType type, ElfSectionFlags flags, ReadOnlyMemory<byte> data, int alignment = 1)
        : this(name, type, flags, data, (ulong)data.Length, alignment)
    {
    }

    internal ElfSection(
        string name, ElfSectionType type, ElfSectionFlags flags, ReadOnlyMemory<byte> data, ulong size, int alignment)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        Type = type;
        Flags = flags;
        Data = data;
        Size = size;
        Alignment = alignment;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What it holds.</summary>
    public ElfSectionType Type { get; }

    /// <summary>Its properties.</summary>
    public ElfSectionFlags Flags { get; }

    /// <summary>Its bytes; none for <see cref="ElfSectionType.NoBits"/>.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Bytes in memory.</summary>
    public ulong Size { get; }

    /// <summary>Alignment in bytes.</summary>
    public int Alignment { get; }

    /// <summary>Whether it is code.</summary>
    public bool IsCode => (Flags & ElfSectionFlags.Execute) != 0;

    /// <summary>A section of zeros that takes no room in the file.</summary>
    public static ElfSection Zeros(string name, ulong size, int alignment) => new(
        name, ElfSectionType.NoBits, ElfSectionFlags.Write | ElfSectionFlags.Allocate, default, size, alignment);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
