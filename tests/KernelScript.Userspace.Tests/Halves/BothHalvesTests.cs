using System.Globalization;
using Bpf.Loader;
using Bpf.Syscalls;
using Bpf.TestSupport;
using Bpf.Vm;
using KernelScript.Compiler;
using KernelScript.Syntax;

namespace KernelScript.Userspace.Tests.Halves;

/// <summary>
/// Random scripts give the same values in both halves. <c>HALVES_SEED</c> sets the first seed, <c>HALVES_COUNT</c> the
/// number
/// of scripts; each computes 16 values.
/// </summary>
public sealed class BothHalvesTests
{
    private const string Program = "compute";
    private const string Results = "kernel_side";

    private static readonly byte[] _packet = new byte[64];

    private static int FirstSeed { get; } = ReadNumber("HALVES_SEED") ?? 1;

    private static int Count { get; } = ReadNumber("HALVES_COUNT") ?? 30;

    [Fact]
    public void Userspace_and_the_virtual_machine_compute_the_same_values() => Compare(FirstSeed, RunInVm);

    [KernelFact("5.12")]
    public void Userspace_and_the_kernel_compute_the_same_values() =>
        Compare(FirstSeed + Count, RunInKernel);

    private static void Compare(int firstSeed, Func<CollectionSpec, ulong[]> runKernelHalf)
    {
        for (int seed = firstSeed; seed < firstSeed + Count; seed++)
        {
            var script = new RandomScript(seed);
            Compilation compilation = ScriptRun.Compile(script.Source);
            IEnumerable<Diagnostic> errors = compilation.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error);
            Assert.False(compilation.HasErrors, $"HALVES_SEED={seed}: {string.Join('\n', errors)}\n{script.Source}");
            ScriptRun run = ScriptRun.Of(compilation);
            Assert.Equal(0, run.Status);
            ulong[] expected = ReadResults(run.Kernel.Map("user_side").TryRead);
            ulong[] actual = runKernelHalf(compilation.Collection!);
            for (int i = 0; i < RandomScript.ResultCount; i++)
            {
                Assert.True(
                    expected[i] == actual[i],
                    $"HALVES_SEED={seed}: result {i} is {expected[i]:x} in userspace, {actual[i]:x} in the kernel half:\n"
                        + $"{script.Results[i]}\n{script.Source}");
            }
        }
    }

    private static ulong[] RunInVm(CollectionSpec spec)
    {
        Dictionary<string, VmMap> maps = spec.Maps.ToDictionary(m => m.Name, CreateVmMap);
        var functions = spec.Functions.ToDictionary(f => f.Name, f => f.Code);
        new VmMachine().Run(VmProgram.Link(spec.Programs[Program].Code, functions, maps), new XdpContext(_packet));
        return ReadResults((key, value) =>
        {
            byte[]? stored = maps[Results].Lookup(key);
            stored?.CopyTo(value);
            return stored is not null;
        });
    }

    private static ulong[] RunInKernel(CollectionSpec spec)
    {
        using Collection collection = Collection.Load(spec);
        collection.Programs[Program].TestRun(new TestRun { Data = [.. _packet] });
        return ReadResults((key, value) => collection.Maps[Results].TryLookup(key, value));
    }

    private static VmMap CreateVmMap(MapSpec spec)
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

    private static ulong[] ReadResults(MapRead read) => [.. Enumerable.Range(0, RandomScript.ResultCount).Select(i =>
    {
        byte[] value = new byte[sizeof(ulong)];
        Assert.True(read(BitConverter.GetBytes(i), value));
        return BitConverter.ToUInt64(value);
    })];

    private static int? ReadNumber(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number)
            ? number
            : null;

    private delegate bool MapRead(ReadOnlySpan<byte> key, Span<byte> value);
}
