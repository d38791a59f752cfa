using Bpf.Btf;
using Bpf.Loader;
using Bpf.Syscalls;
using KernelScript.Backend;
using KernelScript.Ir;
using KernelScript.Semantics.Lowering;

namespace KernelScript.Compiler.Objects;

/// <summary>Makes the blueprint that loader and object writer take from what the back end made.</summary>
internal sealed class CollectionAssembler(string project, BackendResult code, PinnedGlobals pinned)
{
    private const string PinRoot = "/sys/fs/bpf";

    /// <summary>The whole blueprint.</summary>
    public CollectionSpec Assemble(KernelVersion target) => new()
    {
        Maps = [.. code.Maps.Select(CreateMap), .. code.Sections.Select(CreateSection)],
        Programs = [.. code.Functions.Where(f => f.Program is not null).Select(CreateProgram)],
        Functions = [.. code.Functions.Where(f => f.Program is null).Select(CreateFunction)],
        Variables = [.. code.Sections.SelectMany(CreateVariables)],
        Btf = code.Types,
        License = code.License,
        Target = target,
    };

    private MapSpec CreateMap(CompiledMap compiled)
    {
        IrMap map = compiled.Map;
        bool isPinnedGlobals = map.Name == PinnedGlobals.MapName && pinned.Structure is not null;
        string folder = isPinnedGlobals ? "globals" : "maps";
        return new MapSpec
        {
            Name = map.Name,
            Type = (MapType)map.Type,
            KeySize = (uint)map.Key.Size,
            ValueSize = (uint)map.Value.Size,
            MaxEntries = (uint)map.MaxEntries,
            Flags = (MapFlags)map.Flags,
            Key = compiled.Key,
            Value = compiled.Value,
            Pinning = map.IsPinned ? PinType.ByName : PinType.None,
            PinPath = map.IsPinned ? $"{PinRoot}/{project}/{folder}/{map.Name}" : null,
            Contents = isPinnedGlobals && pinned.InitialValue.AsSpan().ContainsAnyExcept((byte)0)
                ? [new MapEntry { Key = [0, 0, 0, 0], Value = pinned.InitialValue }]
                : [],
        };
    }

    private static MapSpec CreateSection(DataSection section) =>
        MapSpec.DataSection(section.Name, section.Contents, section.Type);

    private static IEnumerable<VariableSpec> CreateVariables(DataSection section) =>
        section.Variables.Select(variable => new VariableSpec
        {
            Name = variable.Global.Name,
            Section = section.Name,
            Offset = (uint)variable.Offset,
            Size = (uint)variable.Size,
            Type = variable.Type?.Type,
            Linkage = variable.Global.IsHidden ? BtfLinkage.Static : BtfLinkage.Global,
        });

    private ProgramSpec CreateProgram(CompiledFunction function) => new()
    {
        Name = function.Name,
        Type = (ProgramType)function.Program!.ProgramType,
        AttachType = (AttachType)function.Program.AttachType,
        AttachTo = function.Program.AttachTo,
        SectionName = function.Program.Section,
        License = code.License,
        Code = function.Code,
        Function = function.Type,
    };

    private static FunctionSpec CreateFunction(CompiledFunction function) => new()
    {
        Name = function.Name, Code = function.Code, Function = function.Type, Linkage = BtfLinkage.Static,
    };
}
