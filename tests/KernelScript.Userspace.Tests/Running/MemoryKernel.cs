using System.Collections.Concurrent;
using Bpf.Loader;
using KernelScript.Semantics;
using KernelScript.Semantics.Lowering;
using KernelScript.Userspace.Runtime;

namespace KernelScript.Userspace.Tests;

/// <summary>A kernel half in memory: maps and globals work, programs are loaded and attached on paper.</summary>
internal sealed class MemoryKernel : IScriptKernel
{
    private readonly CollectionSpec _spec;
    private readonly PinnedGlobals _pinned;
    private readonly Dictionary<string, MemoryMapStore> _maps = [];
    private readonly Dictionary<string, byte[]> _variables = [];
    private readonly List<string> _programs = [];
    private int _attachments;
    private readonly List<(long Handle, string Target)> _attached = [];

    public MemoryKernel(CollectionSpec spec, BoundProgram program)
    {
        _spec = spec;
        _pinned = PinnedGlobals.Of(program);
    }

    /// <summary>What happened, in order: <c>load p</c>, <c>attach p to lo (0)</c>, <c>detach p from lo</c>,
    /// <c>close</c>.</summary>
    public List<string> Journal { get; } = [];

    /// <summary>The errno that attaching to a target gives, by target.</summary>
    public Dictionary<string, int> Refusals { get; } = [];

    /// <summary>Records on their way to userspace, with the name of their ring buffer.</summary>
    public BlockingCollection<(string Buffer, byte[] Record)> Records { get; } = [];

    /// <summary>Whether a program has been attached; read by other threads.</summary>
    public bool IsAttached => Volatile.Read(ref _attachments) > 0;

    public IScriptMapStore OpenMap(string name) => Map(name);

    public MemoryMapStore Map(string name)
    {
        if (!_maps.TryGetValue(name, out MemoryMapStore? map))
        {
            map = new MemoryMapStore(_spec.Maps[name]);
            _maps.Add(name, map);
        }

        return map;
    }

    public ScriptPointer OpenVariable(string name)
    {
        if (!_variables.TryGetValue(name, out byte[]? bytes))
        {
            bytes = InitialValue(name);
            _variables.Add(name, bytes);
        }

        return new ScriptPointer(new ManagedMemory(bytes), 0);
    }

    public long Load(string program)
    {
        Journal.Add($"load {program}");
        int index = _programs.IndexOf(program);
        if (index < 0)
        {
            index = _programs.Count;
            _programs.Add(program);
        }

        return index + 1;
    }

    public void Attach(long handle, string target, uint flags)
    {
        string program = _programs[(int)handle - 1];
        if (Refusals.TryGetValue(target, out int refusal))
        {
            throw new ScriptThrowException($"attach {program} to {target}", refusal, "the test refuses");
        }

        Journal.Add($"attach {program} to {target} ({flags})");
        _attached.Add((handle, target));
        Interlocked.Increment(ref _attachments);
    }

    public int Dispatch(IReadOnlyDictionary<string, ScriptEventHandler> handlers, CancellationToken cancellation)
    {
        while (true)
        {
            (string buffer, byte[] record) = Records.Take(cancellation);
            int result = handlers[buffer](new ScriptPointer(new ManagedMemory(record), 0));
            if (result != 0)
            {
                return result;
            }
        }
    }

    public long Test(string program, ScriptTestInput input) =>
        throw new NotSupportedException("Programs are loaded on paper only.");

    public void Detach(long handle)
    {
        for (int i = _attached.Count - 1; i >= 0; i--)
        {
            if (_attached[i].Handle == handle)
            {
                Journal.Add($"detach {_programs[(int)handle - 1]} from {_attached[i].Target}");
                _attached.RemoveAt(i);
            }
        }
    }

    public void Dispose()
    {
        for (int i = _attached.Count - 1; i >= 0; i--)
        {
            Journal.Add($"detach {_programs[(int)_attached[i].Handle - 1]} from {_attached[i].Target}");
        }

        _attached.Clear();
        Records.Dispose();
        Journal.Add("close");
    }

    private byte[] InitialValue(string name)
    {
        if (_pinned.Structure?.FindField(name) is { } field)
        {
            return _pinned.InitialValue.AsSpan(field.Offset, field.Type.Size).ToArray();
        }

        VariableSpec variable = _spec.Variables[name];
        ReadOnlySpan<byte> section = _spec.Maps[variable.Section].Contents[0].Value.AsSpan();
        return section.Slice((int)variable.Offset, (int)variable.Size).ToArray();
    }
}
