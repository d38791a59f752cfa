using Bpf.Loader;
using Bpf.Syscalls;
using KernelScript.Compiler;

namespace Samples.Tests;

/// <summary>Runs a sample by <c>BPF_PROG_TEST_RUN</c>.</summary>
internal sealed class KernelTarget(Compilation compilation) : ISampleTarget
{
    private readonly Collection _collection = Collection.Load(compilation.Collection!);

    public IReadOnlyList<string>? Prints => null;

    public byte[]? Read(string map, byte[] key) => _collection.Maps[map].Lookup(key);

    public void Write(string map, byte[] key, byte[] value) => _collection.Maps[map].Update(key, value);

    public int Count(string map) => _collection.Maps[map].ReadEntries().Count();

    public byte[] Variable(string name) => _collection.Variables[name].Bytes.ToArray();

    public SampleOutcome? Run(string program, bool isPacket, byte[] input)
    {
        Program loaded = _collection.Programs[program];
        if (loaded.Type == ProgramType.Tracepoint)
        {
            return null;
        }

        TestRunResult result = loaded.TestRun(
            isPacket ? new TestRun { Data = [.. input] } : new TestRun { Context = [.. input], Room = 0 });
        return new SampleOutcome(result.ReturnValue, [.. result.Data]);
    }

    public void Dispose() => _collection.Dispose();
}
