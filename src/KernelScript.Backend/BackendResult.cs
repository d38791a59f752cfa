using System.Collections.Immutable;
using Bpf.Asm;
using Bpf.Btf;
using KernelScript.Ir;

namespace KernelScript.Backend;

/// <summary>A module as machine code, or the errors that prevented it.</summary>
public sealed record BackendResult
{
    /// <summary>Functions in the order of the module; those with errors are absent.</summary>
    public required ImmutableArray<CompiledFunction> Functions { get; init; }

    /// <summary><c>.data</c>, <c>.rodata</c> and <c>.bss</c>, as far as they have variables.</summary>
    public required ImmutableArray<DataSection> Sections { get; init; }

    /// <summary>Maps in the order of the module.</summary>
    public required ImmutableArray<CompiledMap> Maps { get; init; }

    /// <summary>All types that functions, maps and sections name.</summary>
    public required BtfSpec Types { get; init; }

    /// <summary>The licence told to the kernel.</summary>
    public required string License { get; init; }

    /// <summary>Errors; empty when all functions have code.</summary>
    public required ImmutableArray<BackendError> Errors { get; init; }
}

/// <summary>A map with the types of its keys and values in <see cref="BackendResult.Types"/>.</summary>
/// <param name="Map">The declaration.</param>
/// <param name="Key">Null for maps without keys.</param>
/// <param name="Value">Null for maps without values.</param>
public sealed record CompiledMap(IrMap Map, BtfType? Key, BtfType? Value);

/// <summary>One function as machine code.</summary>
public sealed record CompiledFunction
{
    /// <summary>Its name in the module.</summary>
    public required string Name { get; init; }

    /// <summary>The code with its relocations and source lines.</summary>
    public required CodeImage Code { get; init; }

    /// <summary>Its type in <see cref="BackendResult.Types"/>: programs are global, subprograms static.</summary>
    public required BtfFunction Type { get; init; }

    /// <summary>Bytes of its frame, a multiple of 8.</summary>
    public required int StackBytes { get; init; }

    /// <summary>Set when it is a program; otherwise it is a subprogram.</summary>
    public IrProgramInfo? Program { get; init; }

    /// <summary>The place of the declaration.</summary>
    public SourcePosition Position { get; init; }
}
