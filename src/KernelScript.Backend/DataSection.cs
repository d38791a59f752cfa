using System.Collections.Immutable;
using Bpf.Btf;
using KernelScript.Ir;

namespace KernelScript.Backend;

/// <summary>A section of globals: one array map with one value in the kernel.</summary>
/// <param name="Name"><c>.data</c>, <c>.rodata</c> or <c>.bss</c>: the symbol of <c>MapValue</c> relocations.</param>
/// <param name="Section">Which one.</param>
/// <param name="Contents">Initial bytes, padding zero; all zero for <c>.bss</c>.</param>
/// <param name="Variables">Variables by ascending offset.</param>
public sealed record DataSection(
    string Name, GlobalSection Section, ImmutableArray<byte> Contents, ImmutableArray<DataVariable> Variables)
{
    /// <summary>The variables that the outside may see; null when there is none.</summary>
    public BtfDataSection? Type { get; init; }
}

/// <summary>A variable of a section.</summary>
/// <param name="Global">The global.</param>
/// <param name="Offset">Bytes from the start of the section.</param>
/// <param name="Size">Bytes.</param>
public sealed record DataVariable(IrGlobal Global, int Offset, int Size)
{
    /// <summary>Its type; null when it is hidden.</summary>
    public BtfVariable? Type { get; init; }
}
