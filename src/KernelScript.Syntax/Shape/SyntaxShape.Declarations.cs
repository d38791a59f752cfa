using System.Diagnostics;

namespace KernelScript.Syntax;

internal static partial class SyntaxShape
{
    private static void DescribeDeclaration(DeclarationSyntax declaration, ISyntaxShapeSink sink)
    {
        switch (declaration)
        {
            case FunctionDeclarationSyntax or ExternDeclarationSyntax:
                DescribeCallable(declaration, sink);
                break;
            case MapDeclarationSyntax or GlobalVariableDeclarationSyntax or ConstantDeclarationSyntax:
                DescribeStorage(declaration, sink);
                break;
            case StructDeclarationSyntax or EnumDeclarationSyntax or ConfigDeclarationSyntax
                or TypeAliasDeclarationSyntax:
                DescribeTypeDeclaration(declaration, sink);
                break;
            case ImplDeclarationSyntax impl:
                Begin("ImplDeclaration", declaration, impl.Name, sink);
                sink.Children("function", impl.Functions);
                sink.Children("field", impl.Fields);
                break;
            case ProgramDeclarationSyntax program:
                Begin("ProgramDeclaration", declaration, program.Name, sink);
                sink.Child("kind", program.Kind);
                sink.Children("member", program.Members);
                break;
            case ImportDeclarationSyntax import:
                Begin("ImportDeclaration", declaration, import.Name, sink);
                sink.Child("path", import.Path);
                break;
            case IncludeDeclarationSyntax include:
                Begin("IncludeDeclaration", declaration, null, sink);
                sink.Child("path", include.Path);
                break;
            case GlobalStatementSyntax statement:
                Begin("GlobalStatement", declaration, null, sink);
                sink.Child("statement", statement.Statement);
                break;
            default:
                throw new UnreachableException($"No shape for {declaration.GetType().Name}.");
        }
    }

    private static void DescribeCallable(DeclarationSyntax declaration, ISyntaxShapeSink sink)
    {
        if (declaration is FunctionDeclarationSyntax function)
        {
            Begin("FunctionDeclaration", declaration, function.Name, sink);
            Flag(sink, "kernel", function.IsKernel);
            sink.Children("parameter", function.Parameters);
            sink.Child("returns", function.Returns);
            sink.Child("body", function.Body);
        }
        else if (declaration is ExternDeclarationSyntax external)
        {
            Begin("ExternDeclaration", declaration, external.Name, sink);
            sink.Children("parameter", external.Parameters);
            sink.Child("returns", external.Returns);
        }
    }

    private static void DescribeStorage(DeclarationSyntax declaration, ISyntaxShapeSink sink)
    {
        switch (declaration)
        {
            case MapDeclarationSyntax map:
                Begin("MapDeclaration", declaration, map.Name, sink);
                Flag(sink, "pin", map.IsPinned);
                sink.Child("type", map.Type);
                break;
            case GlobalVariableDeclarationSyntax variable:
                Begin("GlobalVariableDeclaration", declaration, variable.Name, sink);
                Flag(sink, "pin", variable.IsPinned);
                Flag(sink, "local", variable.IsLocal);
                sink.Child("type", variable.Type);
                sink.Child("initializer", variable.Initializer);
                break;
            case ConstantDeclarationSyntax constant:
                Begin("ConstantDeclaration", declaration, constant.Name, sink);
                sink.Child("type", constant.Type);
                sink.Child("value", constant.Value);
                break;
            default:
                throw new UnreachableException($"No shape for {declaration.GetType().Name}.");
        }
    }

    private static void DescribeTypeDeclaration(DeclarationSyntax declaration, ISyntaxShapeSink sink)
    {
        switch (declaration)
        {
            case StructDeclarationSyntax structure:
                Begin("StructDeclaration", declaration, structure.Name, sink);
                sink.Children("field", structure.Fields);
                break;
            case EnumDeclarationSyntax enumeration:
                Begin("EnumDeclaration", declaration, enumeration.Name, sink);
                sink.Children("member", enumeration.Members);
                break;
            case ConfigDeclarationSyntax config:
                Begin("ConfigDeclaration", declaration, config.Name, sink);
                sink.Children("field", config.Fields);
                break;
            case TypeAliasDeclarationSyntax alias:
                Begin("TypeAliasDeclaration", declaration, alias.Name, sink);
                sink.Child("type", alias.Type);
                break;
            default:
                throw new UnreachableException($"No shape for {declaration.GetType().Name}.");
        }
    }

    private static void Begin(string kind, DeclarationSyntax declaration, Identifier? name, ISyntaxShapeSink sink)
    {
        sink.Kind(kind);
        Optional(sink, "name", name);
        if (declaration.Visibility != Visibility.Default)
        {
            sink.Value("visibility", declaration.Visibility == Visibility.Public ? "pub" : "priv");
        }

        sink.Children("attribute", declaration.Attributes);
    }
}
