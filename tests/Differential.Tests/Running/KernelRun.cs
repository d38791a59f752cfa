using Bpf.Loader;
using Bpf.Syscalls;
using Differential.Tests.Programs;
using KernelScript.Backend;

namespace Differential.Tests.Running;

/// <summary>Runs compiled code in the kernel by <c>BPF_PROG_TEST_RUN</c>.</summary>
internal static class KernelRun
{
    /// <summary>
    /// What the program leaves behind; null when it is too complex for the verifier, which is no fault.
    /// </summary>
    /// <exception cref="VerifierException">The verifier refuses it.</exception>
    public static string? Run(BackendResult result, byte[] packet)
    {
        try
        {
            using Collection collection = Collection.Load(Spec(result));
            TestRunResult run = collection.Programs[RandomProgram.Name].TestRun(packet);
            return Outcome.Describe(
                run.ReturnValue,
                run.Data.AsSpan(),
                collection.Maps[".bss"].Lookup([0, 0, 0, 0]).AsSpan(0, RandomProgram.GlobalBytes),
                (RandomProgram.Array, collection.Maps[RandomProgram.Array].ReadEntries()),
                (RandomProgram.Hash, collection.Maps[RandomProgram.Hash].ReadEntries()));
        }
        catch (VerifierException e) when (e.Message.Contains("too large. Processed", StringComparison.Ordinal)
            || e.Message.Contains("jumps is too complex", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private static CollectionSpec Spec(BackendResult result) => new()
    {
        License = result.License,
        Btf = result.Types,
        Maps =
        [
            .. result.Maps.Select(Map),
            .. result.Sections.Select(s => MapSpec.DataSection(s.Name, s.Contents, s.Type)),
        ],
        Programs =
        [
            .. result.Functions.Where(f => f.Program != null).Select(f => new ProgramSpec
            {
                Name = f.Name, Type = (ProgramType)f.Program!.ProgramType, License = result.License,
                AttachType = (AttachType)f.Program.AttachType, Code = f.Code, Function = f.Type,
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
