using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>What its attributes make of a function.</summary>
/// <param name="Argument">The argument of the program's attribute, or null.</param>
internal readonly record struct FunctionRole(
    FunctionKind Kind, ProgramKind? Program, string? Argument, AttributeSyntax? Attribute)
{
    private static readonly string[] _others = ["helper", "test", "kfunc", "private", "struct_ops", "flags"];

    /// <summary>Reads the attributes of a function.</summary>
    public static FunctionRole Of(FunctionDeclarationSyntax function, BindDiagnostics diagnostics)
    {
        FunctionRole role = new(function.IsKernel ? FunctionKind.Helper : FunctionKind.Userspace, null, null, null);
        foreach (AttributeSyntax attribute in function.Attributes)
        {
            FunctionRole next = OfAttribute(attribute, diagnostics);
            if (role.Attribute is { } first && next.Attribute is not null)
            {
                diagnostics.Report(Descriptors.TwoRoles, attribute, first.Name.Text, attribute.Name.Text);
                continue;
            }

            role = next.Attribute is null ? role : next;
        }

        return role;
    }

    /// <summary>Reads the program type of the old form, in which a direction was not written.</summary>
    public static FunctionRole OfOldProgram(AttributeSyntax kind, BindDiagnostics diagnostics) =>
        kind.Name.Text == "tc" && kind.Arguments.IsEmpty
            ? new FunctionRole(FunctionKind.Program, ProgramKinds.Find("tc"), "ingress", kind)
            : OfAttribute(kind, diagnostics);

    /// <summary>Reads one attribute.</summary>
    public static FunctionRole OfAttribute(AttributeSyntax attribute, BindDiagnostics diagnostics)
    {
        string name = attribute.Name.Text;
        switch (name)
        {
            case "helper" or "test":
                if (!attribute.Arguments.IsEmpty)
                {
                    diagnostics.Report(Descriptors.AttributeArgument, attribute, name, "no argument");
                }

                return new(name == "test" ? FunctionKind.Test : FunctionKind.Helper, null, null, attribute);
            case "kfunc" or "private":
                diagnostics.Report(Descriptors.NotSupported, attribute, $"'@{name}'");
                return new(FunctionKind.Helper, null, null, attribute);
            case "flags" or "struct_ops":
                diagnostics.Report(Descriptors.MisplacedAttribute, attribute, name, "a function");
                return default;
        }

        if (ProgramKinds.Find(name) is { } kind)
        {
            return OfProgram(kind, attribute, diagnostics);
        }

        if (!attribute.Name.IsMissing)
        {
            var candidates = ProgramKinds.All.Select(k => k.Attribute).Concat(_others);
            diagnostics.Add(new Diagnostic(Descriptors.UnknownAttribute, attribute.Location, name)
            {
                Suggestion = Suggestions.DidYouMean(name, candidates),
            });
        }

        // A function with an attribute was meant for the kernel: checking it as kernel code gives the fewest false
        // errors.
        return new(FunctionKind.Helper, null, null, attribute);
    }

    private static FunctionRole OfProgram(ProgramKind kind, AttributeSyntax attribute, BindDiagnostics diagnostics)
    {
        string? argument = attribute.Arguments switch
        {
            [StringLiteralSyntax text] => text.Value,
            [NameExpressionSyntax name] => name.Name.Text,
            _ => null,
        };
        bool isWrong = kind.Argument switch
        {
            AttributeArgument.None => !attribute.Arguments.IsEmpty,
            AttributeArgument.Required => string.IsNullOrEmpty(argument),
            _ => argument is null && !attribute.Arguments.IsEmpty,
        };
        isWrong |= kind.Attribute switch
        {
            "tc" => argument is not ("ingress" or "egress"),
            "tracepoint" => argument is not null && argument.Count(c => c == '/') != 1,
            _ => false,
        };
        if (isWrong)
        {
            diagnostics.Report(Descriptors.AttributeArgument, attribute, kind.Attribute, kind.ArgumentHint);
            argument = null;
        }

        if (!kind.IsSupported)
        {
            diagnostics.Report(Descriptors.ProgramKindNotSupported, attribute, kind.Attribute);
        }

        return new(FunctionKind.Program, kind, argument, attribute);
    }
}
