using System.Diagnostics;

namespace KernelScript.Syntax;

/// <summary>Says what each kind of node consists of, in the order of the text.</summary>
/// <remarks>The one place that tree dumps, equivalence and <see cref="SyntaxNode.Children"/> rest on.</remarks>
internal static partial class SyntaxShape
{
    /// <summary>Hands the parts of a node to a sink.</summary>
    public static void Describe(SyntaxNode node, ISyntaxShapeSink sink)
    {
        switch (node)
        {
            case ExpressionSyntax expression: DescribeExpression(expression, sink); break;
            case StatementSyntax statement: DescribeStatement(statement, sink); break;
            case TypeSyntax type: DescribeType(type, sink); break;
            case DeclarationSyntax declaration: DescribeDeclaration(declaration, sink); break;
            case MemberSyntax member: DescribeMember(member, sink); break;
            case PatternSyntax pattern: DescribePattern(pattern, sink); break;
            default: DescribePart(node, sink); break;
        }
    }

    private static void DescribePart(SyntaxNode node, ISyntaxShapeSink sink)
    {
        switch (node)
        {
            case CompilationUnitSyntax unit:
                sink.Kind("CompilationUnit");
                sink.Children("declaration", unit.Declarations);
                break;
            case AttributeSyntax attribute:
                sink.Kind("Attribute");
                sink.Value("name", attribute.Name.Text);
                sink.Children("argument", attribute.Arguments);
                break;
            case ReturnSpecSyntax returns:
                sink.Kind("ReturnSpec");
                Optional(sink, "name", returns.Name);
                sink.Child("type", returns.Type);
                break;
            case FunctionTypeParameterSyntax parameter:
                sink.Kind("FunctionTypeParameter");
                Optional(sink, "name", parameter.Name);
                sink.Child("type", parameter.Type);
                break;
            case MapOptionSyntax option:
                sink.Kind("MapOption");
                sink.Value("name", option.Name.Text);
                sink.Child("value", option.Value);
                break;
            case CatchClauseSyntax clause:
                sink.Kind("CatchClause");
                sink.Child("pattern", clause.Pattern);
                sink.Child("body", clause.Body);
                break;
            case MatchArmSyntax arm:
                sink.Kind("MatchArm");
                sink.Children("pattern", arm.Patterns);
                sink.Child("result", arm.Result);
                break;
            default:
                throw new UnreachableException($"No shape for {node.GetType().Name}.");
        }
    }

    private static void DescribeMember(MemberSyntax member, ISyntaxShapeSink sink)
    {
        switch (member)
        {
            case ParameterSyntax parameter:
                sink.Kind("Parameter");
                sink.Value("name", member.Name.Text);
                sink.Child("type", parameter.Type);
                break;
            case StructFieldSyntax field:
                sink.Kind("StructField");
                sink.Value("name", member.Name.Text);
                sink.Child("type", field.Type);
                sink.Child("initializer", field.Initializer);
                break;
            case ConfigFieldSyntax field:
                sink.Kind("ConfigField");
                sink.Value("name", member.Name.Text);
                sink.Child("type", field.Type);
                sink.Child("initializer", field.Initializer);
                break;
            case EnumMemberSyntax enumMember:
                sink.Kind("EnumMember");
                sink.Value("name", member.Name.Text);
                sink.Child("value", enumMember.Value);
                break;
            case FieldInitializerSyntax initializer:
                sink.Kind("FieldInitializer");
                sink.Value("name", member.Name.Text);
                sink.Child("value", initializer.Value);
                break;
            default:
                throw new UnreachableException($"No shape for {member.GetType().Name}.");
        }
    }

    private static void DescribePattern(PatternSyntax pattern, ISyntaxShapeSink sink)
    {
        switch (pattern)
        {
            case LiteralPatternSyntax literal:
                sink.Kind("LiteralPattern");
                sink.Child("value", literal.Value);
                break;
            case NamePatternSyntax name:
                sink.Kind("NamePattern");
                Optional(sink, "qualifier", name.Qualifier);
                sink.Value("name", name.Name.Text);
                break;
            case RangePatternSyntax range:
                sink.Kind("RangePattern");
                sink.Child("start", range.Start);
                sink.Child("end", range.End);
                break;
            case DefaultPatternSyntax:
                sink.Kind("DefaultPattern");
                break;
            case MissingPatternSyntax:
                sink.Kind("MissingPattern");
                break;
            default:
                throw new UnreachableException($"No shape for {pattern.GetType().Name}.");
        }
    }

    private static void DescribeType(TypeSyntax type, ISyntaxShapeSink sink)
    {
        switch (type)
        {
            case NamedTypeSyntax named:
                sink.Kind("NamedType");
                Optional(sink, "qualifier", named.Qualifier);
                sink.Value("name", named.Name.Text);
                break;
            case StringTypeSyntax text:
                sink.Kind("StringType");
                sink.Child("size", text.Size);
                break;
            case ArrayTypeSyntax array:
                sink.Kind("ArrayType");
                sink.Child("element", array.Element);
                sink.Child("length", array.Length);
                break;
            case PointerTypeSyntax pointer:
                sink.Kind("PointerType");
                sink.Child("target", pointer.Target);
                break;
            case OptionTypeSyntax option:
                sink.Kind("OptionType");
                sink.Child("value", option.Value);
                break;
            case FunctionTypeSyntax function:
                sink.Kind("FunctionType");
                sink.Children("parameter", function.Parameters);
                sink.Child("returns", function.Returns);
                break;
            case MapTypeSyntax map:
                sink.Kind("MapType");
                sink.Value("kind", map.Kind.Text);
                sink.Children("argument", map.TypeArguments);
                sink.Child("size", map.Size);
                sink.Children("option", map.Options);
                break;
            case MissingTypeSyntax:
                sink.Kind("MissingType");
                break;
            default:
                throw new UnreachableException($"No shape for {type.GetType().Name}.");
        }
    }

    private static void Optional(ISyntaxShapeSink sink, string role, Identifier? name)
    {
        if (name is { } present)
        {
            sink.Value(role, present.Text);
        }
    }

    private static void Flag(ISyntaxShapeSink sink, string role, bool isSet)
    {
        if (isSet)
        {
            sink.Value(role, "true");
        }
    }
}
