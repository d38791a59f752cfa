using Bpf.Btf;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>
/// The blueprint of programs and maps that belong together. Compilers and the object reader make it; the
/// loader and the object writer use it.
/// </summary>
/// <remarks>Immutable; it never asks the kernel anything.</remarks>
public sealed record CollectionSpec
{
    /// <summary>The maps, those of data sections included.</summary>
    public SpecSet<MapSpec> Maps { get; init; } = [];

    /// <summary>The programs.</summary>
    public SpecSet<ProgramSpec> Programs { get; init; } = [];

    /// <summary>The functions that programs call, found by the symbol of their relocations.</summary>
    public SpecSet<FunctionSpec> Functions { get; init; } = [];

    /// <summary>The global variables.</summary>
    public SpecSet<VariableSpec> Variables { get; init; } = [];

    /// <summary>The kernel functions and variables that code refers to.</summary>
    public SpecSet<ExternSpec> Externs { get; init; } = [];

    /// <summary>The types that programs, functions, maps and variables refer to.</summary>
    public BtfSpec? Btf { get; init; }

    /// <summary>The licence of the programs that name none.</summary>
    public string License { get; init; } = string.Empty;

    /// <summary>The oldest kernel the code was made for; <see langword="null"/>: not known.</summary>
    public KernelVersion? Target { get; init; }
}
