using Bpf.Loader;
using Bpf.Syscalls;

namespace Scripts.Testing;

/// <summary>Runs a script by <c>BPF_PROG_TEST_RUN</c>.</summary>
/// <remarks>Pinned maps are made without their pins: nothing outlives the target.</remarks>
public sealed class KernelTarget(CollectionSpec spec) : IScriptTarget
{
    private readonly Collection _collection = Collection.Load(spec with
    {
        Maps = [.. spec.Maps.Select(m => m with { Pinning = PinType.None, PinPath = null })],
    });

    public IReadOnlyList<string>? Prints => null;

    public byte[]? Read(string map, byte[] key) => _collection.Maps[map].Lookup(key);

    public void Write(string map, byte[] key, byte[] value) => _collection.Maps[map].Update(key, value);

    public int Count(string map) => _collection.Maps[map].ReadEntries().Count();

    public byte[]? Variable(string name) =>
        _collection.Variables.TryGetValue(name, out Variable? variable) ? variable.Bytes.ToArray() : null;

    public ScriptOutcome? Run(string program, ProgramInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Program loaded = _collection.Programs[program];
        if (loaded.Type == ProgramType.Tracepoint)
        {
            return null;
        }

        TestRunResult result = loaded.TestRun(input.IsPacket
            ? new TestRun { Data = [.. input.Bytes] }
            : new TestRun { Context = [.. input.Bytes], Room = 0 });
        return new ScriptOutcome(result.ReturnValue, [.. result.Data]);
    }

    public void Dispose() => _collection.Dispose();
}
