namespace KernelScript.Syntax;

/// <summary>
/// Prints trees as text in one canonical form: one statement a line, four spaces, only needed parentheses.
/// </summary>
/// <remarks>
/// Parsing the text of a tree without missing nodes gives an equivalent tree. Comments are not in the tree and
/// therefore not in its text.
/// </remarks>
public static class SyntaxPrinter
{
    /// <summary>
    /// The text of a node. Declarations, statements and files end with a new line, other nodes do not.
    /// </summary>
    public static string Print(SyntaxNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var writer = new SyntaxWriter();
        writer.WriteNode(node);
        return writer.ToString();
    }

    /// <summary>The operator of an assignment: <c>=</c>, <c>+=</c> and so on.</summary>
    public static string GetText(BinaryOperator? assignment) =>
        assignment is { } operation ? OperatorFacts.GetText(operation) + "=" : "=";
}
