using Bpf.Loader;
using Bpf.Syscalls;
using KernelScript.Backend;
using KernelScript.Ir;

namespace Differential.Tests.Running;

/// <summary>Runs compiled code in the kernel by <c>BPF_PROG_TEST_RUN</c>.</summary>
internal static class KernelRun
{
    /// <summary>
    /// What the program leaves behind; null when it is too complex for the verifier, which is no fault.
    /// </summary>
    /// <exception cref="VerifierException">The verifier refuses it.</exception>
    public static string? Run(BackendResult result, IrModule module, string program, byte[] packet)
    {
        try
        {
            using Collection collection = Collection.Load(Spec(result));
            TestRunResult run = collection.Programs[program].TestRun(packet);
            var outcome = new Outcome(run.ReturnValue, run.Data.AsSpan());
            foreach (IrMap map in module.Maps.Where(Outcome.Compares))
            {
                outcome.AddMap(map.Name, collection.Maps[map.Name].ReadEntries());
            }

            Globals.Add(outcome, result, module, section => collection.Maps[section].Lookup([0, 0, 0, 0])!);
            return outcome.ToString();
        }
        catch (VerifierException e) when (IsTooComplex(e))
        {
            return null;
        }
    }

    private static bool IsTooComplex(VerifierException e) =>
        e.Message.Contains("too large. Processed", StringComparison.Ordinal)
        || e.Message.Contains("jumps is too complex", StringComparison.Ordinal);

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
