using System.Collections.Immutable;

namespace KernelScript.Syntax;

/// <summary>A type as it is written.</summary>
public abstract class TypeSyntax : SyntaxNode
{
    private protected TypeSyntax(SourceSpan location)
        : base(location)
    {
    }
}

/// <summary>
/// A type named by one word, built in or declared, or by a module and a word: <c>u32</c>, <c>utils.Flow</c>.
/// </summary>
public sealed class NamedTypeSyntax(SourceSpan location, Identifier? qualifier, Identifier name) : TypeSyntax(location)
{
    /// <summary>The imported module; null when the type is named alone.</summary>
    public Identifier? Qualifier { get; } = qualifier;

    /// <summary>The name of the type.</summary>
    public Identifier Name { get; } = name;
}

/// <summary><c>str(N)</c>: text of at most N characters.</summary>
public sealed class StringTypeSyntax(SourceSpan location, ExpressionSyntax size) : TypeSyntax(location)
{
    /// <summary>The constant N, characters.</summary>
    public ExpressionSyntax Size { get; } = size;
}

/// <summary>
/// <c>T[N]</c>, also written <c>[T; N]</c> and <c>[T N]</c>; or <c>[T]</c>, a sequence of unknown length.
/// </summary>
/// <remarks><c>T[2][3]</c> is, as in C, two elements of <c>T[3]</c>.</remarks>
public sealed class ArrayTypeSyntax(SourceSpan location, TypeSyntax element, ExpressionSyntax? length)
    : TypeSyntax(location)
{
    /// <summary>The type of an element.</summary>
    public TypeSyntax Element { get; } = element;

    /// <summary>The constant number of elements; null when unknown (<c>*[u8]</c>).</summary>
    public ExpressionSyntax? Length { get; } = length;
}

/// <summary><c>*T</c></summary>
public sealed class PointerTypeSyntax(SourceSpan location, TypeSyntax target) : TypeSyntax(location)
{
    /// <summary>The type pointed to.</summary>
    public TypeSyntax Target { get; } = target;
}

/// <summary><c>option T</c>: a <c>T</c> or null.</summary>
public sealed class OptionTypeSyntax(SourceSpan location, TypeSyntax value) : TypeSyntax(location)
{
    /// <summary>The type when present.</summary>
    public TypeSyntax Value { get; } = value;
}

/// <summary><c>fn(T, name: U) -> R</c></summary>
public sealed class FunctionTypeSyntax(
    SourceSpan location,
    ImmutableArray<FunctionTypeParameterSyntax> parameters,
    ReturnSpecSyntax? returns)
    : TypeSyntax(location)
{
    /// <summary>The parameters.</summary>
    public ImmutableArray<FunctionTypeParameterSyntax> Parameters { get; } = parameters;

    /// <summary>What it returns; null for nothing.</summary>
    public ReturnSpecSyntax? Returns { get; } = returns;
}

/// <summary>A map: <c>hash&lt;K, V&gt;(1024)</c>, <c>ringbuf&lt;T&gt;(4096)</c>, <c>stack_trace(64)</c>.</summary>
public sealed class MapTypeSyntax(
    SourceSpan location,
    Identifier kind,
    ImmutableArray<TypeSyntax> typeArguments,
    ExpressionSyntax? size,
    ImmutableArray<MapOptionSyntax> options)
    : TypeSyntax(location)
{
    /// <summary>The kind of map, a kernel name in lower case.</summary>
    public Identifier Kind { get; } = kind;

    /// <summary>What stands in angle brackets: key and value, or the element; may be empty.</summary>
    public ImmutableArray<TypeSyntax> TypeArguments { get; } = typeArguments;

    /// <summary>The first argument: entries, or bytes for ring buffers; null when absent.</summary>
    public ExpressionSyntax? Size { get; } = size;

    /// <summary>The further arguments.</summary>
    public ImmutableArray<MapOptionSyntax> Options { get; } = options;
}

/// <summary>A type that is missing from the script. A diagnostic has been reported.</summary>
public sealed class MissingTypeSyntax(SourceSpan location) : TypeSyntax(location);

/// <summary>A parameter of a function type; its name says nothing to the compiler.</summary>
public sealed class FunctionTypeParameterSyntax(SourceSpan location, Identifier? name, TypeSyntax type)
    : SyntaxNode(location)
{
    /// <summary>The name, when one is written.</summary>
    public Identifier? Name { get; } = name;

    /// <summary>The type.</summary>
    public TypeSyntax Type { get; } = type;
}

/// <summary>What a function returns: <c>-> T</c> or <c>-> name: T</c>.</summary>
public sealed class ReturnSpecSyntax(SourceSpan location, Identifier? name, TypeSyntax type) : SyntaxNode(location)
{
    /// <summary>The variable that holds the result; null when it has no name.</summary>
    public Identifier? Name { get; } = name;

    /// <summary>The type.</summary>
    public TypeSyntax Type { get; } = type;
}

/// <summary>A further argument of a map: <c>name = value</c>.</summary>
public sealed class MapOptionSyntax(SourceSpan location, Identifier name, ExpressionSyntax value)
    : SyntaxNode(location)
{
    /// <summary>The name of the option.</summary>
    public Identifier Name { get; } = name;

    /// <summary>Its constant value.</summary>
    public ExpressionSyntax Value { get; } = value;
}
