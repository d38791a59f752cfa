namespace KernelScript.Syntax;

/// <summary>A named part of a declaration or of a struct literal.</summary>
public abstract class MemberSyntax : SyntaxNode
{
    private protected MemberSyntax(SourceSpan location, Identifier name)
        : base(location) => Name = name;

    /// <summary>The name.</summary>
    public Identifier Name { get; }
}

/// <summary>A parameter of a function: <c>name: T</c>.</summary>
public sealed class ParameterSyntax(SourceSpan location, Identifier name, TypeSyntax type)
    : MemberSyntax(location, name)
{
    /// <summary>The type.</summary>
    public TypeSyntax Type { get; } = type;
}

/// <summary>
/// A field of a struct: <c>name: T</c>, in the struct that <c>main</c> takes also <c>name: T = value</c>.
/// </summary>
public sealed class StructFieldSyntax(
    SourceSpan location, Identifier name, TypeSyntax type, ExpressionSyntax? initializer)
    : MemberSyntax(location, name)
{
    /// <summary>The type.</summary>
    public TypeSyntax Type { get; } = type;

    /// <summary>The value of an option that the command line does not give; null for zero.</summary>
    public ExpressionSyntax? Initializer { get; } = initializer;
}

/// <summary>A field of a config: <c>name: T = value</c>.</summary>
public sealed class ConfigFieldSyntax(
    SourceSpan location, Identifier name, TypeSyntax type, ExpressionSyntax? initializer)
    : MemberSyntax(location, name)
{
    /// <summary>The type.</summary>
    public TypeSyntax Type { get; } = type;

    /// <summary>The first value; null for zero.</summary>
    public ExpressionSyntax? Initializer { get; } = initializer;
}

/// <summary>A member of an enum: <c>NAME</c> or <c>NAME = value</c>.</summary>
public sealed class EnumMemberSyntax(SourceSpan location, Identifier name, ExpressionSyntax? value)
    : MemberSyntax(location, name)
{
    /// <summary>The constant value; null for one more than the member before.</summary>
    public ExpressionSyntax? Value { get; } = value;
}

/// <summary>A field of a struct literal or an impl block: <c>name: value</c>.</summary>
public sealed class FieldInitializerSyntax(SourceSpan location, Identifier name, ExpressionSyntax value)
    : MemberSyntax(location, name)
{
    /// <summary>The value. For the short form <c>{ name }</c> it is the name as an expression.</summary>
    public ExpressionSyntax Value { get; } = value;
}
