using System.Collections.Immutable;

namespace KernelScript.Syntax;

/// <summary>A whole file.</summary>
public sealed class CompilationUnitSyntax(SourceSpan location, ImmutableArray<DeclarationSyntax> declarations)
    : SyntaxNode(location)
{
    /// <summary>The declarations in the order of the file.</summary>
    public ImmutableArray<DeclarationSyntax> Declarations { get; } = declarations;
}
