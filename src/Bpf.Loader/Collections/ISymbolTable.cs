using System.Collections.Immutable;
using Bpf.Asm;

namespace Bpf.Loader;

/// <summary>What the symbols are that code refers to and that are not functions of the collection.</summary>
internal interface ISymbolTable
{
    /// <summary>
    /// The descriptor of a map, or another number that stands for it; <see langword="null"/> when there is none.
    /// </summary>
    int? MapNumber(string name);

    /// <summary>The BTF id of a function of the kernel; <see langword="null"/> when there is none.</summary>
    int? KernelFunctionId(string name);

    /// <summary>
    /// The BTF id of a variable of the kernel, or of a function whose address is taken; <see langword="null"/> when
    /// there is none.
    /// </summary>
    int? KernelVariableId(string name);

    /// <summary>The instructions of a function with all values filled in that depend on the kernel's types.</summary>
    ImmutableArray<Instruction> ApplyCoreRelocations(CodeImage code);
}
