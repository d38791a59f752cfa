namespace KernelScript.Syntax.Tests;

public sealed class StatementTests
{
    [Theory]
    [InlineData("if a return", "KS0035")]
    [InlineData("if (a) return 1", null)]
    [InlineData("if (p != null) *p = 1", null)]
    [InlineData("if (a) -b", null)]
    [InlineData("if (a) { } else return", null)]
    [InlineData("if (a) b = 1; else b = 2", null)]
    [InlineData("while (a) b()", null)]
    [InlineData("for (i in 0..9) f(i)", null)]
    [InlineData("loop { break }", null)]
    [InlineData("delete p", null)]
    [InlineData("delete m[k]", null)]
    [InlineData("try { } catch -1 { } catch NAME { } catch E::X { } catch _ { }", null)]
    [InlineData("defer f()", null)]
    [InlineData("defer { f(); g() }", null)]
    [InlineData("match (x) { 1: f(), default: { g() } }", null)]
    [InlineData("const A: u8 = 1", null)]
    [InlineData("{ { } }", null)]
    [InlineData("return;", null)]
    public void Statements_are_accepted_as_the_text_says(string statement, string? code)
    {
        SyntaxTree tree = SyntaxTree.Parse($"fn f() {{\n{statement}\n}}");
        Assert.Equal(code is null ? [] : [code], tree.Diagnostics.Select(diagnostic => diagnostic.Code));
    }

    [Theory]
    [InlineData("x = 1")]
    [InlineData("x.f += 1")]
    [InlineData("p->f -= 1")]
    [InlineData("*p = 1")]
    [InlineData("*p.q[1] ^= 1")]
    [InlineData("a[i] <<= 1")]
    [InlineData("m[k].f >>= 1")]
    [InlineData("m[m[k]] %= 1")]
    [InlineData("(*p).f |= 1")]
    [InlineData("f().g &= 1")]
    [InlineData("a[1][2] /= 1")]
    [InlineData("x *= 1")]
    public void Assignments_go_to_all_storage(string text)
    {
        var assignment = (AssignmentStatementSyntax)Trees.Statement(text);
        Assert.Equal(text, assignment.ToString().TrimEnd());
        Assert.Equal("=", text.Substring(assignment.OperatorSpan.End - 10, 1));
    }

    [Fact]
    public void A_condition_can_bind_a_name()
    {
        var branch = (IfStatementSyntax)Trees.Statement("if (var e = m[k]) { f(e) } else if (b) { }");
        Assert.Equal("e", branch.Binding!.Value.Text);
        Assert.Equal("m[k]", branch.Condition.ToString());
        Assert.IsType<IfStatementSyntax>(branch.Else);
    }

    [Theory]
    [InlineData("for (k, v in m) { }")]
    [InlineData("for (k, v) in m { }")]
    [InlineData("for k, v in m { }")]
    public void A_map_is_walked_by_key_and_value(string text)
    {
        var loop = (ForEachStatementSyntax)Trees.Statement(text);
        Assert.Equal(("k", "v", "m"), (loop.Key.Text, loop.Value.Text, loop.Collection.ToString()));
    }

    [Fact]
    public void The_operators_of_nodes_know_their_places()
    {
        var assignment = (AssignmentStatementSyntax)Trees.Statement("x += a - b");
        var binary = (BinaryExpressionSyntax)assignment.Value;
        Assert.Equal("+=", assignment.Source.ToString(assignment.OperatorSpan));
        Assert.Equal("-", binary.Source.ToString(binary.OperatorSpan));
    }
}
