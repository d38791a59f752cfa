using System.Diagnostics;
using System.Text;

namespace KernelScript.Syntax.Tests;

/// <summary>Broken scripts: whatever the text, the parser ends, with a whole tree and with diagnostics.</summary>
public sealed class MutationTests
{
    private const int Rounds = 60;

    private static readonly string[] _tokens =
        [.. ("( ) [ ] { } , : ; . .. -> :: @ ? ! ~ = += + - * & | < > << >> == && || "
            + "as fn var const struct enum impl if else for in while loop return try catch _ throw "
            + "defer delete match default new sizeof config type pin local program option kernel "
            + "pub extern import include x 1 0x 1.5 'a' \" \"s\" // /* \n \0 é").Split(' ')];

    [Fact]
    public void A_damaged_specification_block_gives_diagnostics_and_a_tree()
    {
        var random = new Random(1);
        var clock = Stopwatch.StartNew();
        foreach (string name in SpecificationBlock.Names)
        {
            string text = SpecificationBlock.Read(name).Text;
            for (int round = 0; round < Rounds; round++)
            {
                string damaged = Damage(text, random);
                try
                {
                    CheckTree(SyntaxTree.Parse(damaged, name));
                }
                catch (Exception exception)
                {
                    Assert.Fail($"{name}, round {round}: {exception}\n{damaged}");
                }
            }
        }

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{clock.Elapsed} for mutations");
    }

    [Fact]
    public void Every_prefix_of_a_script_is_parsed()
    {
        string text = SpecificationBlock.Read("114-multi-program-system.ks").Text;
        for (int length = 0; length < text.Length; length += 3)
        {
            CheckTree(SyntaxTree.Parse(text[..length], "prefix.ks"));
        }
    }

    [Fact]
    public void Random_bytes_are_parsed()
    {
        var random = new Random(2);
        byte[] bytes = new byte[200];
        for (int round = 0; round < 500; round++)
        {
            random.NextBytes(bytes);
            CheckTree(SyntaxTree.Parse(Encoding.UTF8.GetString(bytes), "bytes.ks"));
            CheckTree(SyntaxTree.Parse(Encoding.Latin1.GetString(bytes), "bytes.ks"));
        }
    }

    [Fact]
    public void Random_tokens_are_parsed()
    {
        var random = new Random(3);
        for (int round = 0; round < 3000; round++)
        {
            string text = string.Join(' ', random.GetItems(_tokens, random.Next(60)));
            CheckTree(SyntaxTree.Parse(text, "tokens.ks"));
            CheckTree(SyntaxTree.Parse($"fn f() {{\n{text}\n}}", "tokens.ks"));
        }
    }

    [Theory]
    [InlineData("(", "", ")")]
    [InlineData("[", "", "]")]
    [InlineData("-", "x", "")]
    [InlineData("*", "x", "")]
    [InlineData("f(", "", ")")]
    [InlineData("a[", "1", "]")]
    [InlineData("(T*)", "x", "")]
    [InlineData("x + ", "x", "")]
    [InlineData("x ? ", "x", " : x")]
    [InlineData("x ? x : ", "x", "")]
    [InlineData("x.", "x", "")]
    [InlineData("", "x", "()")]
    [InlineData("", "x", "?")]
    [InlineData("", "x", "?-x")]
    [InlineData("", "x", "[0]")]
    [InlineData("", "x", " as T")]
    [InlineData("sizeof([T; ", "1", "])")]
    [InlineData("S { a: ", "1", " }")]
    [InlineData("match (x) { default: ", "1", " }")]
    [InlineData("if (x) { ", "1", " } else { 2 }")]
    [InlineData("if (x) { 1 } else ", "{ 1 }", "")]
    public void A_hundred_thousand_levels_of_an_expression_give_one_diagnostic(
        string open, string middle, string close) =>
        AssertTooDeep($"fn f() {{\nvar x = {Nest(open, middle, close)}\n}}\n");

    [Theory]
    [InlineData("{ ", "", " }")]
    [InlineData("if (x) { ", "", " }")]
    [InlineData("if (x) ", "y()", "")]
    [InlineData("if (x) { } else ", "{ }", "")]
    [InlineData("while (x) { ", "", " }")]
    [InlineData("try { ", "", " } catch _ { }")]
    [InlineData("defer { ", "", " }")]
    public void A_hundred_thousand_levels_of_a_statement_give_one_diagnostic(
        string open, string middle, string close) =>
        AssertTooDeep($"fn f() {{\n{Nest(open, middle, close)}\n}}\n");

    [Theory]
    [InlineData("*", "T", "")]
    [InlineData("[", "T", "; 1]")]
    [InlineData("option ", "T", "")]
    [InlineData("fn(", "T", ")")]
    [InlineData("fn() -> ", "T", "")]
    [InlineData("", "T", "[1]")]
    [InlineData("hash<", "T", ">")]
    public void A_hundred_thousand_levels_of_a_type_give_one_diagnostic(
        string open, string middle, string close) =>
        AssertTooDeep($"type T = {Nest(open, middle, close)}\n");

    [Fact]
    public void Programs_in_programs_give_one_diagnostic() =>
        Assert.Single(
            SyntaxTree.Parse(Nest("program p : xdp { ", "", " }")).Diagnostics,
            diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    [Theory]
    [InlineData(150)]
    public void Reasonable_nesting_is_accepted(int levels)
    {
        string parentheses = new string('(', levels) + "x" + new string(')', levels);
        Assert.Equal("x", Trees.Expression(parentheses).ToString());
        Trees.Expression(string.Join(" + ", Enumerable.Repeat("x", levels * 6)));
    }

    private static string Nest(string open, string middle, string close) =>
        new StringBuilder().Insert(0, open, 100_000).Append(middle).Insert(0, "").Append(Repeat(close)).ToString();

    private static string Repeat(string text) => new StringBuilder().Insert(0, text, 100_000).ToString();

    private static void AssertTooDeep(string text)
    {
        SyntaxTree tree = SyntaxTree.Parse(text);
        Assert.Equal("KS0020", Assert.Single(tree.Diagnostics).Code);
        CheckTree(tree);
    }

    /// <summary>Walks the tree in every way: nothing may throw.</summary>
    private static void CheckTree(SyntaxTree tree)
    {
        _ = TreeDump.Write(tree.Root, withPlaces: true);
        _ = SyntaxPrinter.Print(tree.Root);
        _ = DiagnosticRenderer.Render(tree.Diagnostics);
        bool hasMissing = Trees.Descendants(tree.Root)
            .Any(node => node is MissingExpressionSyntax or MissingTypeSyntax or MissingPatternSyntax);
        Assert.False(hasMissing && tree.Diagnostics.IsEmpty, "something is missing and nothing was reported");
    }

    private static string Damage(string text, Random random)
    {
        var result = new StringBuilder(text);
        for (int i = random.Next(1, 4); i > 0 && result.Length > 0; i--)
        {
            int position = random.Next(result.Length);
            int length = Math.Min(random.Next(1, 12), result.Length - position);
            switch (random.Next(5))
            {
                case 0: result.Remove(position, length); break;
                case 1: result.Insert(position, random.GetItems(_tokens, 1)[0]); break;
                case 2: result.Insert(random.Next(result.Length), result.ToString(position, length)); break;
                case 3: result[position] = (char)random.Next(1, 256); break;
                default: (result[position], result[0]) = (result[0], result[position]); break;
            }
        }

        return result.ToString();
    }
}
