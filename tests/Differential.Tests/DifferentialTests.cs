using System.Globalization;
using Bpf.Asm;
using Bpf.Syscalls;
using Bpf.TestSupport;
using Differential.Tests.Programs;
using Differential.Tests.Running;
using KernelScript.Backend;
using KernelScript.Backend.Passes;
using KernelScript.Ir;
using KernelScript.Ir.Interpretation;
using KernelScript.Ir.Text;
using KernelScript.Ir.Verification;

namespace Differential.Tests;

/// <summary>
/// Random programs do the same four ways: the IR as written, the IR after the passes, the code in the VM, the code in
/// the kernel. Optimisation levels and instruction sets take turns.
/// </summary>
/// <remarks>
/// <c>DIFFERENTIAL_COUNT</c> says how many programs (2,000), <c>DIFFERENTIAL_SEED</c> which is the first (1). A failure
/// names its seed and shows the smallest program found that fails in the same way.
/// </remarks>
public sealed class DifferentialTests
{
    private static readonly int _first = Number("DIFFERENTIAL_SEED", 1);
    private static readonly int _count = Number("DIFFERENTIAL_COUNT", 2000);

    [Fact]
    public void Interpreters_and_VM_agree() => CheckAll(inKernel: false, _first, _count);

    [KernelFact("6.9")]
    public void All_four_agree() => CheckAll(inKernel: true, _first + _count, _count);

    private static void CheckAll(bool inKernel, int first, int count)
    {
        var failures = new List<string>();
        for (int seed = first; seed < first + count && failures.Count < 3; seed++)
        {
            IrModule module = RandomProgram.Create(seed);
            Assert.Empty(IrVerifier.Check(module));
            if (Compare(module, seed, inKernel) is { } failure)
            {
                string kind = Kind(failure);
                string reduced = ProgramReducer.Reduce(
                    IrPrinter.Print(module),
                    candidate => Compare(candidate, seed, inKernel) is { } again && Kind(again) == kind);
                string? what = Compare(IrParser.Parse(reduced), seed, inKernel);
                failures.Add($"seed {seed}, {Setting(seed)}: {what}\n{reduced}");
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    private static int Number(string variable, int otherwise)
    {
        string? text = Environment.GetEnvironmentVariable(variable);
        return int.TryParse(text, CultureInfo.InvariantCulture, out int number) ? number : otherwise;
    }

    private static (OptimizationLevel Level, IsaLevel Isa) Setting(int seed) =>
        ((OptimizationLevel)(seed % 3), (IsaLevel)(1 + (seed / 3 % 4)));

    /// <summary>What is wrong, without the details that change while the program gets smaller.</summary>
    private static string Kind(string failure) => failure[..failure.IndexOf(':', StringComparison.Ordinal)];

    private static string? Compare(IrModule module, int seed, bool inKernel)
    {
        var packet = new byte[RandomProgram.PacketBytes];
        new Random(seed).NextBytes(packet);
        string expected;
        try
        {
            expected = IrRun.Run(module, RandomProgram.Name, packet);
        }
        catch (IrTrapException)
        {
            return null; // Only a reduced program does what no program may do.
        }

        (OptimizationLevel level, IsaLevel isa) = Setting(seed);
        PassPipeline.Run(level, new PassContext(module) { VerifiesEach = true });
        string optimized = IrRun.Run(module, RandomProgram.Name, packet);
        if (optimized != expected)
        {
            return $"the passes change what it does: {optimized}expected {expected}{IrPrinter.Print(module)}";
        }

        BackendResult result = BackendCompiler.Compile(
            module,
            new Target(new Version(6, 18)) { Isa = isa },
            new BackendOptions { Optimization = null, CheckAllocation = true });
        if (!result.Errors.IsEmpty)
        {
            return result.Errors[0].Code == "KS4001" ? null : $"the back end refuses: {result.Errors[0]}";
        }

        return CompareCode(result, module, packet, expected, inKernel);
    }

    private static string? CompareCode(
        BackendResult result, IrModule module, byte[] packet, string expected, bool inKernel)
    {
        string inVm = VmRun.Run(result, module, RandomProgram.Name, packet);
        if (inVm != expected)
        {
            return $"the code in the VM does something else: {inVm}expected {expected}{Code(result)}";
        }

        try
        {
            string? run = inKernel ? KernelRun.Run(result, module, RandomProgram.Name, packet) : null;
            return run == null || run == expected
                ? null
                : $"the kernel does something else: {run}expected {expected}{Code(result)}";
        }
        catch (VerifierException e)
        {
            return $"the verifier refuses: {e.Message}\n{Code(result)}";
        }
    }

    private static string Code(BackendResult result) =>
        string.Concat(result.Functions.Select(f => $"{f.Name}:\n{AssemblyText.Print(f.Code, TextStyle.Kernel)}"));
}
