using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>Something with a name. Identity is by reference.</summary>
public abstract class Symbol
{
    private protected Symbol(string name, SyntaxNode? declaration)
    {
        Name = name;
        Declaration = declaration;
    }

    /// <summary>The name as declared.</summary>
    public string Name { get; }

    /// <summary>Where it was declared; null for what the language or the kernel supplies.</summary>
    public SyntaxNode? Declaration { get; }
}

/// <summary>Where a variable lives.</summary>
public enum VariableKind
{
    /// <summary>Local to a function.</summary>
    Local,

    /// <summary>Parameter of a function.</summary>
    Parameter,

    /// <summary>Global, shared with userspace.</summary>
    Global,

    /// <summary>Global, kernel only: <c>local var</c>.</summary>
    KernelGlobal,

    /// <summary>Global in the pinned map of globals.</summary>
    PinnedGlobal,

    /// <summary>A <c>config</c> block: a global of its struct type.</summary>
    Config,
}

/// <summary>A variable, parameter, global or config block.</summary>
public sealed class VariableSymbol(string name, VariableKind kind, TypeSymbol type, SyntaxNode? declaration)
    : Symbol(name, declaration)
{
    /// <summary>Where it lives.</summary>
    public VariableKind Kind { get; } = kind;

    /// <summary>Its declared or inferred type.</summary>
    public TypeSymbol Type { get; } = type;

    /// <summary>
    /// Set for <c>var e = m[k]</c> of a scalar value that is compared with null: beside the value the variable
    /// remembers
    /// whether the entry was there, and <see cref="BoundPresence"/> asks for it. A declaration or assignment whose
    /// value
    /// is a <see cref="BoundMapEntry"/> (a conversion of it included) sets both; any other value is present.
    /// </summary>
    public bool HasPresence { get; set; }

    /// <summary>Whether it is a <c>const</c> array or struct: a global that nothing may change.</summary>
    public bool IsConstant { get; init; }

    /// <summary>Initial bytes of a global or config, in C layout; empty when all are zero.</summary>
    public ImmutableArray<byte> InitialValue { get; set; } = [];

    /// <summary>Whether any code takes the address or assigns after the declaration.</summary>
    public bool IsWritten { get; set; }

    /// <summary>Whether kernel code does. A config that only userspace writes is frozen at load.</summary>
    public bool IsWrittenByKernel { get; set; }
}

/// <summary>A map.</summary>
public sealed class MapSymbol(string name, SyntaxNode? declaration) : Symbol(name, declaration)
{
    /// <summary>The kernel's number: <c>enum bpf_map_type</c>.</summary>
    public required int KernelType { get; init; }

    /// <summary>Name of the type in the language: <c>percpu_hash</c>.</summary>
    public required string TypeName { get; init; }

    /// <summary>Key type; void where the map has none.</summary>
    public required TypeSymbol Key { get; init; }

    /// <summary>Value type; for <c>ringbuf</c> the record type.</summary>
    public required TypeSymbol Value { get; init; }

    /// <summary>Entries, or bytes for ring buffers.</summary>
    public required int MaxEntries { get; init; }

    /// <summary><c>BPF_F_*</c> bits.</summary>
    public uint Flags { get; init; }

    /// <summary>Whether it is pinned.</summary>
    public bool IsPinned { get; init; }

    /// <summary>Whether each possible CPU has its own value.</summary>
    public bool IsPerCpu { get; init; }

    /// <summary>Whether every key below the size is always present.</summary>
    public bool IsArray { get; init; }
}

/// <summary>Where a function runs.</summary>
public enum FunctionKind
{
    /// <summary>Plain function: .NET.</summary>
    Userspace,

    /// <summary><c>@helper</c>: called by programs.</summary>
    Helper,

    /// <summary>A program that the kernel calls.</summary>
    Program,

    /// <summary><c>extern</c>: a kfunc of the kernel.</summary>
    Extern,

    /// <summary>A kernel helper by its name (<c>bpf_ktime_get_ns</c>).</summary>
    KernelHelper,

    /// <summary><c>@test</c>: userspace, run by the test command.</summary>
    Test,
}

/// <summary>A function of the script or the kernel.</summary>
public sealed class FunctionSymbol(string name, FunctionKind kind, SyntaxNode? declaration) : Symbol(name, declaration)
{
    /// <summary>Where it runs.</summary>
    public FunctionKind Kind { get; } = kind;

    /// <summary>Parameters in order.</summary>
    public ImmutableArray<VariableSymbol> Parameters { get; set; } = [];

    /// <summary>The result type.</summary>
    public TypeSymbol ReturnType { get; set; } = BuiltInTypes.Void;

    /// <summary>The variable of a named return, or null.</summary>
    public VariableSymbol? ReturnVariable { get; set; }

    /// <summary>What kind of program it is, or null.</summary>
    public ProgramKind? Program { get; set; }

    /// <summary>The attribute's argument: <c>ingress</c>, <c>sched/sched_switch</c>; null without one.</summary>
    public string? ProgramArgument { get; set; }

    /// <summary>Number of a kernel helper; 0 otherwise.</summary>
    public int HelperId { get; set; }
}
