using System.Collections.Immutable;

namespace KernelScript.Syntax;

/// <summary>A declaration at the top of a file.</summary>
public abstract class DeclarationSyntax : SyntaxNode
{
    private protected DeclarationSyntax(SourceSpan location, DeclarationHeader header)
        : base(location)
    {
        Attributes = header.Attributes;
        Visibility = header.Visibility;
    }

    /// <summary>The attributes before it, in order.</summary>
    public ImmutableArray<AttributeSyntax> Attributes { get; }

    /// <summary><c>pub</c>, <c>priv</c> or neither.</summary>
    public Visibility Visibility { get; }
}

/// <summary>What may stand before every declaration.</summary>
/// <param name="Attributes">The attributes, in order.</param>
public readonly record struct DeclarationHeader(ImmutableArray<AttributeSyntax> Attributes, Visibility Visibility)
{
    /// <summary>Nothing before the declaration.</summary>
    public static DeclarationHeader Empty => new([], Visibility.Default);
}

/// <summary><c>@name</c> or <c>@name(arguments)</c></summary>
public sealed class AttributeSyntax(SourceSpan location, Identifier name, ImmutableArray<ExpressionSyntax> arguments)
    : SyntaxNode(location)
{
    /// <summary>The name without the <c>@</c>.</summary>
    public Identifier Name { get; } = name;

    /// <summary>The arguments; flags such as <c>A | B</c> are one binary expression.</summary>
    public ImmutableArray<ExpressionSyntax> Arguments { get; } = arguments;
}

/// <summary><c>import name from "file"</c></summary>
public sealed class ImportDeclarationSyntax(
    SourceSpan location, DeclarationHeader header, Identifier name, StringLiteralSyntax path)
    : DeclarationSyntax(location, header)
{
    /// <summary>The name under which the module is known here.</summary>
    public Identifier Name { get; } = name;

    /// <summary>The <c>.ks</c> or <c>.py</c> file.</summary>
    public StringLiteralSyntax Path { get; } = path;
}

/// <summary><c>include "file.kh"</c></summary>
public sealed class IncludeDeclarationSyntax(SourceSpan location, DeclarationHeader header, StringLiteralSyntax path)
    : DeclarationSyntax(location, header)
{
    /// <summary>The <c>.kh</c> file.</summary>
    public StringLiteralSyntax Path { get; } = path;
}

/// <summary><c>config name { field: T = value, }</c></summary>
public sealed class ConfigDeclarationSyntax(
    SourceSpan location, DeclarationHeader header, Identifier name, ImmutableArray<ConfigFieldSyntax> fields)
    : DeclarationSyntax(location, header)
{
    /// <summary>The name of the configuration.</summary>
    public Identifier Name { get; } = name;

    /// <summary>The fields in order.</summary>
    public ImmutableArray<ConfigFieldSyntax> Fields { get; } = fields;
}

/// <summary><c>[pin] var name : hash&lt;K, V&gt;(size)</c></summary>
public sealed class MapDeclarationSyntax(
    SourceSpan location, DeclarationHeader header, bool isPinned, Identifier name, MapTypeSyntax type)
    : DeclarationSyntax(location, header)
{
    /// <summary>Whether <c>pin</c> is written.</summary>
    public bool IsPinned { get; } = isPinned;

    /// <summary>The name of the map.</summary>
    public Identifier Name { get; } = name;

    /// <summary>Kind, key, value, size and options.</summary>
    public MapTypeSyntax Type { get; } = type;
}

/// <summary><c>[pin] [local] var name: T = value</c></summary>
public sealed class GlobalVariableDeclarationSyntax(
    SourceSpan location,
    DeclarationHeader header,
    bool isPinned,
    bool isLocal,
    Identifier name,
    TypeSyntax? type,
    ExpressionSyntax? initializer)
    : DeclarationSyntax(location, header)
{
    /// <summary>Whether <c>pin</c> is written: the value survives in the BPF file system.</summary>
    public bool IsPinned { get; } = isPinned;

    /// <summary>Whether <c>local</c> is written: the kernel side's own.</summary>
    public bool IsLocal { get; } = isLocal;

    /// <summary>The name of the variable.</summary>
    public Identifier Name { get; } = name;

    /// <summary>The written type; null when it follows from the value.</summary>
    public TypeSyntax? Type { get; } = type;

    /// <summary>The first value; null for zero.</summary>
    public ExpressionSyntax? Initializer { get; } = initializer;
}

/// <summary><c>const NAME: T = value</c> at the top of a file.</summary>
public sealed class ConstantDeclarationSyntax(
    SourceSpan location, DeclarationHeader header, Identifier name, TypeSyntax? type, ExpressionSyntax value)
    : DeclarationSyntax(location, header)
{
    /// <summary>The name of the constant.</summary>
    public Identifier Name { get; } = name;

    /// <summary>The written type; null when it follows from the value.</summary>
    public TypeSyntax? Type { get; } = type;

    /// <summary>The value.</summary>
    public ExpressionSyntax Value { get; } = value;
}

