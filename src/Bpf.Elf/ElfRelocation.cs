namespace Bpf.Elf;

/// <summary>How a relocation changes the bytes. <c>R_BPF_*</c> of LLVM's BPF back end.</summary>
public enum BpfRelocationType : uint
{
    /// <summary>Nothing. <c>R_BPF_NONE</c>.</summary>
    None = 0,

    /// <summary>The immediate of a wide load. <c>R_BPF_64_64</c>.</summary>
    WideLoad = 1,

    /// <summary>64 bits of data. <c>R_BPF_64_ABS64</c>.</summary>
    Absolute64 = 2,

    /// <summary>32 bits of data. <c>R_BPF_64_ABS32</c>.</summary>
    Absolute32 = 3,

    /// <summary>
    /// 32 bits of data that loaders leave alone, in <c>.BTF</c> and <c>.BTF.ext</c>. <c>R_BPF_64_NODYLD32</c>.
    /// </summary>
    NoLoader32 = 4,

    /// <summary>The immediate of a call. <c>R_BPF_64_32</c>.</summary>
    Call = 10,
}

/// <summary>A place in a section that depends on a symbol. Addends, if any, are in the bytes of the section.</summary>
/// <param name="Offset">Bytes from the start of the section.</param>
public readonly record struct ElfRelocation(ulong Offset, BpfRelocationType Type, ElfSymbol Symbol);
