using System.Globalization;
using Bpf.Loader;
using Bpf.Syscalls;
using Bpf.TestSupport;
using KernelScript.Backend;
using KernelScript.Compiler;
using KernelScript.Ir.Interpretation;
using KernelScript.Semantics;
using KernelScript.Semantics.Lowering;
using KernelScript.Syntax;
using KernelScript.Userspace.Emission;
using KernelScript.Userspace.Runtime;

namespace KernelScript.Lowering.Tests.Random;

/// <summary>Random statements mean the same in .NET, in IR and in the kernel.</summary>
/// <remarks>
/// <c>RANDOM_SCRIPTS</c> sets how many, <c>RANDOM_SEED</c> the first seed. The two halves share parser and binder and nothing
/// else, so what both agree on is what the binder says.
/// </remarks>
public sealed class RandomScriptTests
{
    private const int DefaultCount = 60;

    private static readonly int _count = Setting("RANDOM_SCRIPTS", DefaultCount);
    private static readonly int _firstSeed = Setting("RANDOM_SEED", 1);

    [Fact]
    public void Random_statements_give_the_same_in_both_halves() => ForEachSeed((seed, expected) =>
    {
        LoweringResult lowered = LoweredScript.Lower(KernelText(seed));
        var machine = new IrMachine(lowered.Module);
        _ = new IrInterpreter(machine).RunProgram("run");
        Compare(seed, "IR", expected, name => machine.Global(name));
    });

    [Fact]
    public void Random_statements_give_the_same_with_outlined_loops() => ForEachSeed((seed, expected) =>
    {
        LoweringResult lowered = LoweredScript.Lower(KernelText(seed), LoweringOptions.ForKernel(5, 17));
        var machine = new IrMachine(lowered.Module);
        _ = new IrInterpreter(machine).RunProgram("run");
        Compare(seed, "IR with callbacks", expected, name => machine.Global(name));
    });

    [KernelFact("6.9", KernelFeature.Btf)]
    public void Random_statements_give_the_same_in_the_kernel() => ForEachSeed((seed, expected) =>
    {
        Compilation compilation = KernelScriptCompiler.Compile(
            new SourceText(KernelText(seed), $"seed{seed}.ks"), new CompilerOptions { Target = Target.Running });
        Assert.True(!compilation.HasErrors, DiagnosticRenderer.Render(compilation.Diagnostics));
        using Collection collection = Load(seed, compilation.Collection!);
        _ = collection.Programs["run"].TestRun(new TestRun { Data = [.. new byte[64]] });
        Compare(seed, "the kernel", expected, name => BitConverter.GetBytes(collection.Variables[name].Get<ulong>()));
    });

    private static void ForEachSeed(Action<int, ulong[]> check)
    {
        var failures = new List<string>();
        for (int seed = _firstSeed; seed < _firstSeed + _count; seed++)
        {
            try
            {
                check(seed, RunInUserspace(seed));
            }
            catch (Xunit.Sdk.XunitException e)
            {
                failures.Add(e.Message);
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {_count} failed. The first: {failures.FirstOrDefault()}");
    }

    private static Collection Load(int seed, CollectionSpec spec)
    {
        try
        {
            return Collection.Load(spec);
        }
        catch (VerifierException e)
        {
            Assert.Fail($"seed {seed}: {e.Message}\n{KernelText(seed)}");
            throw;
        }
    }

    private static ulong[] RunInUserspace(int seed)
    {
        string text = $$"""
            {{RandomScript.Declarations(seed)}}
            fn main() -> i32 {
            {{RandomScript.Body(seed)}}
                return 0
            }
            """;
        BoundProgram program = Binder.Bind(SyntaxTree.Parse(text, $"seed{seed}.ks"));
        string errors = DiagnosticRenderer.Render(
            [.. program.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)]);
        Assert.True(errors.Length == 0, $"seed {seed}:\n{errors}");

        // The machine serves for its globals and maps only.
        var machine = new IrMachine(LoweredScript.Lower(KernelText(seed)).Module);
        using var output = new StringWriter();
        using var host = new ScriptHost(
            "random", UserspaceCompiler.Compile(program), new ManagedKernel(machine), output, output);
        int status = host.Run([]);
        Assert.True(status == 0, $"seed {seed}: {output}\n{text}");
        return [.. Enumerable.Range(0, RandomScript.ResultCount).Select(i => BitConverter.ToUInt64(machine.Global($"r{i}")))];
    }

    private static string KernelText(int seed) => $$"""
        {{RandomScript.Declarations(seed)}}
        @xdp
        fn run(ctx: *xdp_md) -> xdp_action {
        {{RandomScript.Body(seed)}}
            return XDP_PASS
        }
        """;

    private static void Compare(int seed, string engine, ulong[] expected, Func<string, byte[]> read)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            ulong actual = BitConverter.ToUInt64(read($"r{i}"));
            Assert.True(
                actual == expected[i],
                $"seed {seed}: r{i} is 0x{actual:x} in {engine} and 0x{expected[i]:x} in .NET\n{KernelText(seed)}");
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
