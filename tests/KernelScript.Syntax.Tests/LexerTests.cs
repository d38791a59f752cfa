namespace KernelScript.Syntax.Tests;

public sealed class LexerTests
{
    [Fact]
    public void The_dump_lists_every_token_with_its_place() =>
        Assert.Equal(
            """
            1:1 VarKeyword var
            1:5 Identifier x
            1:7 Equal =
            1:9 Integer 0x1F
            2:1 Identifier y
            2:3 LessLessEqual <<=
            2:7 String "a\"b"
            2:13 Semicolon ;
            3:1 EndOfFile

            """,
            TokenDump.Write(new SourceText("var x = 0x1F // c\ny <<= \"a\\\"b\";\n")));

    [Theory]
    [InlineData("+ - * / % & | ^ ~ ! < > = ?",
        "Plus Minus Star Slash Percent Ampersand Pipe Caret Tilde Bang Less Greater Equal Question")]
    [InlineData("+= -= *= /= %= &= |= ^= <<= >>=",
        "PlusEqual MinusEqual StarEqual SlashEqual PercentEqual AmpersandEqual PipeEqual CaretEqual "
        + "LessLessEqual GreaterGreaterEqual")]
    [InlineData("== != <= >= && || << >> -> .. :: . :",
        "EqualEqual BangEqual LessEqual GreaterEqual AmpersandAmpersand PipePipe LessLess GreaterGreater "
        + "Arrow DotDot ColonColon Dot Colon")]
    [InlineData("0..5", "Integer DotDot Integer")]
    [InlineData("1.5", "Float")]
    [InlineData("1.x", "Integer Dot Identifier")]
    [InlineData("0x1e+5", "Integer Plus Integer")]
    [InlineData("1e-3", "Float")]
    [InlineData("__sk_buff _ a_b1", "Identifier Identifier Identifier")]
    [InlineData("a/**/b/* * / */c//d", "Identifier Identifier Identifier")]
    [InlineData("\uFEFFa", "Identifier")]
    public void Tokens_are_the_longest_possible(string text, string kinds) =>
        Assert.Equal(kinds, string.Join(' ', Kinds(text)));

    [Theory]
    [InlineData("var x = §", "1:9 KS0001")]
    [InlineData("var x = 1 привет\nvar y = $", "1:11 KS0001", "2:9 KS0001")]
    [InlineData("var x = \"abc\nvar y = 1", "1:9 KS0002")]
    [InlineData("var x = 1 /* abc", "1:11 KS0003")]
    [InlineData("var x = 'ab'", "1:9 KS0004")]
    [InlineData("var x = ''", "1:9 KS0004")]
    [InlineData("var x = 'é'", "1:9 KS0004")]
    [InlineData("var x = \"a\\qb\"", "1:11 KS0005")]
    [InlineData("var x = \"a\\x4\"", "1:11 KS0005")]
    [InlineData("var x = 0b12", "1:9 KS0006")]
    [InlineData("var x = 0x", "1:9 KS0006")]
    [InlineData("var x = 12ab", "1:9 KS0006")]
    [InlineData("var x = 1_", "1:9 KS0006")]
    [InlineData("var x = 1.5x", "1:9 KS0006")]
    [InlineData("var x = 18446744073709551616", "1:9 KS0007")]
    public void What_is_not_a_token_is_reported_at_its_place(string text, params string[] expected) =>
        Assert.Equal(expected, Trees.Codes(text));

    [Fact]
    public void A_lone_quote_costs_one_character() =>
        Assert.Equal(["1:9 KS0004", "2:9 KS0006"], Trees.Codes("var x = 'a\nvar y = 0b2"));

    [Fact]
    public void Every_keyword_has_a_kind_of_its_own()
    {
        string[] keywords =
        [
            .. ("fn var const config local for pin type struct enum if else while loop break continue return import "
                + "pub priv impl true false null try catch throw defer delete match extern include").Split(' '),
        ];
        TokenKind[] kinds = [.. keywords.Select(keyword => TokenFacts.GetWordKind(keyword))];
        Assert.All(kinds, kind => Assert.True(TokenFacts.IsKeyword(kind)));
        Assert.Equal(kinds.Length, kinds.Distinct().Count());
    }

    private static IEnumerable<TokenKind> Kinds(string text)
    {
        var diagnostics = new DiagnosticBag();
        ReadOnlyMemory<Token> tokens = Lexer.Lex(new SourceText(text), diagnostics);
        Assert.Equal(0, diagnostics.Count);
        return tokens.ToArray().Select(token => token.Kind).SkipLast(1);
    }
}
