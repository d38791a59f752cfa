using Bpf.Loader;
using Bpf.TestSupport;
using KernelScript.Compiler;
using KernelScript.Syntax;
using Scripts.Testing;

namespace Samples.Tests;

public sealed class SampleTests
{
    public static TheoryData<string> Samples() => [.. SampleFile.Names()];

    [Fact]
    public void There_are_samples() => Assert.InRange(SampleFile.Names().Count(), 12, 1000);

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_says_what_it_gives(string name) =>
        Assert.Contains(SampleFile.Read(name).Steps, s => s is TestStep);

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_gives_in_the_vm_what_it_says(string name)
    {
        Compilation compilation = Compile(name);
        using var target = new VmTarget(compilation.Collection!);
        new SampleRunner(compilation, target).Run(SampleFile.Read(name));
    }

    [KernelTheory("6.1")]
    [MemberData(nameof(Samples))]
    public void A_sample_gives_in_the_kernel_what_it_says(string name)
    {
        Compilation compilation = Compile(name);
        using var target = new KernelTarget(compilation.Collection!);
        new SampleRunner(compilation, target).Run(SampleFile.Read(name));
    }

    [KernelTheory("6.1")]
    [MemberData(nameof(Samples))]
    public void The_object_of_a_sample_is_loaded_by_bpftool(string name)
    {
        if (!Tool.Exists("bpftool"))
        {
            Assert.Skip("bpftool is not installed");
        }

        using var folder = new TemporaryFolder();
        string file = folder.File(Path.ChangeExtension(name, ".o"));
        string pins = Directory.CreateDirectory(folder.File("pins")).FullName;
        File.WriteAllBytes(file, ObjectWriter.Write(Compile(name).Collection!));

        // A mount namespace of its own: what bpftool pins goes away with it.
        Tool.Check("unshare", "-m", "sh", "-c", $"mount -t bpf bpf '{pins}' && bpftool prog loadall '{file}' '{pins}/p'");
    }

    [KernelTheory("6.1")]
    [MemberData(nameof(Samples))]
    public void A_sample_read_back_from_its_object_is_accepted(string name)
    {
        byte[] file = ObjectWriter.Write(Compile(name).Collection!);
        Assert.All(
            ProgramVerifier.Verify(ObjectReader.Read(file)), report => Assert.True(report.IsAccepted, report.Refusal?.Message));
    }

    private static Compilation Compile(string name)
    {
        Compilation compilation = KernelScriptCompiler.CompileFile(SampleFile.Read(name).Path);
        Assert.True(!compilation.HasErrors, DiagnosticRenderer.Render(compilation.Diagnostics));
        return compilation;
    }
}
