using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>A name at the top of the script and what it stands for, found out when it is first asked for.</summary>
internal sealed class GlobalName(string name, SyntaxNode declaration, SourceSpan location)
{
    public string Name { get; } = name;

    public SyntaxNode Declaration { get; } = declaration;

    /// <summary>Where the name itself stands.</summary>
    public SourceSpan Location { get; } = location;

    /// <summary>What it stands for; null until bound, and for types.</summary>
    public Symbol? Symbol { get; set; }

    /// <summary>The type it stands for; null until bound, and for values.</summary>
    public TypeSymbol? Type { get; set; }

    /// <summary>Whether it is being bound: asking for it again is a circle.</summary>
    public bool IsBeingBound { get; set; }
}
