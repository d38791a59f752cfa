using System.Collections.Immutable;

namespace Bpf.Elf;

/// <summary>A relocatable ELF object for BPF: 64 bits, little-endian, <c>EM_BPF</c>.</summary>
/// <remarks>
/// Symbol, string and relocation tables are not among the sections: they are what <see cref="Symbols"/> and
/// <see cref="Relocations"/> say, and are made anew when the object is written.
/// </remarks>
public sealed record ElfFile
{
    /// <summary>The sections in order, without the tables.</summary>
    public ImmutableArray<ElfSection> Sections { get; init; } = [];

    /// <summary>The symbols in order.</summary>
    public ImmutableArray<ElfSymbol> Symbols { get; init; } = [];

    /// <summary>The relocations of each section that has some.</summary>
    public ImmutableDictionary<ElfSection, ImmutableArray<ElfRelocation>> Relocations { get; init; } =
        ImmutableDictionary<ElfSection, ImmutableArray<ElfRelocation>>.Empty;

    /// <summary>Whether bytes begin like an ELF file.</summary>
    public static bool HasMagic(ReadOnlySpan<byte> data) => data.StartsWith(ElfHeader.Magic);

    /// <summary>Reads an object.</summary>
    /// <param name="data">The bytes of the file. Sections refer to them, so they must not change.</param>
    /// <exception cref="ElfFormatException">The bytes are not such an object.</exception>
    public static ElfFile Read(ReadOnlyMemory<byte> data) => new ElfReader(data).Read();

    /// <summary>The bytes of the object.</summary>
    /// <exception cref="InvalidOperationException">
    /// A symbol or relocation refers to a section or symbol that is not in the object.
    /// </exception>
    public byte[] Encode() => new ElfWriter(this).Write();

    /// <summary>The first section with a name, or <see langword="null"/>.</summary>
    public ElfSection? FindSection(string name) =>
        Sections.FirstOrDefault(section => string.Equals(section.Name, name, StringComparison.Ordinal));

    /// <summary>The relocations of a section in order of their offsets; none for most.</summary>
    public ImmutableArray<ElfRelocation> RelocationsOf(ElfSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Relocations.GetValueOrDefault(section, []);
    }
}