/// <summary><c>type Name = T</c></summary>
public sealed class TypeAliasDeclarationSyntax(
    SourceSpan location, DeclarationHeader header, Identifier name, TypeSyntax type)
    : DeclarationSyntax(location, header)
{
    /// <summary>The new name.</summary>
    public Identifier Name { get; } = name;

    /// <summary>What it stands for.</summary>
    public TypeSyntax Type { get; } = type;
}

/// <summary><c>struct Name { field: T, }</c></summary>
public sealed class StructDeclarationSyntax(
    SourceSpan location, DeclarationHeader header, Identifier name, ImmutableArray<StructFieldSyntax> fields)
    : DeclarationSyntax(location, header)
{
    /// <summary>The name of the struct.</summary>
    public Identifier Name { get; } = name;

    /// <summary>The fields in the order of memory.</summary>
    public ImmutableArray<StructFieldSyntax> Fields { get; } = fields;
}

/// <summary><c>enum Name { A, B = 2, }</c></summary>
public sealed class EnumDeclarationSyntax(
    SourceSpan location, DeclarationHeader header, Identifier name, ImmutableArray<EnumMemberSyntax> members)
    : DeclarationSyntax(location, header)
{
    /// <summary>The name of the enum.</summary>
    public Identifier Name { get; } = name;

    /// <summary>The members in order.</summary>
    public ImmutableArray<EnumMemberSyntax> Members { get; } = members;
}

/// <summary><c>@attributes pub fn name(parameters) -> T { statements }</c></summary>
public sealed class FunctionDeclarationSyntax(
    SourceSpan location,
    DeclarationHeader header,
    bool isKernel,
    Identifier name,
    ImmutableArray<ParameterSyntax> parameters,
    ReturnSpecSyntax? returns,
    BlockSyntax? body)
    : DeclarationSyntax(location, header)
{
    /// <summary>Whether the modifier <c>kernel</c> is written.</summary>
    public bool IsKernel { get; } = isKernel;

    /// <summary>The name of the function.</summary>
    public Identifier Name { get; } = name;

    /// <summary>The parameters in order.</summary>
    public ImmutableArray<ParameterSyntax> Parameters { get; } = parameters;

    /// <summary>What it returns; null for nothing.</summary>
    public ReturnSpecSyntax? Returns { get; } = returns;

    /// <summary>The statements; null for a declaration only, as headers have them.</summary>
    public BlockSyntax? Body { get; } = body;
}

/// <summary><c>extern name(parameters) -> T</c>: a function that the kernel has.</summary>
public sealed class ExternDeclarationSyntax(
    SourceSpan location,
    DeclarationHeader header,
    Identifier name,
    ImmutableArray<ParameterSyntax> parameters,
    ReturnSpecSyntax? returns)
    : DeclarationSyntax(location, header)
{
    /// <summary>The name of the kernel function.</summary>
    public Identifier Name { get; } = name;

    /// <summary>The parameters in order.</summary>
    public ImmutableArray<ParameterSyntax> Parameters { get; } = parameters;

    /// <summary>What it returns; null for nothing.</summary>
    public ReturnSpecSyntax? Returns { get; } = returns;
}

/// <summary><c>@struct_ops("type") impl name { fn f() { } field: value, }</c></summary>
public sealed class ImplDeclarationSyntax(
    SourceSpan location,
    DeclarationHeader header,
    Identifier name,
    ImmutableArray<FunctionDeclarationSyntax> functions,
    ImmutableArray<FieldInitializerSyntax> fields)
    : DeclarationSyntax(location, header)
{
    /// <summary>The name of the instance.</summary>
    public Identifier Name { get; } = name;

    /// <summary>The functions, in order.</summary>
    public ImmutableArray<FunctionDeclarationSyntax> Functions { get; } = functions;

    /// <summary>The plain fields, in order.</summary>
    public ImmutableArray<FieldInitializerSyntax> Fields { get; } = fields;
}

/// <summary>The old wrapper <c>program name : xdp { fn main(…) { } }</c>.</summary>
public sealed class ProgramDeclarationSyntax(
    SourceSpan location,
    DeclarationHeader header,
    Identifier name,
    AttributeSyntax kind,
    ImmutableArray<DeclarationSyntax> members)
    : DeclarationSyntax(location, header)
{
    /// <summary>The name of the program; its entry is the function <c>main</c> among the members.</summary>
    public Identifier Name { get; } = name;

    /// <summary>The program type as the attribute that says the same, with its arguments if any.</summary>
    public AttributeSyntax Kind { get; } = kind;

    /// <summary>What stands in the braces.</summary>
    public ImmutableArray<DeclarationSyntax> Members { get; } = members;
}

/// <summary>A call or an assignment at the top of a file, such as <c>register(my_scheduler)</c>.</summary>
public sealed class GlobalStatementSyntax(SourceSpan location, StatementSyntax statement)
    : DeclarationSyntax(location, DeclarationHeader.Empty)
{
    /// <summary>The statement.</summary>
    public StatementSyntax Statement { get; } = statement;
}
