namespace KernelScript.Syntax.Tests;

public sealed class SpecificationTests
{
    public static TheoryData<string> Valid => [.. SpecificationBlock.Names.Where(name => !name.Contains(".error."))];

    public static TheoryData<string> Invalid => [.. SpecificationBlock.Names.Where(name => name.Contains(".error."))];

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_block_parses_without_errors(string name)
    {
        SyntaxTree tree = SyntaxTree.Parse(SpecificationBlock.Read(name));
        Diagnostic[] errors = [.. tree.Diagnostics.Where(diagnostic => diagnostic.Code != "KS0034")];
        Assert.Equal("", DiagnosticRenderer.Render([.. errors]));
        Assert.DoesNotContain(
            Trees.Descendants(tree.Root), node => node is MissingExpressionSyntax or MissingTypeSyntax);
        Assert.NotEmpty(tree.Root.Declarations);
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_printed_block_parses_back_to_the_same_tree(string name) =>
        Trees.AssertRoundTrip(SyntaxTree.Parse(SpecificationBlock.Read(name)).Root);

    [Theory]
    [MemberData(nameof(Valid))]
    public void Every_node_lies_inside_its_parent(string name)
    {
        CompilationUnitSyntax root = SyntaxTree.Parse(SpecificationBlock.Read(name)).Root;
        foreach (SyntaxNode parent in Trees.Descendants(root))
        {
            foreach (SyntaxNode child in parent.Children)
            {
                bool isInside = child.Span.Start >= parent.Span.Start && child.Span.End <= parent.Span.End;
                Assert.True(isInside, $"{child.Location} '{child}' is outside of {parent.GetType().Name}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void A_block_that_the_text_calls_wrong_gives_its_error(string name) =>
        Golden.Check(
            Path.Combine(SpecificationBlock.Folder, Path.ChangeExtension(name, ".err")),
            DiagnosticRenderer.Render(SyntaxTree.Parse(SpecificationBlock.Read(name)).Diagnostics));

    [Fact]
    public void All_blocks_are_there() => Assert.Equal(130, SpecificationBlock.Names.Count());
}
