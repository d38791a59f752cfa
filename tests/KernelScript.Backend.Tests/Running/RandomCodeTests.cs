using System.Globalization;
using Bpf.Asm;
using Bpf.Syscalls;
using KernelScript.Backend.Passes;
using KernelScript.Ir;
using KernelScript.Ir.Interpretation;
using KernelScript.Ir.Text;
using KernelScript.Ir.Verification;

namespace KernelScript.Backend.Tests.Running;

/// <summary>The kernel runs compiled random programs as the interpreter runs their IR.</summary>
/// <remarks><c>BACKEND_SEED</c> starts at another seed, <c>BACKEND_COUNT</c> says how many programs.</remarks>
public sealed class RandomCodeTests
{
    [Fact]
    public void The_kernel_computes_what_the_interpreter_computes()
    {
        int first = Number("BACKEND_SEED", 1);
        int count = Number("BACKEND_COUNT", 200);
        var failures = new List<string>();
        for (int seed = first; seed < first + count && failures.Count < 5; seed++)
        {
            if (Compare(seed) is { } failure)
            {
                failures.Add($"seed {seed}: {failure}");
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    private static string? Compare(int seed)
    {
        IrModule module = RandomCode.Create(seed);
        IReadOnlyList<string> complaints = IrVerifier.Check(module);
        if (complaints.Count > 0)
        {
            return string.Join('\n', complaints);
        }

        Target target = Compiling.Newest with { Isa = (IsaLevel)(1 + (seed % 4)) };
        byte[] packet = new byte[RandomCode.PacketBytes];
        new Random(seed).NextBytes(packet);
        var machine = new IrMachine(module) { Packet = [.. packet] };
        uint expected = (uint)new IrInterpreter(machine).RunProgram("prog");
        string ir = IrPrinter.Print(module);
        var options = new BackendOptions { Optimization = (OptimizationLevel)(seed / 4 % 3), CheckAllocation = true };
        BackendResult result = BackendCompiler.Compile(module, target, options);
        try
        {
            if (!result.Errors.IsEmpty)
            {
                return string.Join('\n', result.Errors);
            }

            using var program = new KernelProgram(result, "prog");
            TestRunResult run = program.Run(packet);
            string? difference = run.ReturnValue != expected ? $"returns {run.ReturnValue:x}, not {expected:x}"
                : !run.Data.SequenceEqual(machine.Packet) ? $"packet {Convert.ToHexString(run.Data.AsSpan())}, not {Convert.ToHexString(machine.Packet)}"
                : Difference(program, machine);
            return difference == null ? null : difference + "\n" + Code(result) + ir;
        }
        catch (VerifierException e)
        {
            return $"{e.Message}\n{Code(result)}{ir}";
        }
    }

    private static string? Difference(KernelProgram program, IrMachine machine)
    {
        foreach ((byte[] key, MemoryRegion value) in machine.Maps["cells"].Entries)
        {
            if (!program.Read("cells", BitConverter.ToInt32(key)).AsSpan().SequenceEqual(value.Bytes))
            {
                return $"map entry {BitConverter.ToInt32(key)} differs";
            }
        }

        return program.Read(".bss", 0).AsSpan().SequenceEqual(machine.Global("total")) ? null : "the global differs";
    }

    private static string Code(BackendResult result) =>
        string.Join('\n', result.Functions.Select(f => f.Name + ":\n" + AssemblyText.Print(f.Code, TextStyle.Kernel)));
}
