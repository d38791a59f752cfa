using System.Collections.Immutable;

namespace KernelScript.Syntax;

/// <summary>The result of parsing a file: its tree, always whole, and what is wrong with the text.</summary>
public sealed class SyntaxTree
{
    private SyntaxTree(SourceText source, CompilationUnitSyntax root, ImmutableArray<Diagnostic> diagnostics)
    {
        Source = source;
        Root = root;
        Diagnostics = diagnostics;
    }

    /// <summary>The text.</summary>
    public SourceText Source { get; }

    /// <summary>The file as a tree; what the parser missed is a node whose text is missing.</summary>
    public CompilationUnitSyntax Root { get; }

    /// <summary>All errors and warnings of lexer and parser by position.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>Parses a file. Never throws, whatever the text is.</summary>
    public static SyntaxTree Parse(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var diagnostics = new DiagnosticBag();
        var parser = new Parser(source, Lexer.Lex(source, diagnostics), diagnostics);
        CompilationUnitSyntax root = parser.ParseUnit();
        return new SyntaxTree(source, root, diagnostics.ToImmutable());
    }

    /// <summary>Parses a text under a name.</summary>
    public static SyntaxTree Parse(string text, string filePath = "<script>") => Parse(new SourceText(text, filePath));
}
