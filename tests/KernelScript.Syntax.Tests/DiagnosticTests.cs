namespace KernelScript.Syntax.Tests;

public sealed class DiagnosticTests
{
    private static readonly DiagnosticDescriptor _absent = DiagnosticDescriptor.Error(
        "KS2003", "value of '{0}' may be absent; test it with 'if ({1} != none)' before use");

    private static readonly DiagnosticDescriptor _unused =
        DiagnosticDescriptor.Warning("KS1999", "'{0}' is never used");

    [Fact]
    public void A_diagnostic_shows_the_line_and_a_caret()
    {
        var source = new SourceText("fn f() -> u64 {\nreturn n + 1\n}", "probe.ks");
        var diagnostic = new Diagnostic(_absent, new SourceSpan(source, new TextSpan(23, 1)), "counts", "n");
        Assert.Equal(
            """
            probe.ks:2:8: error KS2003: value of 'counts' may be absent; test it with 'if (n != none)' before use
                2 | return n + 1
                  |        ^

            """,
            DiagnosticRenderer.Render(diagnostic));
    }

    [Fact]
    public void Notes_and_a_suggestion_follow()
    {
        var source = new SourceText("var abc = 1\nvar abd = 2", "a.ks");
        var diagnostic = new Diagnostic(_unused, new SourceSpan(source, new TextSpan(16, 3)), "abd")
        {
            Suggestion = "did you mean 'abc'?",
            Notes =
            [
                new DiagnosticNote("'abc' is declared here", new SourceSpan(source, new TextSpan(4, 3))),
                new DiagnosticNote("that is all"),
            ],
        };
        Assert.Equal(
            """
            a.ks:2:5: warning KS1999: 'abd' is never used
                2 | var abd = 2
                  |     ^~~
                help: did you mean 'abc'?
            a.ks:1:5: note: 'abc' is declared here
                1 | var abc = 1
                  |     ^~~
                note: that is all

            """,
            DiagnosticRenderer.Render(diagnostic));
    }

    [Fact]
    public void Tabs_stay_tabs_and_long_spans_end_with_their_line()
    {
        var source = new SourceText("\tif (a) {\n\t}", "a.ks");
        var diagnostic = new Diagnostic(_unused, new SourceSpan(source, new TextSpan(1, 11)), "x");
        string text = DiagnosticRenderer.Render(diagnostic);
        Assert.EndsWith("    1 | \tif (a) {\n      | \t^~~~~~~~\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bag_sorts_by_file_and_position()
    {
        var one = new SourceText("abc", "one.ks");
        var two = new SourceText("abc", "two.ks");
        var bag = new DiagnosticBag();
        bag.Report(_unused, new SourceSpan(two, new TextSpan(2, 1)), "a");
        Assert.False(bag.HasErrors);
        bag.Report(_absent, new SourceSpan(one, new TextSpan(1, 1)), "b", "b");
        bag.Report(_unused, new SourceSpan(two, new TextSpan(0, 1)), "c");
        Assert.True(bag.HasErrors);
        Assert.Equal(
            ["two.ks:1:1", "two.ks:1:3", "one.ks:1:2"],
            bag.ToImmutable().Select(diagnostic => diagnostic.Location.ToString()));
    }
}
