using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Collects the names at the top of the script.
public sealed partial class Binder
{
    private void DeclareAll(ImmutableArray<DeclarationSyntax> declarations)
    {
        foreach (DeclarationSyntax declaration in declarations)
        {
            Declare(declaration);
        }
    }

    private void Declare(DeclarationSyntax declaration)
    {
        switch (declaration)
        {
            case FunctionDeclarationSyntax f:
                DeclareFunction(f);
                return;
            case ProgramDeclarationSyntax p:
                DeclareOldProgram(p);
                return;
            case MapDeclarationSyntax m:
                RejectAttributesExcept(m, "flags", "a map");
                DeclareValue(m.Name, m);
                return;
        }

        RejectAttributesExcept(declaration, null, Describe(declaration));
        switch (declaration)
        {
            case StructDeclarationSyntax s:
                DeclareStruct(s);
                break;
            case EnumDeclarationSyntax e:
                DeclareEnum(e);
                break;
            case TypeAliasDeclarationSyntax a:
                DeclareType(a.Name, a);
                break;
            case ConstantDeclarationSyntax c:
                DeclareValue(c.Name, c);
                break;
            case GlobalVariableDeclarationSyntax v:
                DeclareValue(v.Name, v);
                break;
            case ConfigDeclarationSyntax c:
                DeclareValue(c.Name, c);
                break;
            case ExternDeclarationSyntax e:
                DeclareExtern(e);
                break;
            default:
                DeclareUnsupported(declaration);
                break;
        }
    }

    // Its name is declared, so that its uses say nothing more.
    private void DeclareUnsupported(DeclarationSyntax declaration)
    {
        switch (declaration)
        {
            case GlobalStatementSyntax { Statement: not (AssignmentStatementSyntax or ExpressionStatementSyntax) }:
                // The parser has said that this does not stand here.
                return;
            case ImportDeclarationSyntax import:
                DeclareValue(import.Name, import);
                break;
            case ImplDeclarationSyntax impl:
                DeclareValue(impl.Name, impl);
                break;
        }

        Diagnostics.Report(Descriptors.NotSupported, declaration, Describe(declaration));
    }

    private static string Describe(DeclarationSyntax declaration) => declaration switch
    {
        StructDeclarationSyntax => "a struct",
        EnumDeclarationSyntax => "an enum",
        TypeAliasDeclarationSyntax => "a type",
        ConstantDeclarationSyntax => "a constant",
        GlobalVariableDeclarationSyntax => "a variable",
        ConfigDeclarationSyntax => "a config",
        ExternDeclarationSyntax => "an extern function",
        MapDeclarationSyntax => "a map",
        ImportDeclarationSyntax => "'import'",
        IncludeDeclarationSyntax => "'include'",
        ImplDeclarationSyntax => "'impl'",
        GlobalStatementSyntax => "a statement at the top of a file",
        FunctionDeclarationSyntax => "a function",
        ProgramDeclarationSyntax => "a program",
        _ => throw new System.Diagnostics.UnreachableException($"No description of {declaration.GetType().Name}."),
    };

    private void RejectAttributesExcept(DeclarationSyntax declaration, string? allowed, string what)
    {
        foreach (AttributeSyntax attribute in declaration.Attributes)
        {
            if (attribute.Name.Text != allowed && declaration is not ImplDeclarationSyntax)
            {
                Diagnostics.Report(Descriptors.MisplacedAttribute, attribute, attribute.Name.Text, what);
            }
        }
    }

    private GlobalName? DeclareValue(Identifier name, SyntaxNode declaration) => DeclareIn(_values, name, declaration);

    private GlobalName? DeclareType(Identifier name, SyntaxNode declaration) => DeclareIn(_types, name, declaration);

    private GlobalName? DeclareIn(Dictionary<string, GlobalName> names, Identifier name, SyntaxNode declaration)
    {
        if (name.IsMissing)
        {
            return null;
        }

        var global = new GlobalName(name.Text, declaration, At(declaration, name));
        if (names.TryAdd(name.Text, global))
        {
            return global;
        }

        Diagnostics.Add(new Diagnostic(Descriptors.AlreadyDeclared, global.Location, name.Text)
        {
            Notes = [new DiagnosticNote("the first declaration is here", names[name.Text].Location)],
        });
        return null;
    }

