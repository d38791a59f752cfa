using BenchmarkDotNet.Attributes;
using KernelScript.Backend;
using KernelScript.Compiler;
using KernelScript.Semantics;
using KernelScript.Semantics.Lowering;
using KernelScript.Syntax;

namespace KernelScript.Benchmarks;

/// <summary>Where the time of a compilation goes.</summary>
public class StageBenchmarks
{
    private static readonly Target _target = Target.Running;

    private readonly SourceText _source = SourceText.FromFile(ProgramFiles.PathOf("count.ks"));
    private readonly SyntaxTree _tree;
    private readonly BoundProgram _program;

    /// <summary>Prepares the input of each stage.</summary>
    public StageBenchmarks()
    {
        _tree = SyntaxTree.Parse(_source);
        _program = Bind();
    }

    /// <summary>Brings every stage to its optimised code.</summary>
    [GlobalSetup]
    public void WarmUp() => Warmth.Bring(() => (Parse(), Bind(), Lower_and_generate()));

    /// <summary>Text to tree.</summary>
    [Benchmark]
    public SyntaxTree Parse() => SyntaxTree.Parse(_source);

    /// <summary>Tree to bound tree, flow analysis included.</summary>
    [Benchmark]
    public BoundProgram Bind() => Binder.Bind(_tree, new BindOptions { TargetKernel = _target.Kernel });

    /// <summary>Bound tree to IR.</summary>
    [Benchmark]
    public LoweringResult Lower() => Lowerer.Lower(_program, KernelScriptCompiler.LoweringOptionsFor(_target));

    /// <summary>Bound tree to code: as <see cref="Lower"/>, and the whole back end, which changes its input.</summary>
    [Benchmark]
    public BackendResult Lower_and_generate() => BackendCompiler.Compile(Lower().Module, _target);
}
