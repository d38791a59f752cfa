using Bpf.Asm;
using Bpf.Loader;
using Bpf.Syscalls;
using Bpf.Vm;
using KernelScript.Compiler;

namespace Samples.Tests;

/// <summary>Runs a sample in the user-mode VM.</summary>
internal sealed class VmTarget : ISampleTarget
{
    private readonly CollectionSpec _spec;
    private readonly Dictionary<string, VmMap> _maps;
    private readonly Dictionary<string, CodeImage> _functions;
    private readonly VmMachine _machine = new();

    public VmTarget(Compilation compilation)
    {
        _spec = compilation.Collection!;
        _maps = _spec.Maps.ToDictionary(m => m.Name, CreateMap);
        _functions = _spec.Functions.ToDictionary(f => f.Name, f => f.Code);
    }

    public IReadOnlyList<string> Prints => _machine.Trace;

    public byte[]? Read(string map, byte[] key) => _maps[map].Lookup(key);

    public void Write(string map, byte[] key, byte[] value) => Assert.Equal(0, _maps[map].Update(key, value));

    public int Count(string map) => _maps[map].Entries.Count();

    public byte[] Variable(string name)
    {
        VariableSpec variable = _spec.Variables[name];
        return _maps[variable.Section].Lookup([0, 0, 0, 0])!.AsSpan((int)variable.Offset, (int)variable.Size).ToArray();
    }

    public SampleOutcome? Run(string program, bool isPacket, byte[] input)
    {
        ProgramSpec spec = _spec.Programs[program];
        VmContext context = (isPacket, spec.Type) switch
        {
            (true, ProgramType.Xdp) => new XdpContext(input),
            (true, _) => new SkbContext(input),
            _ => new RecordContext(input),
        };
        VmResult result = _machine.Run(VmProgram.Link(spec.Code, _functions, _maps), context);
        return new SampleOutcome(result.ReturnCode, result.Packet.ToArray());
    }

    public void Dispose()
    {
        // Everything is managed memory.
    }

    private static VmMap CreateMap(MapSpec spec)
    {
        VmMap map = VmMap.Create(new VmMapShape
        {
            Type = spec.Type,
            KeySize = (int)spec.KeySize,
            ValueSize = (int)spec.ValueSize,
            MaxEntries = (int)spec.MaxEntries,
        });
        foreach (MapEntry entry in spec.Contents)
        {
            Assert.Equal(0, map.Update(entry.Key.AsSpan(), entry.Value.AsSpan()));
        }

        return map;
    }
}
