namespace KernelScript.Syntax.Tests;

/// <summary>Short ways from text to trees.</summary>
internal static class Trees
{
    /// <summary>A file without errors.</summary>
    public static CompilationUnitSyntax Unit(string text)
    {
        SyntaxTree tree = SyntaxTree.Parse(text, "t.ks");
        Assert.Equal("", DiagnosticRenderer.Render(tree.Diagnostics));
        return tree.Root;
    }

    /// <summary>The only declaration of a file without errors.</summary>
    public static DeclarationSyntax Declaration(string text) => Assert.Single(Unit(text).Declarations);

    /// <summary>The statements of a function body without errors.</summary>
    public static IReadOnlyList<StatementSyntax> Body(string statements)
    {
        var function = (FunctionDeclarationSyntax)Declaration($"fn f() {{\n{statements}\n}}");
        return function.Body!.Statements;
    }

    /// <summary>The only statement of a function body without errors.</summary>
    public static StatementSyntax Statement(string statement) => Assert.Single(Body(statement));

    /// <summary>An expression without errors.</summary>
    public static ExpressionSyntax Expression(string expression) =>
        Assert.IsType<VariableStatementSyntax>(Statement($"var v = {expression}")).Initializer!;

    /// <summary>A type without errors.</summary>
    public static TypeSyntax Type(string type) =>
        Assert.IsType<TypeAliasDeclarationSyntax>(Declaration($"type T = {type}")).Type;

    /// <summary>Place and code of the diagnostics of a file, such as <c>2:8 KS0010</c>.</summary>
    public static string[] Codes(string text) =>
        [
            .. SyntaxTree.Parse(text).Diagnostics
                .Select(diagnostic => $"{diagnostic.Location.Start} {diagnostic.Code}"),
        ];

    /// <summary>Parses the canonical text of a tree and expects the same tree.</summary>
    public static void AssertRoundTrip(CompilationUnitSyntax unit)
    {
        string text = SyntaxPrinter.Print(unit);
        SyntaxTree again = SyntaxTree.Parse(text, "printed.ks");
        Assert.True(
            again.Diagnostics.All(diagnostic => diagnostic.Severity == DiagnosticSeverity.Warning),
            DiagnosticRenderer.Render(again.Diagnostics) + text);
        Assert.Equal(TreeDump.Write(unit), TreeDump.Write(again.Root));
        Assert.Equal(text, SyntaxPrinter.Print(again.Root));
    }

    /// <summary>A node and everything below it.</summary>
    public static IEnumerable<SyntaxNode> Descendants(SyntaxNode node) =>
        node.Children.SelectMany(Descendants).Prepend(node);
}
