using System.Collections.Immutable;
using System.Globalization;
using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>Links and loads the programs of a collection whose maps and types are in the kernel.</summary>
internal sealed class ProgramLoader
{
    private static readonly KernelVersion _firstWithXdpAttachType = new(5, 9);

    private readonly IBpfKernel _kernel;
    private readonly CollectionSpec _spec;
    private readonly IReadOnlyDictionary<string, Map> _maps;
    private readonly LoadedTypes? _types;
    private readonly KernelSymbols _symbols;

    public ProgramLoader(
        CollectionOptions options, CollectionSpec spec, IReadOnlyDictionary<string, Map> maps, LoadedTypes? types)
    {
        _kernel = options.Kernel;
        _spec = spec;
        _maps = maps;
        _types = types;
        _symbols = new KernelSymbols(options.KernelTypes, spec.Btf, NumberOfMap);
    }

    /// <summary>Links a program with the functions it calls, the descriptors of its maps filled in.</summary>
    /// <exception cref="BpfException">A symbol is not known.</exception>
    public LinkedProgram Link(ProgramSpec program) => new ProgramLinker(_spec, _symbols).Link(program);

    /// <summary>Loads a program.</summary>
    /// <exception cref="VerifierException">
    /// The verifier refused. The location is that of the refused instruction.
    /// </exception>
    /// <exception cref="BpfException">It cannot be linked, or the kernel refused it for another reason.</exception>
    public Program Load(ProgramSpec program, VerifierLogLevel level)
    {
        // The code names maps by descriptor: none may be closed, and its number reused, before the kernel has seen the
        // code.
        using var lease = new BorrowedDescriptors([.. _maps.Values.Select(static map => map.Handle)]);
        LinkedProgram linked = Link(program);
        ProgramTables tables = _types is null ? new ProgramTables([], []) : ProgramTables.Create(linked, _types);
        var load = new ProgramLoad
        {
            Name = program.Name,
            Type = program.Type,
            ExpectedAttachType = ExpectedAttachType(program),
            Instructions = ImmutableArray.Create(InstructionEncoding.Encode(linked.Instructions.AsSpan())),
            License = program.License.Length > 0 ? program.License : _spec.License,
            Flags = program.Flags,
            KernelVersionCode = program.Type == ProgramType.Kprobe
                ? (program.KernelVersion ?? KernelVersion.Running).Code
                : 0,
            Btf = tables.FunctionInfo.IsEmpty ? null : _types?.Handle,
            FunctionInfo = tables.FunctionInfo,
            LineInfo = tables.LineInfo,
            AttachBtfId = _symbols.AttachId(program),
        };
        LoadedProgram loaded = _kernel.LoadProgram(load, level, slot => Describe(linked.Locate(slot)));
        return new Program(_kernel, loaded.Handle, program, loaded.Log);
    }

    // TC programs are verified alike for every place, and kernels before 5.9 do not know the one of XDP programs.
    private static AttachType ExpectedAttachType(ProgramSpec program) => (program.Type, program.AttachType) switch
    {
        (ProgramType.SchedCls, _) => default,
        (ProgramType.Xdp, AttachType.Xdp) when KernelVersion.Running < _firstWithXdpAttachType => default,
        _ => program.AttachType,
    };

    private static string? Describe(SourceLine? line) =>
        line is { } found ? string.Create(CultureInfo.InvariantCulture, $"{found.File}:{found.Line}") : null;

    private int? NumberOfMap(string name) =>
        _maps.TryGetValue(name, out Map? map) ? (int)map.Handle.DangerousGetHandle() : null;
}
