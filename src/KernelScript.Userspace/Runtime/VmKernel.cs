using Bpf.Asm;
using Bpf.Loader;
using Bpf.Syscalls;
using Bpf.Vm;

namespace KernelScript.Userspace.Runtime;

/// <summary>The kernel half of a script in the virtual machine: for tests without privileges. Programs run when
/// tested.</summary>
public sealed class VmKernel : IScriptKernel
{
    private readonly CollectionSpec _spec;
    private readonly PinnedGlobalPlaces? _pinnedGlobals;
    private readonly Dictionary<string, VmMap> _maps;
    private readonly Dictionary<string, CodeImage> _functions;
    private readonly VmMachine _machine = new();
    private readonly List<string> _programs = [];

    /// <summary>Creates the maps of a kernel half.</summary>
    /// <param name="spec">The kernel half.</param>
    /// <param name="pinnedGlobals">Where its pinned globals are; null when it has none. They are not pinned
    /// here.</param>
    public VmKernel(CollectionSpec spec, PinnedGlobalPlaces? pinnedGlobals = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        _spec = spec;
        _pinnedGlobals = pinnedGlobals;
        _maps = spec.Maps.ToDictionary(m => m.Name, CreateMap);
        _functions = spec.Functions.ToDictionary(f => f.Name, f => f.Code);
    }

    /// <inheritdoc/>
    public IScriptMapStore OpenMap(string name) => new MapStore(_maps[name]);

    /// <inheritdoc/>
    public ScriptPointer OpenVariable(string name)
    {
        if (_pinnedGlobals is not null && _pinnedGlobals.Offsets.TryGetValue(name, out int offset))
        {
            return new ScriptPointer(new EntryMemory(_maps[_pinnedGlobals.Map]), offset);
        }

        VariableSpec variable = _spec.Variables[name];
        return new ScriptPointer(new EntryMemory(_maps[variable.Section]), (int)variable.Offset);
    }

    /// <inheritdoc/>
    public long Load(string program)
    {
        int index = _programs.IndexOf(program);
        if (index < 0)
        {
            index = _programs.Count;
            _programs.Add(program);
        }

        return index + 1;
    }

    /// <inheritdoc/>
    public void Attach(long handle, string target, uint flags) =>
        throw new ScriptThrowException(
            $"attach to '{target}'", Errno.EOPNOTSUPP, "programs in the virtual machine are only run by 'test'");

    /// <inheritdoc/>
    public void Detach(long handle)
    {
        // Nothing is ever attached.
    }

    /// <summary>Hands over the records that are there; without any more nothing can make one, and 0 is the
    /// result.</summary>
    public int Dispatch(IReadOnlyDictionary<string, ScriptEventHandler> handlers, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(handlers);
        foreach ((string name, ScriptEventHandler handler) in handlers)
        {
            var buffer = (VmRingBuffer)_maps[name];
            while (buffer.TryRead(out byte[]? record))
            {
                cancellation.ThrowIfCancellationRequested();
                int result = handler(new ScriptPointer(new ManagedMemory(record), 0));
                if (result != 0)
                {
                    return result;
                }
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    public long Test(string program, ScriptTestInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ProgramSpec spec = _spec.Programs[program];
        uint device = input.Interface == 0 ? 1 : input.Interface;
        VmContext context = spec.Type switch
        {
            ProgramType.Xdp => new XdpContext(input.Bytes) { IngressIfindex = device },
            ProgramType.SchedCls or ProgramType.SchedAct or ProgramType.SocketFilter or ProgramType.CgroupSkb =>
                new SkbContext(input.Bytes) { IngressIfindex = device, Ifindex = device },
            _ => new RecordContext(input.Bytes),
        };
        try
        {
            VmResult result = _machine.Run(VmProgram.Link(spec.Code, _functions, _maps), context);
            return (int)result.ReturnValue;
        }
        catch (VmException fault)
        {
            throw new ScriptErrorException($"test of '{program}': {fault.Message}", fault);
        }
    }

    /// <inheritdoc/>
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
            map.Update(entry.Key.AsSpan(), entry.Value.AsSpan());
        }

        return map;
    }

    /// <summary>The one entry of a data section.</summary>
    private sealed class EntryMemory(VmMap map) : ScriptMemory
    {
        private static readonly byte[] _key = new byte[sizeof(uint)];

        public override int Length => map.Shape.ValueSize;

        public override void Read(int offset, Span<byte> destination) =>
            map.Lookup(_key).AsSpan(offset, destination.Length).CopyTo(destination);

        public override void Write(int offset, ReadOnlySpan<byte> source)
        {
            byte[] value = map.Lookup(_key)!;
            source.CopyTo(value.AsSpan(offset));
            map.Update(_key, value);
        }
    }

    /// <summary>A map of the machine.</summary>
    private sealed class MapStore(VmMap map) : IScriptMapStore
    {
        public int StoredValueSize => map.Shape.UserValueSize;

        public bool TryRead(ReadOnlySpan<byte> key, Span<byte> value)
        {
            byte[]? stored = map.Lookup(key);
            stored?.CopyTo(value);
            return stored is not null;
        }

        public bool TryWrite(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags) =>
            map.Update(key, value, (MapUpdateMode)flags) == 0;

        public bool TryDelete(ReadOnlySpan<byte> key) => map.Delete(key) == 0;

        public IEnumerable<byte[]> ReadKeys() => [.. map.Entries.Select(entry => entry.Key)];
    }
}
