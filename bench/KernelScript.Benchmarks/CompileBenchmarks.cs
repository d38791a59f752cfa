using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Bpf.Loader;
using KernelScript.Compiler;
using KernelScript.Syntax;

namespace KernelScript.Benchmarks;

/// <summary>From the text of a program to code: in this process, and by processes.</summary>
public class CompileBenchmarks
{
    private static readonly string _architecture =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64";

    private readonly string _script = File.ReadAllText(ProgramFiles.PathOf("count.ks"));

    /// <summary>Brings the compiler to its optimised code, as in a process that compiles all the time.</summary>
    [GlobalSetup]
    public void WarmUp() => Warmth.Bring(() => Script_to_object());

    /// <summary>A script of 20 lines to what the loader takes.</summary>
    [Benchmark(Baseline = true)]
    public CollectionSpec Script_to_collection() => Compile();

    /// <summary>The same, to the bytes of an object file.</summary>
    [Benchmark]
    public byte[] Script_to_object() => ObjectWriter.Write(Compile());

    /// <summary>The equivalent C by clang: what the usual road pays each time.</summary>
    [Benchmark]
    public void C_to_object_by_clang() => ProgramFiles.Run(
        "clang-19", "-O2", "-g", "-target", "bpf", $"-I/usr/include/{_architecture}-linux-gnu",
        "-c", ProgramFiles.PathOf("count.c"), "-o", "/dev/null");

    /// <summary>The script by the command line tool, cold.</summary>
    [Benchmark]
    public void Script_to_object_by_the_tool() => ProgramFiles.Run(
        ProgramFiles.Tool, "compile", ProgramFiles.PathOf("count.ks"), "-o", ProgramFiles.PathOf("count.o"));

    /// <summary>Diagnostics only, by the command line tool, cold.</summary>
    [Benchmark]
    public void Check_by_the_tool() => ProgramFiles.Run(ProgramFiles.Tool, "check", ProgramFiles.PathOf("count.ks"));

    private CollectionSpec Compile() => KernelScriptCompiler.Compile(new SourceText(_script)).Collection
        ?? throw new InvalidOperationException("The script has errors.");
}
