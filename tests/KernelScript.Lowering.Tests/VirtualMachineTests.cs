using Bpf.Asm;
using Bpf.Loader;
using Bpf.Syscalls;
using Bpf.Vm;
using KernelScript.Backend;
using KernelScript.Compiler;
using KernelScript.Syntax;

namespace KernelScript.Lowering.Tests;

/// <summary>Every case compiled to machine code and run in user mode: no kernel needed.</summary>
public sealed class VirtualMachineTests
{
    [Theory]
    [MemberData(nameof(AllCases.Names), MemberType = typeof(AllCases))]
    public void A_case_gives_what_it_says(string name) => Run(AllCases.Get(name), Target.For("6.12"));

    [Theory]
    [MemberData(nameof(AllCases.Names), MemberType = typeof(AllCases))]
    public void A_case_made_for_an_older_kernel_gives_the_same(string name) =>
        Run(AllCases.Get(name), Target.For("5.17"));

    private static void Run(ScriptCase script, Target target)
    {
        var options = new CompilerOptions { Target = target };
        Compilation compilation = KernelScriptCompiler.Compile(new SourceText(script.Text, "test.ks"), options);
        Assert.True(!compilation.HasErrors, DiagnosticRenderer.Render(compilation.Diagnostics));
        CollectionSpec spec = compilation.Collection!;
        Dictionary<string, VmMap> maps = spec.Maps.ToDictionary(m => m.Name, CreateMap);
        Dictionary<string, CodeImage> functions = spec.Functions.ToDictionary(f => f.Name, f => f.Code);
        var machine = new VmMachine();
        foreach ((string map, string key, string value) in script.Given)
        {
            Assert.Equal(0, maps[map].Update(Convert.FromHexString(key), Convert.FromHexString(value)));
        }

        ProgramSpec program = spec.Programs["run"];
        VmProgram linked = VmProgram.Link(program.Code, functions, maps);
        VmResult? result = null;
        for (int i = 0; i < script.Runs; i++)
        {
            byte[] packet = Convert.FromHexString(script.Packet);
            VmContext context = program.Type == ProgramType.Xdp ? new XdpContext(packet) : new SkbContext(packet);
            result = machine.Run(linked, context);
        }

        Check(script, spec, maps, result!);
        if (script.Prints is { } prints)
        {
            Assert.Equal(prints, machine.Trace);
        }
    }

    private static void Check(ScriptCase script, CollectionSpec spec, Dictionary<string, VmMap> maps, VmResult result)
    {
        foreach ((string name, ulong value) in script.Globals)
        {
            VariableSpec variable = spec.Variables[name];
            byte[] section = maps[variable.Section].Lookup([0, 0, 0, 0])!;
            byte[] bytes = new byte[8];
            section.AsSpan((int)variable.Offset, (int)variable.Size).CopyTo(bytes);
            Assert.Equal((name, value), (name, BitConverter.ToUInt64(bytes)));
        }

        foreach ((string map, string key, string? value) in script.Entries)
        {
            byte[]? entry = maps[map].Lookup(Convert.FromHexString(key));
            Assert.Equal((map, key, value), (map, key, entry is null ? null : Convert.ToHexStringLower(entry)));
        }

        if (script.Returns is { } returns)
        {
            Assert.Equal(returns, result.ReturnCode);
        }

        if (script.PacketAfter is { } packet)
        {
            Assert.Equal(packet, Convert.ToHexStringLower(result.Packet.Span));
        }
    }

    private static VmMap CreateMap(MapSpec spec)
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
}
