namespace Bpf.Elf;

/// <summary>Who sees a symbol. <c>STB_*</c> of the ELF specification.</summary>
public enum ElfSymbolBinding
{
    /// <summary>Only its own file. <c>STB_LOCAL</c>.</summary>
    Local = 0,

    /// <summary>All files. <c>STB_GLOBAL</c>.</summary>
    Global = 1,

    /// <summary>All files, and another definition wins. <c>STB_WEAK</c>.</summary>
    Weak = 2,
}

/// <summary>What a symbol names. <c>STT_*</c> of the ELF specification.</summary>
public enum ElfSymbolType
{
    /// <summary>Not stated. <c>STT_NOTYPE</c>.</summary>
    None = 0,

    /// <summary>Data. <c>STT_OBJECT</c>.</summary>
    Object = 1,

    /// <summary>A function. <c>STT_FUNC</c>.</summary>
    Function = 2,

    /// <summary>A section. <c>STT_SECTION</c>.</summary>
    Section = 3,

    /// <summary>The source file. <c>STT_FILE</c>.</summary>
    File = 4,
}

/// <summary>How far a global symbol is seen. <c>STV_*</c> of the ELF specification.</summary>
public enum ElfSymbolVisibility
{
    /// <summary>As its binding says. <c>STV_DEFAULT</c>.</summary>
    Default = 0,

    /// <summary>As <see cref="Hidden"/>, for the processor. <c>STV_INTERNAL</c>.</summary>
    Internal = 1,

    /// <summary>
    /// Only in the linked result. <c>STV_HIDDEN</c>; a hidden BPF function is verified like a static one.
    /// </summary>
    Hidden = 2,

    /// <summary>Everywhere, and not replaced. <c>STV_PROTECTED</c>.</summary>
    Protected = 3,
}

/// <summary>A symbol. Compared by reference: relocations point to it.</summary>
public sealed class ElfSymbol
{
    /// <summary>The name; empty for a section symbol.</summary>
    public required string Name { get; init; }

    /// <summary>The section it is defined in; <see langword="null"/> for undefined and absolute symbols.</summary>
    public ElfSection? Section { get; init; }

    /// <summary>Whether the value belongs to no section (<c>SHN_ABS</c>), as that of a file symbol.</summary>
    public bool IsAbsolute { get; init; }

    /// <summary>Bytes from the start of the section.</summary>
    public ulong Value { get; init; }

    /// <summary>Bytes; 0: not known.</summary>
    public ulong Size { get; init; }

    /// <summary>What it names.</summary>
    public ElfSymbolType Type { get; init; }

    /// <summary>Who sees it.</summary>
    public ElfSymbolBinding Binding { get; init; }

    /// <summary>How far it is seen.</summary>
    public ElfSymbolVisibility Visibility { get; init; }

    /// <summary>Whether it is defined elsewhere.</summary>
    public bool IsUndefined => Section is null && !IsAbsolute;

    /// <inheritdoc/>
    public override string ToString() => Name.Length > 0 ? Name : $"section {Section?.Name}";
}
