using Bpf.Loader;
using Bpf.Syscalls;

namespace KernelScript.Backend.Tests.Running;

/// <summary>A compiled program in the kernel, with its maps and types, to be run on packets.</summary>
internal sealed class KernelProgram : IDisposable
{
    private readonly Collection _collection;
    private readonly string _name;

    public KernelProgram(BackendResult result, string program)
    {
        _name = program;
        _collection = Collection.Load(Spec(result));
    }

    /// <summary>Instructions that the verifier walked.</summary>
    public uint VerifiedInstructions => _collection.Programs[_name].GetInfo().VerifiedInstructions;

    public TestRunResult Run(byte[] packet) =>
        _collection.Programs[_name].TestRun(new TestRun { Data = [.. packet], Repeat = 1 });

    /// <summary>The value under a 32-bit key.</summary>
    public byte[] Read(string map, int key)
    {
        var value = new byte[_collection.Maps[map].ValueSize];
        Assert.True(_collection.Maps[map].TryLookup(BitConverter.GetBytes(key), value));
        return value;
    }

    public void Dispose() => _collection.Dispose();

    private static CollectionSpec Spec(BackendResult result) => new()
    {
        License = result.License,
        Btf = result.Types,
        Maps = [.. result.Maps.Select(Map), .. result.Sections.Select(s => MapSpec.DataSection(s.Name, s.Contents, s.Type))],
        Programs =
        [
            .. result.Functions.Where(f => f.Program != null).Select(f => new ProgramSpec
            {
                Name = f.Name, Type = (ProgramType)f.Program!.ProgramType, AttachType = (AttachType)f.Program.AttachType,
                License = result.License, Code = f.Code, Function = f.Type,
            }),
        ],
        Functions =
        [
            .. result.Functions.Where(f => f.Program == null).Select(f => new FunctionSpec
            {
                Name = f.Name, Code = f.Code, Function = f.Type,
            }),
        ],
    };

    private static MapSpec Map(CompiledMap map) => new()
    {
        Name = map.Map.Name, Type = (MapType)map.Map.Type, KeySize = (uint)map.Map.Key.Size,
        ValueSize = (uint)map.Map.Value.Size, MaxEntries = (uint)map.Map.MaxEntries, Flags = (MapFlags)map.Map.Flags,
        Key = map.Key, Value = map.Value,
    };
}
