using System.Globalization;
using System.Text;
using Bpf.Asm;
using Bpf.TestSupport;
using Differential.Tests.Running;
using KernelScript.Backend;
using KernelScript.Ir;
using KernelScript.Ir.Text;
using KernelScript.Ir.Verification;

namespace Differential.Tests;

/// <summary>
/// The functions of the assembly cases in FileTests do the same in the interpreter, the VM and the kernel, at every ISA
/// level.
/// </summary>
/// <remarks>A function of integers becomes part of a program that takes its arguments from the packet.</remarks>
public sealed class CaseTests
{
    private const int ArgumentBytes = 40;
    private static readonly string _folder =
        Path.Combine(RepositoryRoot.Folder, "tests", "FileTests", "cases", "asm");

    public static TheoryData<string, string> Functions()
    {
        var data = new TheoryData<string, string>();
        IEnumerable<string> files = Directory.EnumerateFiles(_folder, "*.ksir", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_folder, path));
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            IrModule module = Read(file);
            foreach (IrFunction function in module.Functions.Where(f => IsRunnable(f, module)))
            {
                data.Add(file, function.Name);
            }
        }

        return data;
    }

    [KernelTheory("6.9")]
    [MemberData(nameof(Functions))]
    public void A_case_does_what_its_IR_says(string file, string function)
    {
        foreach (IsaLevel isa in (ReadOnlySpan<IsaLevel>)[IsaLevel.V1, IsaLevel.V2, IsaLevel.V3, IsaLevel.V4])
        {
            IrModule module = Wrapped(Read(file), function);
            BackendResult result = BackendCompiler.Compile(
                module,
                Compiling(isa),
                new BackendOptions { Optimization = null, CheckAllocation = true });
            Assert.Empty(result.Errors);
            foreach (long seed in (ReadOnlySpan<long>)[0, 1, 2, 3, 4, 5])
            {
                byte[] packet = Packet(seed);
                string expected = IrRun.Run(module, "wrapper", packet);
                Assert.Equal(expected, VmRun.Run(result, module, "wrapper", packet));
                Assert.Equal(expected, KernelRun.Run(result, module, "wrapper", packet));
            }
        }
    }

    private static Target Compiling(IsaLevel isa) => new(new Version(6, 18)) { Isa = isa };

    private static IrModule Read(string file)
    {
        string text = File.ReadAllText(Path.Combine(_folder, file));
        int expectation = text.IndexOf(";; expect\n", StringComparison.Ordinal);
        return IrParser.Parse(expectation < 0 ? text : text[..expectation]);
    }

    /// <summary>
    /// Integers in, an integer out, and nothing on the way that differs from run to run or does not end.
    /// </summary>
    private static bool IsRunnable(IrFunction function, IrModule module) =>
        function.Program == null
        && (function.ReturnType.IsInteger || function.ReturnType == IrType.Bool)
        && function.Entry.Parameters.All(p => function.TypeOf(p).IsInteger)
        && Calls(function, module, []).All(f => f.Blocks.SelectMany(b => b.Instructions).All(IsRepeatable))
        && !Calls(function, module, []).Any(f => f.Name == "again")
        && function.Blocks.SelectMany(b => b.Instructions).All(i => i.Op != IrOp.Alloca || i.Imm < 100);

    private static bool IsRepeatable(IrInstruction instruction) => instruction.Op is not (IrOp.Helper or IrOp.MayGoto);

    private static HashSet<IrFunction> Calls(IrFunction function, IrModule module, HashSet<IrFunction> seen)
    {
        if (seen.Add(function))
        {
            IEnumerable<IrInstruction> all = function.Blocks.SelectMany(b => b.Instructions);
            foreach (IrInstruction call in all.Where(i => i.Op == IrOp.Call))
            {
                Calls(module.FindFunction(call.Symbol!)!, module, seen);
            }
        }

        return seen;
    }

    /// <summary>
    /// The module with a program that loads the arguments, calls the function and stores the result.
    /// </summary>
    private static IrModule Wrapped(IrModule module, string name)
    {
        IrFunction callee = module.FindFunction(name)!;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""
            func $wrapper(v1: ptr<ctx>) -> i32 program(6, 37, "xdp") {
                v2: ptr<packet> = ctx.load v1, size 4
                v3: ptr<packet_end> = ctx.load v1 + 4, size 4
                v4: bool = packet.check v2, v3, {{ArgumentBytes + 8}}
                cbr v4, b2, b3
            b3:
                v5: i32 = const 0
                ret v5
            b2:

            """);
        var arguments = new List<string>();
        foreach (Value parameter in callee.Entry.Parameters)
        {
            int index = arguments.Count;
            arguments.Add($"v{10 + index}");
            text.Append(
                CultureInfo.InvariantCulture,
                $"    v{10 + index}: {Name(callee.TypeOf(parameter))} = load v2 + {index * 8}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $$"""
                v6: {{Name(callee.ReturnType)}} = call ${{name}}({{string.Join(", ", arguments)}})
                store v2 + {{ArgumentBytes}}, v6
                v7: i32 = const 2
                ret v7
            }
            """);
        IrModule wrapped = IrParser.Parse(IrPrinter.Print(module) + text);
        Assert.Empty(IrVerifier.Check(wrapped));
        return wrapped;
    }

    private static string Name(IrType type) => type == IrType.Bool ? "bool" : $"i{type.Bits}";

    /// <summary>Small numbers, then random ones.</summary>
    private static byte[] Packet(long seed)
    {
        var packet = new byte[ArgumentBytes + 24];
        var random = new Random((int)seed);
        for (int i = 0; i < ArgumentBytes; i += 8)
        {
            long value = seed < 3 ? ((seed - 1) * (i + 3)) + random.Next(3) : random.NextInt64();
            BitConverter.TryWriteBytes(packet.AsSpan(i), value);
        }

        return packet;
    }
}
