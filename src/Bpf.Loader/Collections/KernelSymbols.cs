using System.Collections.Immutable;
using Bpf.Asm;
using Bpf.Btf;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>The symbols of a kernel: those in its BTF, and the maps of a collection.</summary>
internal sealed class KernelSymbols : ISymbolTable
{
    private readonly Func<string, int?> _mapNumber;
    private readonly Lazy<BtfSpec?> _types;
    private readonly Lazy<CoreRelocator?> _relocator;

    /// <param name="types">The kernel's types; <see langword="null"/> for those of the running kernel.</param>
    /// <param name="localTypes">The types of the collection, which CO-RE relocations refer to.</param>
    /// <param name="mapNumber">Gives the number that stands for a map.</param>
    public KernelSymbols(BtfSpec? types, BtfSpec? localTypes, Func<string, int?> mapNumber)
    {
        _mapNumber = mapNumber;
        _types = new Lazy<BtfSpec?>(() => types ?? KernelBtf.Open());
        _relocator = new Lazy<CoreRelocator?>(() => _types.Value is { } kernel && localTypes is not null
            ? new CoreRelocator(localTypes, kernel)
            : null);
    }

    /// <inheritdoc/>
    public int? MapNumber(string name) => _mapNumber(name);

    /// <inheritdoc/>
    public int? KernelFunctionId(string name) => Find(name, BtfKind.Function);

    /// <inheritdoc/>
    public int? KernelVariableId(string name) => Find(name, BtfKind.Variable) ?? Find(name, BtfKind.Function);

    /// <inheritdoc/>
    public ImmutableArray<Instruction> ApplyCoreRelocations(CodeImage code)
    {
        if (code.CoreRelocations.IsEmpty)
        {
            return code.Instructions;
        }

        return _relocator.Value?.Apply(code) ?? throw new BpfException(
            "apply CO-RE relocations",
            _types.Value is null ? "the kernel has no BTF" : "the collection has no BTF",
            _types.Value is null ? "it needs CONFIG_DEBUG_INFO_BTF" : null);
    }

    /// <summary>
    /// The BTF id of what a program is loaded for; 0 for programs that are not bound to anything at load.
    /// </summary>
    /// <exception cref="BpfException">The kernel has no such function, tracepoint or hook.</exception>
    public uint AttachId(ProgramSpec program)
    {
        (string Prefix, BtfKind Kind, string What)? place = (program.Type, program.AttachType) switch
        {
            (ProgramType.Tracing, AttachType.TraceRawTracepoint) => ("btf_trace_", BtfKind.Typedef, "tracepoint"),
            (ProgramType.Tracing, AttachType.TraceIter) => ("bpf_iter_", BtfKind.Function, "iterator"),
            (ProgramType.Tracing, _) => ("", BtfKind.Function, "function"),
            (ProgramType.Lsm, _) => ("bpf_lsm_", BtfKind.Function, "LSM hook"),
            _ => null,
        };
        if (place is not var (prefix, kind, what))
        {
            return 0;
        }

        string operation = $"load program \"{program.Name}\"";
        string target = program.AttachTo
            ?? throw new BpfException(operation, $"its spec does not say which {what} it is for");
        string name = target[(target.LastIndexOf('/') + 1)..];
        return (uint)(Find(prefix + name, kind) ?? throw new BpfException(
            operation,
            _types.Value is null ? "the kernel has no BTF" : $"the kernel has no {what} \"{name}\"",
            _types.Value is null ? "it needs CONFIG_DEBUG_INFO_BTF" : null));
    }

    private int? Find(string name, BtfKind kind) =>
        _types.Value is { } types && types.TryFindId(name, kind, out int id) ? id : null;
}
