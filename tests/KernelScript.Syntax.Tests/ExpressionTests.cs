namespace KernelScript.Syntax.Tests;

public sealed class ExpressionTests
{
    [Theory]
    [InlineData("a + b * c", "(a + (b * c))")]
    [InlineData("a - b - c", "((a - b) - c)")]
    [InlineData("a / b % c", "((a / b) % c)")]
    [InlineData("a << b + c", "(a << (b + c))")]
    [InlineData("a & b << c", "(a & (b << c))")]
    [InlineData("a ^ b & c", "(a ^ (b & c))")]
    [InlineData("a | b ^ c", "(a | (b ^ c))")]
    [InlineData("a & b == c", "((a & b) == c)")]
    [InlineData("a == b | c", "(a == (b | c))")]
    [InlineData("a < b == c >= d", "((a < b) == (c >= d))")]
    [InlineData("a && b == c", "(a && (b == c))")]
    [InlineData("a || b && c", "(a || (b && c))")]
    [InlineData("a && b || c && d", "((a && b) || (c && d))")]
    [InlineData("t != null && t.flags & SYN", "((t != null) && (t.flags & SYN))")]
    [InlineData("d[0] >> 4 != 4", "((d[0] >> 4) != 4)")]
    [InlineData("(a + b) * c", "((a + b) * c)")]
    [InlineData("-a as u8", "((-a) as u8)")]
    [InlineData("a * b as u32", "(a * (b as u32))")]
    [InlineData("a as u32 * b", "((a as u32) * b)")]
    [InlineData("a as u32 < b", "((a as u32) < b)")]
    [InlineData("a as u8 as u32", "((a as u8) as u32)")]
    [InlineData("d as *Eth", "(d as *Eth)")]
    [InlineData("!a.b", "(!a.b)")]
    [InlineData("*p.q[1]", "(*p.q[1])")]
    [InlineData("&buf->data[0]", "(&buf->data[0])")]
    [InlineData("(*p).f", "(*p).f")]
    [InlineData("-a - -b", "((-a) - (-b))")]
    [InlineData("~a & !b", "((~a) & (!b))")]
    [InlineData("a && &b", "(a && (&b))")]
    [InlineData("&&a", "(&(&a))")]
    [InlineData("**p", "(*(*p))")]
    [InlineData("&\"text\"[0]", "(&\"text\"[0])")]
    public void Operators_bind_as_the_table_says(string text, string expected) =>
        Assert.Equal(expected, Brackets.Of(Trees.Expression(text)));

    [Theory]
    [InlineData("a ? b : c", "(a ? b : c)")]
    [InlineData("a ? b : c ? d : e", "(a ? b : (c ? d : e))")]
    [InlineData("a ? b ? c : d : e", "(a ? (b ? c : d) : e)")]
    [InlineData("a == b ? -c : *d", "((a == b) ? (-c) : (*d))")]
    [InlineData("a ? (b) : (c)", "(a ? b : c)")]
    [InlineData("a? b : c", "(a ? b : c)")]
    [InlineData("a || b ? c : d", "((a || b) ? c : d)")]
    [InlineData("f()?", "(f()?)")]
    [InlineData("f()?.g", "(f()?).g")]
    [InlineData("f()?->g()?", "((f()?)->g()?)")]
    [InlineData("f()? - 1", "((f()?) - 1)")]
    [InlineData("f()? + 1", "((f()?) + 1)")]
    [InlineData("f()? ? a : b", "((f()?) ? a : b)")]
    [InlineData("g(f()?, h()?)", "g((f()?), (h()?))")]
    [InlineData("a ? f()? : g()?", "(a ? (f()?) : (g()?))")]
    public void A_question_mark_is_a_choice_or_an_early_exit(string text, string expected) =>
        Assert.Equal(expected, Brackets.Of(Trees.Expression(text)));

    [Theory]
    [InlineData("(iphdr*)(data + 14)", "((data + 14) as *iphdr)")]
    [InlineData("(struct iphdr *)data", "(data as *iphdr)")]
    [InlineData("(T**)p", "(p as **T)")]
    [InlineData("(u32)x + 1", "((x as u32) + 1)")]
    [InlineData("(u8*)p[1]", "(p[1] as *u8)")]
    [InlineData("(*u8)p", "(p as *u8)")]
    [InlineData("(u32) -x", "((-x) as u32)")]
    [InlineData("(f)(x)", "f(x)")]
    [InlineData("(a) - b", "(a - b)")]
    [InlineData("(*p)(x)", "(*p)(x)")]
    public void A_type_in_parentheses_before_an_operand_is_a_cast(string text, string expected) =>
        Assert.Equal(expected, Brackets.Of(Trees.Expression(text)));

