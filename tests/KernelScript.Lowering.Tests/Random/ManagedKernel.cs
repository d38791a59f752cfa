using System.Collections.Concurrent;
using KernelScript.Ir.Interpretation;
using KernelScript.Userspace.Runtime;

namespace KernelScript.Lowering.Tests.Random;

/// <summary>Globals and maps for the userspace half alone: no kernel, no programs.</summary>
internal sealed class ManagedKernel(IrMachine machine) : IScriptKernel
{
    private readonly ConcurrentDictionary<string, MapStore> _maps = new();

    public IScriptMapStore OpenMap(string name) => _maps.GetOrAdd(name, n => new MapStore(machine.Maps[n]));

    public ScriptPointer OpenVariable(string name) => new(new ManagedMemory(machine.Global(name)), 0);

    public long Load(string program) => throw NoPrograms();

    public void Attach(long handle, string target, uint flags) => throw NoPrograms();

    public int Dispatch(IReadOnlyDictionary<string, ScriptEventHandler> handlers, CancellationToken cancellation) =>
        throw NoPrograms();

    public long Test(string program, ScriptTestInput input) => throw NoPrograms();

    public void Detach(long handle)
    {
        // Nothing can be attached.
    }

    public void Dispose()
    {
        // Everything is managed memory.
    }

    private static NotSupportedException NoPrograms() => new("There are no programs here.");

    private sealed class MapStore(SimulatedMap map) : IScriptMapStore
    {
        public int StoredValueSize => map.Map.Value.Size;

        public bool TryRead(ReadOnlySpan<byte> key, Span<byte> value)
        {
            if (map.Lookup(key) is not { } entry)
            {
                return false;
            }

            entry.Bytes.CopyTo(value);
            return true;
        }

        public bool TryWrite(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags) =>
            map.Update(key, value, (long)flags) == 0;

        public bool TryDelete(ReadOnlySpan<byte> key) => map.Delete(key) == 0;

        public IEnumerable<byte[]> ReadKeys() => [.. map.Entries.Select(entry => entry.Key)];
    }
}
