using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>A function with its body.</summary>
/// <param name="Symbol">The function.</param>
/// <param name="Body">Its body.</param>
public sealed record BoundFunction(FunctionSymbol Symbol, BoundBlock Body);

/// <summary>A whole script, bound. Lowered to IR for its kernel half and to IL for its userspace half.</summary>
public sealed class BoundProgram
{
    /// <summary>The project's name, for pins and BTF: that of the file without extension.</summary>
    public required string Name { get; init; }

    /// <summary>The sources, the main file first.</summary>
    public required ImmutableArray<SourceText> Sources { get; init; }

    /// <summary>All functions with bodies, both halves, in declaration order.</summary>
    public required ImmutableArray<BoundFunction> Functions { get; init; }

    /// <summary>Maps in declaration order.</summary>
    public required ImmutableArray<MapSymbol> Maps { get; init; }

    /// <summary>Globals and config blocks in declaration order.</summary>
    public required ImmutableArray<VariableSymbol> Globals { get; init; }

    /// <summary>Structs declared by the script.</summary>
    public required ImmutableArray<StructType> Structs { get; init; }

    /// <summary>Errors and warnings of parsing and binding.</summary>
    public required ImmutableArray<Diagnostic> Diagnostics { get; init; }
}
