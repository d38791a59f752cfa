using Bpf.TestSupport;
using KernelScript.Syntax;

namespace KernelScript.Semantics.Tests;

/// <summary>
/// The examples of the specification that the text presents as valid, with what they leave out: <c>Spec/x.prelude</c> supplies it.
/// </summary>
/// <remarks>
/// A part of a function, <c>x.body.prelude</c>, is put into one; lines <c>// body:</c>, <c>// before:</c> and <c>// after:</c> say which.
/// </remarks>
public sealed class SpecificationTests
{
    private static string Folder => RepositoryRoot.Combine("tests", "KernelScript.Semantics.Tests", "Spec");

    public static TheoryData<string> Names =>
    [
        .. Directory.GetFiles(Folder, "*.prelude")
            .Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_example_that_the_text_presents_as_valid_has_no_error(string name)
    {
        string prelude = File.ReadAllText(Path.Combine(Folder, name + ".prelude"));
        string block = File.ReadAllText(
            RepositoryRoot.Combine("tests", "KernelScript.Syntax.Tests", "Spec", name + ".ks"));
        string text = name.EndsWith(".body", StringComparison.Ordinal) ? InFunction(prelude, block) : block;
        BoundProgram program = Scripts.Bind(prelude + text, name);
        Assert.Equal(
            "",
            DiagnosticRenderer.Render([.. program.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)]));
    }

    [Fact]
    public void Wrong_tail_calls_of_the_text_are_errors_where_it_says()
    {
        string block = File.ReadAllText(
            RepositoryRoot.Combine("tests", "KernelScript.Syntax.Tests", "Spec", "093-tail-calls-invalid.ks"));
        const string Rest = """

            @xdp
            fn process_http(ctx: *xdp_md) -> xdp_action { return XDP_PASS }
            @tc("ingress")
            fn security_check(ctx: *__sk_buff) -> i32 { return 0 }
            @helper
            fn validate_packet(ctx: *xdp_md) -> bool { return true }
            """;
        Assert.Equal(
            "KS2016@4:18 KS2017@6:12 KS1024@8:5", Scripts.Summary(Scripts.Bind(block + Rest).Diagnostics));
    }

    [Fact]
    public void Every_test_call_outside_a_test_is_an_error_where_the_text_says()
    {
        string block = File.ReadAllText(
            RepositoryRoot.Combine("tests", "KernelScript.Syntax.Tests", "Spec", "124-test-builtin.ks"));
        Assert.Equal(
            ["9:18", "15:18", "21:18"],
            Scripts.Bind(block).Diagnostics.Where(d => d.Code == "KS5006").Select(d => d.Location.Start.ToString()));
    }

    private static string InFunction(string prelude, string block)
    {
        string Line(string mark, string otherwise) =>
            prelude.Split('\n').FirstOrDefault(l => l.StartsWith(mark, StringComparison.Ordinal)) is { } line
                ? line[mark.Length..]
                : otherwise;
        return $"{Line("// body: ", "fn body()")} {{\n{Line("// before: ", "")}\n{block}\n{Line("// after: ", "")}\n}}\n";
    }
}
