namespace KernelScript.Syntax.Tests;

public sealed class NewLineTests
{
    [Theory]
    [InlineData("var b = a\n(c)")]
    [InlineData("var b = a\n*p = 1")]
    [InlineData("var b = a\n&p")]
    [InlineData("var b = a\n-p")]
    [InlineData("var b = a\n[1, 2]")]
    [InlineData("var b = a\n!p")]
    [InlineData("var b = a\n~p")]
    [InlineData("return\na")]
    [InlineData("var x: u32\n(a)")]
    [InlineData("var x: T\n[0]")]
    [InlineData("f()?\nif (a) { }")]
    [InlineData("f()?\ng()")]
    [InlineData("a\n{ b }")]
    [InlineData("a; b")]
    [InlineData("a;\nb;")]
    [InlineData("if (a) { } b")]
    public void The_line_ends_the_statement(string statements) => Assert.Equal(2, Trees.Body(statements).Count);

    [Theory]
    [InlineData("a\n.b\n.c()")]
    [InlineData("a\n->b")]
    [InlineData("a\n+ b")]
    [InlineData("a\n&& b\n|| c")]
    [InlineData("a\n== b")]
    [InlineData("a\n| b\n^ c")]
    [InlineData("a\n/ b\n% c")]
    [InlineData("a\n<< b\n>> c")]
    [InlineData("a\n<= b")]
    [InlineData("a\nas u32")]
    [InlineData("a\n? b\n: c")]
    [InlineData("c ?\n a :\n b")]
    [InlineData("x\n= 1")]
    [InlineData("x\n+= 1")]
    [InlineData("a +\nb")]
    [InlineData("f(a,\nb,\n-c\n)")]
    [InlineData("(a\n- b\n* c)")]
    [InlineData("a[b\n- c]")]
    [InlineData("x = [1,\n2\n]")]
    [InlineData("x = S {\n a: 1\n - 2,\n b: c,\n}")]
    [InlineData("x =\n1")]
    [InlineData("throw\nE")]
    [InlineData("delete\nm[k]")]
    [InlineData("if (a) { }\nelse { }")]
    [InlineData("try { }\ncatch 1 { }\ncatch _ { }")]
    [InlineData("if (a)\nb = 1")]
    public void The_next_line_goes_on_with_the_statement(string statement) => Trees.Statement(statement);

    [Fact]
    public void A_line_break_matters_again_in_a_block_inside_of_parentheses()
    {
        var call = (CallExpressionSyntax)Trees.Expression("f(if (c) { g()\n-x } else { y })");
        var branch = (IfExpressionSyntax)Assert.Single(call.Arguments);
        Assert.Single(branch.Then.Statements);
        Assert.IsType<UnaryExpressionSyntax>(branch.Then.Value);
    }

    [Fact]
    public void A_subtraction_over_lines_in_parentheses_is_one_expression() =>
        Assert.IsType<BinaryExpressionSyntax>(Trees.Expression("(a\n-b)"));

    [Fact]
    public void Two_statements_on_a_line_are_reported_at_the_second() =>
        Assert.Equal(["2:3 KS0017"], Trees.Codes("fn f() {\na b\nc\n}"));

    [Fact]
    public void A_block_comment_with_a_line_break_ends_a_statement() =>
        Assert.Equal(2, Trees.Body("a /* one\ntwo */ b").Count);

    [Theory]
    [InlineData("fn f() {\r\n  a\r\n  b\r\n}")]
    [InlineData("fn f() {\r  a\r  b\r}")]
    public void Every_kind_of_line_break_counts(string text)
    {
        var function = (FunctionDeclarationSyntax)Trees.Declaration(text);
        Assert.Equal(2, function.Body!.Statements.Length);
        Assert.Equal(3, function.Body.Statements[1].Location.Start.Line);
    }
}