    [Theory]
    [InlineData("FlowStats::new()", "FlowStats::new()")]
    [InlineData("new T()", "new T()")]
    [InlineData("new T(GFP_ATOMIC)", "new T(GFP_ATOMIC)")]
    [InlineData("sizeof(u8[4]) + 1", "sizeof(u8[4]) + 1")]
    [InlineData("config.type.match", "config.type.match")]
    [InlineData("S { a: 1, b }", "S { a: 1, b: b }")]
    [InlineData("S { type: 1, }", "S { type: 1 }")]
    [InlineData("S { /* nothing */ }", "S { }")]
    [InlineData("utils.S { a: 1 }", "utils.S { a: 1 }")]
    [InlineData("[1, 2, 3,]", "[1, 2, 3]")]
    [InlineData("[]", "[]")]
    [InlineData("[0; 16]", "[0; 16]")]
    [InlineData("none", "null")]
    [InlineData("f(a)(b)[c].d", "f(a)(b)[c].d")]
    public void Primaries_print_in_their_canonical_form(string text, string expected) =>
        Assert.Equal(expected, Trees.Expression(text).ToString());

    [Fact]
    public void A_match_has_all_kinds_of_patterns()
    {
        var match = (MatchExpressionSyntax)Trees.Expression(
            "match x { 1 | 2: a, -3: b, 'c': c, \"d\": d, true: e, E::M: f, 4..10: g, LOW..HIGH: h, NAME: i, _: j }");
        Assert.Equal(
            ["1", "2", "-3", "'c'", "\"d\"", "true", "E::M", "4..10", "LOW..HIGH", "NAME", "default"],
            match.Arms.SelectMany(arm => arm.Patterns).Select(pattern => pattern.ToString()));
    }

    [Fact]
    public void An_arm_may_be_a_block_with_a_last_value_or_a_statement()
    {
        var match = (MatchExpressionSyntax)Trees.Expression(
            "match (x) { 1: {\nvar a = 2\na + 1 }\n2: return 5, default: y = 3 }");
        var block = (BlockExpressionSyntax)match.Arms[0].Result;
        Assert.Single(block.Statements);
        Assert.Equal("a + 1", block.Value!.ToString());
        var exit = (BlockExpressionSyntax)match.Arms[1].Result;
        Assert.IsType<ReturnStatementSyntax>(Assert.Single(exit.Statements));
        Assert.Null(exit.Value);
        var assignment = (BlockExpressionSyntax)match.Arms[2].Result;
        Assert.IsType<AssignmentStatementSyntax>(Assert.Single(assignment.Statements));
    }

    [Fact]
    public void An_if_with_else_at_the_end_of_a_value_block_is_its_value()
    {
        var branch = (IfExpressionSyntax)Trees.Expression(
            "if (a) {\nf()\nif (b) { 1 } else if (c) { 2 } else { 3 } } else { 4 }");
        Assert.Single(branch.Then.Statements);
        var inner = Assert.IsType<IfExpressionSyntax>(branch.Then.Value);
        Assert.IsType<IfExpressionSyntax>(inner.Else);
    }

    [Theory]
    [InlineData("if a { }")]
    [InlineData("if a.b { }")]
    [InlineData("if x == LIMIT { }")]
    [InlineData("while a { }")]
    [InlineData("match a { default: 1 }")]
    [InlineData("for i in a..b { }")]
    [InlineData("for k, v in m { }")]
    [InlineData("for (k, v) in m { }")]
    [InlineData("if packet.is_tcp() { }")]
    [InlineData("if (a) && b { }")]
    [InlineData("if (a).b { }")]
    [InlineData("if (S { a: 1 }).a == 1 { }")]
    public void A_brace_after_a_bare_condition_is_a_block(string statement) =>
        Assert.DoesNotContain(
            Trees.Descendants(Trees.Statement(statement)),
            node => node is StructLiteralExpressionSyntax { Fields.Length: not 1 });

    [Fact]
    public void Values_of_literals_are_decoded()
    {
        Assert.Equal(0xFFUL, ((IntegerLiteralSyntax)Trees.Expression("0xFF")).Value);
        Assert.Equal(8UL, ((IntegerLiteralSyntax)Trees.Expression("0o10")).Value);
        Assert.Equal(5UL, ((IntegerLiteralSyntax)Trees.Expression("0b1_01")).Value);
        Assert.Equal(ulong.MaxValue, ((IntegerLiteralSyntax)Trees.Expression("18_446_744_073_709_551_615")).Value);
        Assert.Equal(10UL, ((IntegerLiteralSyntax)Trees.Expression("010")).Value);
        Assert.Equal(3.14, ((FloatLiteralSyntax)Trees.Expression("3.14")).Value);
        Assert.Equal(1500.0, ((FloatLiteralSyntax)Trees.Expression("1.5e+3")).Value);
        Assert.Equal(1e9, ((FloatLiteralSyntax)Trees.Expression("1e9")).Value);
        Assert.Equal((byte)'\'', ((CharLiteralSyntax)Trees.Expression(@"'\''")).Value);
        Assert.Equal(0x7f, ((CharLiteralSyntax)Trees.Expression(@"'\x7f'")).Value);
        Assert.Equal(
            [(byte)'a', (byte)'\n', 0, 0xff, (byte)'"', 0xc3, 0xa9],
            ((StringLiteralSyntax)Trees.Expression("\"a\\n\\0\\xFF\\\"é\"")).Bytes);
    }
}
