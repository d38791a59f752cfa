using KernelScript.Ir;
using KernelScript.Ir.Interpretation;
using KernelScript.Semantics.Lowering;

namespace KernelScript.Lowering.Tests;

/// <summary>Every case as it is lowered, run by the IR interpreter.</summary>
public sealed class InterpreterTests
{
    [Theory]
    [MemberData(nameof(AllCases.Names), MemberType = typeof(AllCases))]
    public void A_case_gives_what_it_says(string name) => Run(AllCases.Get(name), LoweringOptions.Newest);

    [Theory]
    [MemberData(nameof(AllCases.Names), MemberType = typeof(AllCases))]
    public void A_case_gives_the_same_with_the_means_of_an_older_kernel(string name) =>
        Run(AllCases.Get(name), LoweringOptions.ForKernel(5, 17));

    private static void Run(ScriptCase script, LoweringOptions options)
    {
        LoweringResult lowered = LoweredScript.Lower(script.Text, options);
        IrFunction program = lowered.Module.Functions.First(f => f.Program is not null && f.Name == "run");
        var machine = new IrMachine(lowered.Module)
        {
            Packet = Convert.FromHexString(script.Packet),
            Context = program.Program!.Section.StartsWith("tc", StringComparison.Ordinal) ? new SkbContext() : new XdpContext(),
        };
        foreach ((string map, string key, string value) in script.Given)
        {
            Assert.Equal(0, machine.Maps[map].Update(Convert.FromHexString(key), Convert.FromHexString(value), 0));
        }

        var interpreter = new IrInterpreter(machine);
        ulong result = 0;
        for (int i = 0; i < script.Runs; i++)
        {
            result = interpreter.RunProgram(program.Name);
        }

        Check(script, machine, result);
    }

    private static void Check(ScriptCase script, IrMachine machine, ulong result)
    {
        foreach ((string name, ulong value) in script.Globals)
        {
            Assert.Equal((name, value), (name, IrMemoryValue(machine.Global(name))));
        }

        foreach ((string map, string key, string? value) in script.Entries)
        {
            MemoryRegion? entry = machine.Maps[map].Lookup(Convert.FromHexString(key));
            Assert.Equal((map, key, value), (map, key, entry is null ? null : Convert.ToHexStringLower(entry.Bytes)));
        }

        if (script.Returns is { } returns)
        {
            Assert.Equal(returns, (uint)result);
        }

        if (script.PacketAfter is { } packet)
        {
            Assert.Equal(packet, Convert.ToHexStringLower(machine.Packet));
        }

        if (script.Prints is { } prints)
        {
            Assert.Equal(prints, machine.Trace);
        }
    }

    private static ulong IrMemoryValue(byte[] bytes)
    {
        Span<byte> padded = stackalloc byte[8];
        bytes.AsSpan(0, Math.Min(8, bytes.Length)).CopyTo(padded);
        return BitConverter.ToUInt64(padded);
    }
}
