using Bpf.Asm;
using Bpf.Loader;
using Bpf.Syscalls;
using Bpf.Vm;
using Xunit;

namespace Scripts.Testing;

/// <summary>Runs a script in the user-mode VM.</summary>
public sealed class VmTarget : IScriptTarget
{
    // What no program may rely on: the stack is not zero at the start.
    private const byte StackFill = 0xA5;

    private readonly CollectionSpec _spec;
    private readonly Dictionary<string, VmMap> _maps;
    private readonly Dictionary<string, CodeImage> _functions;
    private readonly Dictionary<string, VmProgram> _programs = [];
    private readonly VmMachine _machine = new() { StackFill = StackFill };

    public VmTarget(CollectionSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        _spec = spec;
        _maps = spec.Maps.ToDictionary(m => m.Name, CreateMap);
        _functions = spec.Functions.ToDictionary(f => f.Name, f => f.Code);
    }

    public IReadOnlyList<string> Prints => _machine.Trace;

    public byte[]? Read(string map, byte[] key) => _maps[map].Lookup(key);

    public void Write(string map, byte[] key, byte[] value) => Assert.Equal(0, _maps[map].Update(key, value));

    public int Count(string map) => _maps[map].Entries.Count();

    public byte[]? Variable(string name) => _spec.Variables.TryGet(name, out VariableSpec? variable)
        ? _maps[variable.Section].Lookup([0, 0, 0, 0])!.AsSpan((int)variable.Offset, (int)variable.Size).ToArray()
        : null;

    public ScriptOutcome? Run(string program, ProgramInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ProgramSpec spec = _spec.Programs[program];
        VmContext context = (input.IsPacket, spec.Type) switch
        {
            (true, ProgramType.Xdp) => new XdpContext(input.Bytes),
            (true, _) => new SkbContext(input.Bytes),
            _ => new RecordContext(input.Bytes),
        };
        if (!_programs.TryGetValue(program, out VmProgram? linked))
        {
            linked = VmProgram.Link(spec.Code, _functions, _maps);
            _programs.Add(program, linked);
        }

        VmResult result = _machine.Run(linked, context);
        return new ScriptOutcome(result.ReturnCode, result.Packet.ToArray());
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
