using System.Reflection;

namespace KernelScript.Syntax.Tests;

public sealed class RoundTripTests
{
    private const int Trees = 3000;

    [Fact]
    public void A_printed_random_tree_parses_back_to_the_same_tree()
    {
        for (int seed = 0; seed < Trees; seed++)
        {
            CompilationUnitSyntax unit = new RandomTree(seed).Unit();
            string text = SyntaxPrinter.Print(unit);
            SyntaxTree again = SyntaxTree.Parse(text, "printed.ks");
            bool hasErrors = again.Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            Assert.False(hasErrors, $"seed {seed}:\n{DiagnosticRenderer.Render(again.Diagnostics)}{text}");
            string expected = TreeDump.Write(unit);
            string actual = TreeDump.Write(again.Root);
            Assert.True(expected == actual, $"seed {seed}:\n{text}\n{FirstDifference(expected, actual)}");
            Assert.Equal(text, SyntaxPrinter.Print(again.Root));
        }
    }

    /// <summary>Every walker has met every kind of node, those that stand for missing text apart.</summary>
    [Fact]
    public void The_random_trees_hold_every_kind_of_node()
    {
        var kinds = new HashSet<Type>();
        for (int seed = 0; seed < 200; seed++)
        {
            kinds.UnionWith(Tests.Trees.Descendants(new RandomTree(seed).Unit()).Select(node => node.GetType()));
        }

        IEnumerable<Type> missing = typeof(SyntaxNode).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(SyntaxNode)) && !type.IsAbstract)
            .Where(type => !type.Name.StartsWith("Missing", StringComparison.Ordinal))
            .Except(kinds);
        Assert.Empty(missing.Select(type => type.Name));
    }

    [Fact]
    public void Every_kind_of_node_is_sealed_and_closed() =>
        Assert.All(
            typeof(SyntaxNode).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(SyntaxNode))),
            type => Assert.True(type.IsSealed || (type.IsAbstract && !HasPublicConstructor(type)), type.Name));

    [Theory]
    [InlineData("fn f() -> u32 { return 1 }", "fn f() -> u32 {\n    return 0x1\n}")]
    [InlineData("var a = b + c", "var a = b - c")]
    [InlineData("var a: u32", "local var a: u32")]
    [InlineData("fn f() { if (a) { } }", "fn f() { if (a) { } else { } }")]
    [InlineData("struct S { a: u8, b: u8 }", "struct S { b: u8, a: u8 }")]
    public void Trees_that_differ_are_not_equivalent(string one, string other)
    {
        SyntaxNode tree = Tests.Trees.Unit(one);
        Assert.False(tree.IsEquivalentTo(Tests.Trees.Unit(other)));
        Assert.True(tree.IsEquivalentTo(Tests.Trees.Unit($"// comment\n{one}")));
    }

    private static bool HasPublicConstructor(Type type) =>
        type.GetConstructors(BindingFlags.Instance | BindingFlags.Public).Length > 0;

    private static string FirstDifference(string expected, string actual)
    {
        string[] left = expected.Split('\n');
        string[] right = actual.Split('\n');
        int line = Enumerable.Range(0, Math.Min(left.Length, right.Length)).FirstOrDefault(i => left[i] != right[i]);
        return $"line {line}\nexpected: {left[line]}\nactual:   {right[line]}";
    }
}
