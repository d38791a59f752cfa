using System.Reflection;
using Bpf.TestSupport;
using KernelScript.Backend;
using KernelScript.Semantics.Lowering;
using KernelScript.Syntax;

namespace KernelScript.Compiler.Tests;

/// <summary>Errors that appear only when code is made: each is documented, and those a script can cause appear.</summary>
public sealed class LimitDiagnosticTests
{
    public static TheoryData<string> LoweringCodes() =>
    [
        .. typeof(LoweringDescriptors).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Select(p => ((DiagnosticDescriptor)p.GetValue(null)!).Code),
    ];

    [Theory]
    [MemberData(nameof(LoweringCodes))]
    [InlineData("KS4001")]
    [InlineData("KS4002")]
    [InlineData("KS4003")]
    [InlineData("KS4004")]
    [InlineData("KS4005")]
    public void Every_code_has_its_section(string code) =>
        Assert.Contains(
            $"\n### {code}: ", File.ReadAllText(RepositoryRoot.Combine("docs", "diagnostics.md")), StringComparison.Ordinal);

    [Theory]
    [InlineData("KS2504", "5.4", "var n = ctx->ingress_ifindex\n while (n > 3) { n = n / 2 + 1 }\n return XDP_PASS")]
    [InlineData("KS2505", "5.4", "for (k, v in counts) { counts[k] = v + 1 }\n return XDP_PASS")]
    [InlineData("KS4001", "6.1", "var a: u8[700]\n a[ctx->ingress_ifindex] = 1\n return a[ctx->rx_queue_index] as xdp_action")]
    public void A_script_that_goes_beyond_a_limit_is_told_so(string code, string kernel, string body)
    {
        string script = "var counts : hash<u32, u32>(16)\n"
            + $"@xdp\nfn f(ctx: *xdp_md) -> xdp_action {{\n {body}\n}}\n";
        Compilation compilation = KernelScriptCompiler.Compile(
            new SourceText(script, "test.ks"), new CompilerOptions { Target = Target.For(kernel) });
        Assert.Contains(code, compilation.Diagnostics.Select(d => d.Code));
        Assert.Null(compilation.Collection);
    }
}
