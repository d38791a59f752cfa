using Bpf.Loader;
using Bpf.Syscalls;
using Bpf.TestSupport;
using KernelScript.Backend;
using KernelScript.Compiler;
using KernelScript.Syntax;

namespace KernelScript.Lowering.Tests;

/// <summary>Every case compiled to machine code, loaded into the kernel and run there.</summary>
public sealed class KernelTests
{
    [KernelTheory("6.9", KernelFeature.Btf)]
    [MemberData(nameof(AllCases.Names), MemberType = typeof(AllCases))]
    public void A_case_gives_what_it_says(string name) => Run(AllCases.Get(name), Target.Running);

    [KernelTheory("5.17", KernelFeature.Btf)]
    [MemberData(nameof(AllCases.Names), MemberType = typeof(AllCases))]
    public void A_case_made_for_an_older_kernel_gives_the_same(string name) =>
        Run(AllCases.Get(name), Target.For("5.17"));

    private static void Run(ScriptCase script, Target target)
    {
        CollectionSpec spec = Compile(script.Text, target);
        using Collection collection = Collection.Load(spec);
        foreach ((string map, string key, string value) in script.Given)
        {
            collection.Maps[map].Update(Convert.FromHexString(key), Convert.FromHexString(value));
        }

        TestRunResult? result = null;
        var run = new TestRun { Data = [.. Convert.FromHexString(script.Packet)] };
        for (int i = 0; i < script.Runs; i++)
        {
            result = collection.Programs["run"].TestRun(run);
        }

        Check(script, collection, result!);
    }

    private static CollectionSpec Compile(string text, Target target)
    {
        var options = new CompilerOptions { Target = target };
        Compilation compilation = KernelScriptCompiler.Compile(new SourceText(text, "test.ks"), options);
        Assert.True(!compilation.HasErrors, DiagnosticRenderer.Render(compilation.Diagnostics));
        CollectionSpec spec = compilation.Collection!;
        return spec with { Maps = [.. spec.Maps.Select(m => m with { Pinning = PinType.None, PinPath = null })] };
    }

    private static void Check(ScriptCase script, Collection collection, TestRunResult result)
    {
        foreach ((string name, ulong value) in script.Globals)
        {
            byte[] bytes = new byte[8];
            collection.Variables[name].Read(bytes.AsSpan(0, collection.Variables[name].Size));
            Assert.Equal((name, value), (name, BitConverter.ToUInt64(bytes)));
        }

        foreach ((string map, string key, string? value) in script.Entries)
        {
            byte[]? entry = collection.Maps[map].Lookup(Convert.FromHexString(key));
            Assert.Equal((map, key, value), (map, key, entry is null ? null : Convert.ToHexStringLower(entry)));
        }

        if (script.Returns is { } returns)
        {
            Assert.Equal(returns, result.ReturnValue);
        }

        if (script.PacketAfter is { } packet)
        {
            Assert.Equal(packet, Convert.ToHexStringLower(result.Data.AsSpan()));
        }
    }
}
