using System.Text;
using Bpf.TestSupport;
using KernelScript.Syntax;

namespace KernelScript.Semantics.Tests;

/// <summary>The library that is written in KernelScript.</summary>
public sealed class StandardLibraryTests
{
    public static TheoryData<string> Members =>
    [
        .. SyntaxTree.Parse(
                File.ReadAllText(RepositoryRoot.Combine("src", "KernelScript.Semantics", "StandardLibrary", "packet.ks")))
            .Root.Declarations.OfType<FunctionDeclarationSyntax>()
            .Select(f => f.Name.Text)
            .Where(n => n.Split('_')[0] is "packet" or "tcp" or "udp" or "ip" or "eth"),
    ];

    [Theory]
    [MemberData(nameof(Members))]
    public void A_member_of_a_view_is_bound_without_a_word(string function)
    {
        string view = function[..function.IndexOf('_', StringComparison.Ordinal)];
        string member = function[(view.Length + 1)..];
        string receiver = view == "packet" ? "packet" : $"packet.{view}_header()";
        var script = new StringBuilder();
        foreach (string context in (string[])["xdp_md", "__sk_buff"])
        {
            script.Append(
                $"@helper fn {context.TrimStart('_')}(ctx: *{context}) -> bool {{\n"
                + $"var packet = ctx.packet()\nvar a = {receiver}.{member}\nvar b = {receiver}.{member}()\n"
                + "return a == b\n}\n");
        }

        BoundProgram program = Scripts.BindRight(script.ToString());
        Assert.Contains(program.Functions, f => f.Symbol.Name == $"__xdp_md_{function}");
        Assert.Contains(program.Functions, f => f.Symbol.Name == $"__sk_buff_{function}");
        Assert.Equal(3, program.Sources.Length);
    }

    [Fact]
    public void Only_what_a_script_uses_is_bound()
    {
        BoundProgram program = Scripts.BindRight(
            "@xdp fn f(ctx: *xdp_md) -> xdp_action { return ctx.packet().is_tcp() ? XDP_DROP : XDP_PASS }");
        Assert.DoesNotContain(program.Functions, f => f.Symbol.Name.Contains("udp", StringComparison.Ordinal));
    }

    [Fact]
    public void A_function_of_the_script_goes_before_one_of_the_library()
    {
        BoundProgram program = Scripts.BindRight(
            "@helper fn packet_size(ctx: *xdp_md) -> u32 { return 7 }\n"
            + "@xdp fn f(ctx: *xdp_md) -> xdp_action { return ctx.packet_size() == 7 ? XDP_DROP : XDP_PASS }");
        Assert.Contains("(== packet_size(ctx) 7:u32)", BoundTreePrinter.Print(program), StringComparison.Ordinal);
    }
}
