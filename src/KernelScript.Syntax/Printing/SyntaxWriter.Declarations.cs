using System.Collections.Immutable;
using System.Diagnostics;

namespace KernelScript.Syntax;

internal sealed partial class SyntaxWriter
{
    private void WriteUnit(CompilationUnitSyntax unit)
    {
        DeclarationSyntax? previous = null;
        foreach (DeclarationSyntax declaration in unit.Declarations)
        {
            if (previous is not null && (IsTall(previous) || IsTall(declaration)))
            {
                EndLine();
            }

            WriteDeclaration(declaration);
            previous = declaration;
        }
    }

    private static bool IsTall(DeclarationSyntax declaration) =>
        !declaration.Attributes.IsEmpty
        || declaration is FunctionDeclarationSyntax { Body: not null } or StructDeclarationSyntax
            or EnumDeclarationSyntax or ConfigDeclarationSyntax or ImplDeclarationSyntax or ProgramDeclarationSyntax;

    private void WriteDeclaration(DeclarationSyntax declaration)
    {
        foreach (AttributeSyntax attribute in declaration.Attributes)
        {
            StartLine();
            WriteAttribute(attribute);
            EndLine();
        }

        if (declaration is GlobalStatementSyntax statement)
        {
            WriteStatement(statement.Statement);
            return;
        }

        StartLine();
        Text(declaration.Visibility switch
        {
            Visibility.Public => "pub ",
            Visibility.Private => "priv ",
            _ => "",
        });
        WriteBareDeclaration(declaration);
        EndLine();
    }

    private void WriteBareDeclaration(DeclarationSyntax declaration)
    {
        switch (declaration)
        {
            case ImportDeclarationSyntax import:
                Text($"import {import.Name} from \"{import.Path.Text}\"");
                break;
            case IncludeDeclarationSyntax include:
                Text($"include \"{include.Path.Text}\"");
                break;
            case ConfigDeclarationSyntax config:
                WriteBraced($"config {config.Name}", config.Fields);
                break;
            case StructDeclarationSyntax structure:
                WriteBraced($"struct {structure.Name}", structure.Fields);
                break;
            case EnumDeclarationSyntax enumeration:
                WriteBraced($"enum {enumeration.Name}", enumeration.Members);
                break;
            case TypeAliasDeclarationSyntax alias:
                Text($"type {alias.Name} = ");
                WriteType(alias.Type);
                break;
            case MapDeclarationSyntax map:
                Text(map.IsPinned ? "pin var " : "var ");
                Text($"{map.Name} : ");
                WriteType(map.Type);
                break;
            case GlobalVariableDeclarationSyntax variable:
                Text(variable.IsPinned ? "pin " : "");
                Text(variable.IsLocal ? "local " : "");
                WriteVariable("var ", variable.Name, variable.Type, variable.Initializer);
                break;
            case ConstantDeclarationSyntax constant:
                WriteVariable("const ", constant.Name, constant.Type, constant.Value);
                break;
            case FunctionDeclarationSyntax function:
                WriteFunction(function);
                break;
            case ExternDeclarationSyntax external:
                Text("extern ");
                WriteSignature(external.Name, external.Parameters, external.Returns);
                break;
            case ImplDeclarationSyntax impl:
                WriteImpl(impl);
                break;
            case ProgramDeclarationSyntax program:
                WriteProgram(program);
                break;
            default:
                throw new UnreachableException($"No printing rule for {declaration.GetType().Name}.");
        }
    }

    private void WriteAttribute(AttributeSyntax attribute)
    {
        Text("@");
        Name(attribute.Name);
        if (!attribute.Arguments.IsEmpty)
        {
            Text("(");
            List(attribute.Arguments, WriteExpression);
            Text(")");
        }
    }

    private void WriteBraced<T>(string head, ImmutableArray<T> members)
        where T : MemberSyntax
    {
        Text(head);
        Text(" {");
        EndLine();
        WriteFields(members);
        StartLine();
        Text("}");
    }

    private void WriteFields<T>(ImmutableArray<T> members)
        where T : MemberSyntax
    {
        _indent++;
        foreach (T member in members)
        {
            StartLine();
            WriteMember(member);
            Text(",");
            EndLine();
        }

        _indent--;
    }

    private void WriteMember(MemberSyntax member)
    {
        switch (member)
        {
            case ParameterSyntax parameter:
                WriteVariable("", parameter.Name, parameter.Type, null);
                break;
            case StructFieldSyntax field:
                WriteVariable("", field.Name, field.Type, field.Initializer);
                break;
            case ConfigFieldSyntax field:
                WriteVariable("", field.Name, field.Type, field.Initializer);
                break;
            case EnumMemberSyntax enumMember:
                WriteVariable("", enumMember.Name, null, enumMember.Value);
                break;
            case FieldInitializerSyntax initializer:
                Name(initializer.Name);
                Text(": ");
                WriteExpression(initializer.Value);
                break;
            default:
                throw new UnreachableException($"No printing rule for {member.GetType().Name}.");
        }
    }

    private void WriteVariable(string keyword, Identifier name, TypeSyntax? type, ExpressionSyntax? value)
    {
        Text(keyword);
        Name(name);
        if (type is not null)
        {
            Text(": ");
            WriteType(type);
        }

        if (value is not null)
        {
            Text(" = ");
            WriteExpression(value);
        }
    }

    private void WriteSignature(Identifier name, ImmutableArray<ParameterSyntax> parameters, ReturnSpecSyntax? returns)
    {
        Name(name);
        Text("(");
        List(parameters, WriteMember);
        Text(")");
        WriteReturns(returns);
    }

    private void WriteFunction(FunctionDeclarationSyntax function)
    {
        Text(function.IsKernel ? "kernel fn " : "fn ");
        WriteSignature(function.Name, function.Parameters, function.Returns);
        if (function.Body is not null)
        {
            Text(" ");
            WriteBlock(function.Body);
        }
    }

    private void WriteImpl(ImplDeclarationSyntax impl)
    {
        Text($"impl {impl.Name} {{");
        EndLine();
        _indent++;
        foreach (FunctionDeclarationSyntax function in impl.Functions)
        {
            WriteDeclaration(function);
        }

        _indent--;
        WriteFields(impl.Fields);
        StartLine();
        Text("}");
    }

    private void WriteProgram(ProgramDeclarationSyntax program)
    {
        Text($"program {program.Name} : {program.Kind.Name}");
        if (!program.Kind.Arguments.IsEmpty)
        {
            Text("(");
            List(program.Kind.Arguments, WriteExpression);
            Text(")");
        }

        Text(" {");
        EndLine();
        _indent++;
        foreach (DeclarationSyntax member in program.Members)
        {
            WriteDeclaration(member);
        }

        _indent--;
        StartLine();
        Text("}");
    }
}
