namespace KernelScript.Syntax.Tests;

public sealed class SourceTextTests
{
    [Theory]
    [InlineData("", 0, 1, 1)]
    [InlineData("abc", 3, 1, 4)]
    [InlineData("a\nb", 1, 1, 2)]
    [InlineData("a\nb", 2, 2, 1)]
    [InlineData("a\r\nb", 2, 1, 3)]
    [InlineData("a\r\nb", 3, 2, 1)]
    [InlineData("a\rb", 2, 2, 1)]
    [InlineData("a\n\n", 3, 3, 1)]
    public void A_position_has_a_line_and_a_column(string text, int position, int line, int column) =>
        Assert.Equal(new LinePosition(line, column), new SourceText(text).GetPosition(position));

    [Fact]
    public void Lines_come_without_their_breaks()
    {
        var source = new SourceText("one\r\ntwo\n\nfour\r");
        Assert.Equal(["one", "two", "", "four", ""], Enumerable.Range(1, source.LineCount).Select(source.GetLineText));
    }

    [Fact]
    public void A_position_outside_of_the_text_is_the_callers_mistake()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SourceText("a").GetPosition(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SourceText("a").GetPosition(-1));
    }

    [Fact]
    public void The_union_of_two_spans_holds_both() =>
        Assert.Equal(new TextSpan(2, 8), TextSpan.Union(new TextSpan(5, 5), new TextSpan(2, 1)));
}