    private void DeclareStruct(StructDeclarationSyntax syntax)
    {
        if (DeclareType(syntax.Name, syntax) is { } global)
        {
            StructType? context = ContextStructs.Find(syntax.Name.Text);
            bool isRecord = syntax.Name.Text.StartsWith(TracepointRecords.Prefix, StringComparison.Ordinal);
            global.Type = context
                ?? new StructType(syntax.Name.Text, isRecord ? StructRole.Context : StructRole.Plain);
            if (context is not null)
            {
                CheckContextDeclaration(syntax, context);
            }
        }
    }

    // A header may declare a context again; the kernel's own layout is used, so the names must be the kernel's.
    private void CheckContextDeclaration(StructDeclarationSyntax syntax, StructType context)
    {
        foreach (StructFieldSyntax field in syntax.Fields)
        {
            if (!field.Name.IsMissing && context.FindField(field.Name.Text) is null)
            {
                Diagnostics.Report(Descriptors.LayoutDiffers, At(field, field.Name), context.Name, field.Name.Text);
            }
        }
    }

    private void DeclareEnum(EnumDeclarationSyntax syntax)
    {
        DeclareType(syntax.Name, syntax);
        foreach (EnumMemberSyntax member in syntax.Members)
        {
            DeclareValue(member.Name, member);
            if (!member.Name.IsMissing && _values.TryGetValue(member.Name.Text, out GlobalName? value)
                && ReferenceEquals(value.Declaration, member))
            {
                _enumOfMember[member] = syntax;
            }
        }
    }

    private void DeclareFunction(FunctionDeclarationSyntax syntax)
    {
        FunctionRole role = FunctionRole.Of(syntax, Diagnostics);
        var symbol = new FunctionSymbol(LinkName(syntax.Name.Text), role.Kind, syntax)
        {
            Program = role.Program,
            ProgramArgument = role.Argument,
        };
        AddFunction(new FunctionSource(
            symbol, syntax, At(syntax, syntax.Name), syntax.Parameters, syntax.Returns, syntax.Body)
        {
            ProgramAttribute = role.Attribute,
        }, syntax.Name);
        if (syntax.Body is null)
        {
            Diagnostics.Report(Descriptors.MissingBody, At(syntax, syntax.Name), syntax.Name.Text);
        }
    }

    // A library's functions stand beside the script's own in the compiled program, under names that no script has.
    private string LinkName(string name) => _script is null
        ? name
        : $"__{Path.GetExtension(Path.GetFileNameWithoutExtension(_tree.Source.FilePath)).TrimStart('.', '_')}_{name}";

    private void DeclareExtern(ExternDeclarationSyntax syntax)
    {
        // Helpers and kfuncs are written alike; what the kernel calls a helper is called as one.
        FunctionSymbol? helper = Kernel.FindHelper(syntax.Name.Text);
        var symbol = new FunctionSymbol(
            syntax.Name.Text, helper is null ? FunctionKind.Extern : FunctionKind.KernelHelper, syntax)
        {
            HelperId = helper?.HelperId ?? 0,
        };
        AddFunction(new FunctionSource(
            symbol, syntax, At(syntax, syntax.Name), syntax.Parameters, syntax.Returns, null), syntax.Name);
    }

    // 'program name : xdp { fn main(…) { } }': main gets the wrapper's name and attribute, the others are helpers.
    private void DeclareOldProgram(ProgramDeclarationSyntax syntax)
    {
        foreach (DeclarationSyntax member in syntax.Members)
        {
            if (member is not FunctionDeclarationSyntax function)
            {
                Declare(member);
                continue;
            }

            bool isEntry = function.Name.Text == "main";
            FunctionRole role = isEntry
                ? FunctionRole.OfOldProgram(syntax.Kind, Diagnostics)
                : new FunctionRole(FunctionKind.Helper, null, null, null);
            Identifier name = isEntry ? syntax.Name : function.Name;
            var symbol = new FunctionSymbol(name.Text, role.Kind, function)
            {
                Program = role.Program,
                ProgramArgument = role.Argument,
            };
            AddFunction(new FunctionSource(
                symbol, function, At(function, function.Name), function.Parameters, function.Returns, function.Body)
            {
                ProgramAttribute = role.Attribute,
            }, name);
        }
    }

    private void AddFunction(FunctionSource source, Identifier name)
    {
        _functions.Add(source);
        if (DeclareValue(name, source.Declaration) is { } global)
        {
            global.Symbol = source.Symbol;
        }
    }
}
