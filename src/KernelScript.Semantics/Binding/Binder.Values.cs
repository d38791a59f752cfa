using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Constants, enum members, globals, configs and functions by name.
public sealed partial class Binder
{
    private readonly Dictionary<SyntaxNode, VariableSymbol> _constantVariables = [];

    private void BindValues()
    {
        foreach (GlobalName global in _values.Values.ToArray())
        {
            BindValue(global);
        }
    }

    private Symbol? BindValue(GlobalName global)
    {
        if (global.Symbol is { } known)
        {
            return known;
        }

        if (global.IsBeingBound)
        {
            Diagnostics.Report(Descriptors.Cyclic, global.Location, global.Name);
            return global.Symbol = ErrorValue(global);
        }

        global.IsBeingBound = true;
        Symbol symbol = global.Declaration switch
        {
            ConstantDeclarationSyntax c => BindConstantDeclaration(c.Name.Text, c.Type, c.Value, c),
            EnumMemberSyntax m => BindEnumMember(m),
            GlobalVariableDeclarationSyntax v => BindGlobal(v),
            ConfigDeclarationSyntax c => BindConfig(c),
            MapDeclarationSyntax m => BindMap(m),
            _ => ErrorValue(global),
        };
        global.IsBeingBound = false;
        return global.Symbol ??= symbol;
    }

    private static ConstantSymbol ErrorValue(GlobalName global) =>
        new(global.Name, new BoundZero(global.Declaration, BuiltInTypes.Error), global.Declaration);

    private ConstantSymbol BindEnumMember(EnumMemberSyntax syntax)
    {
        // Only the first declaration of a name is asked for, and that one has its enum.
        EnumDeclarationSyntax declaration = _enumOfMember[syntax];
        TypeSymbol type = _types.TryGetValue(declaration.Name.Text, out GlobalName? global)
            && ReferenceEquals(global.Declaration, declaration)
            ? BindType(global)
            : BuiltInTypes.Error;
        if (type is EnumType e)
        {
            foreach ((string name, long value) in e.Values)
            {
                if (name == syntax.Name.Text)
                {
                    return new ConstantSymbol(name, new BoundLiteral(syntax, e, value), syntax);
                }
            }
        }

        return new ConstantSymbol(syntax.Name.Text, new BoundZero(syntax, BuiltInTypes.Error), syntax);
    }

    /// <summary>A constant, of a function or of the script. Arrays and structs become read-only globals.</summary>
    /// <param name="body">The function that it is declared in, whose names it may use; null for the script.</param>
    internal Symbol BindConstantDeclaration(
        string name,
        TypeSyntax? typeSyntax,
        ExpressionSyntax valueSyntax,
        SyntaxNode declaration,
        BodyBinder? body = null)
    {
        // A loop's body may be bound more than once.
        if (_constantVariables.TryGetValue(declaration, out VariableSymbol? known))
        {
            return known;
        }

        TypeSymbol? type = typeSyntax is null ? null : ResolveStoredType(typeSyntax, "a constant", body);
        BoundExpression value = BindConstant(valueSyntax, type, body);
        if (value.Type is not (ArrayType or StructType))
        {
            return new ConstantSymbol(name, value, declaration);
        }

        string linkName = body is null ? name : UniqueGlobalName($"{body.FunctionName}_{name}");
        var variable = new VariableSymbol(linkName, VariableKind.Global, value.Type, declaration)
        {
            IsConstant = true,
            InitialValue = ConstantBytes.Of(value),
        };
        _constantVariables.Add(declaration, variable);
        _globals.Add(variable);
        return variable;
    }

    private string UniqueGlobalName(string name)
    {
        string unique = name;
        for (int i = 2; _values.ContainsKey(unique) || _globals.Any(g => g.Name == unique); i++)
        {
            unique = $"{name}_{i}";
        }

        return unique;
    }

    /// <summary>Binds an expression that must be constant; what is not is reported and has the error type.</summary>
    /// <param name="type">What it is converted to; null to keep its own type, literals untyped.</param>
    /// <param name="body">The function whose names the value may use; null for those of the script only.</param>
    internal BoundExpression BindConstant(ExpressionSyntax syntax, TypeSymbol? type, BodyBinder? body = null)
    {
        body ??= new BodyBinder(this, null);
        BoundExpression value = type is null ? body.BindValue(syntax, null) : body.BindConverted(syntax, type);
        if (value.Type.IsError() || ConstantFolding.IsConstant(value))
        {
            return value;
        }

        if (value is BoundFunctionReference)
        {
            Diagnostics.Report(Descriptors.NotSupported, syntax, "a function as first value of a global");
        }
        else
        {
            Diagnostics.Report(Descriptors.NotConstant, syntax);
        }

        return new BoundZero(syntax, BuiltInTypes.Error);
    }

    private VariableSymbol BindGlobal(GlobalVariableDeclarationSyntax syntax)
    {
        TypeSymbol? type = syntax.Type is null ? null : ResolveStoredType(syntax.Type, "a variable");
        BoundExpression? value = syntax.Initializer is null ? null : BindConstant(syntax.Initializer, type);
        if (type is null && value is null)
        {
            Diagnostics.Report(Descriptors.CannotInfer, At(syntax, syntax.Name), syntax.Name.Text);
        }

        if (type is null && value is not null)
        {
            type = InferType(value);
            value = new BodyBinder(this, null).Convert(value, type);
        }

        VariableKind kind = syntax.IsLocal ? VariableKind.KernelGlobal
            : syntax.IsPinned ? VariableKind.PinnedGlobal
            : VariableKind.Global;
        var variable = new VariableSymbol(syntax.Name.Text, kind, type ?? BuiltInTypes.Error, syntax)
        {
            InitialValue = value is null ? [] : ConstantBytes.Of(value),
        };
        _globals.Add(variable);
        return variable;
    }

    /// <summary>
    /// The type of a variable without a written one: its value's, with room for a zero after a string.
    /// </summary>
    internal static TypeSymbol InferType(BoundExpression value) => value switch
    {
        BoundStringLiteral text => new StringType(text.Bytes.Length + 1),
        BoundLiteral { IsUntyped: true } literal when ConstantFolding.TryGetInteger(literal, out Int128 number) =>
            TypeFacts.DefaultInteger(number),
        { Type: PrimitiveType { Kind: PrimitiveKind.Null } } => new PointerType(BuiltInTypes.U8, true),
        { Type: PointerType { IsNullable: false, Element: var element } }
            when element is not StructType { Role: StructRole.Context } => new PointerType(element, true),
        _ => value.Type,
    };

    private VariableSymbol BindConfig(ConfigDeclarationSyntax syntax)
    {
        var type = new StructType(syntax.Name.Text, StructRole.Plain);
        var layout = new StructLayout();
        var values = ImmutableArray.CreateBuilder<KeyValuePair<FieldSymbol, BoundExpression>>(syntax.Fields.Length);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ConfigFieldSyntax field in syntax.Fields)
        {
            TypeSymbol fieldType = ResolveStoredType(field.Type, "a config field");
            BoundExpression? value = field.Initializer is null ? null : BindConstant(field.Initializer, fieldType);
            if (!field.Name.IsMissing && !names.Add(field.Name.Text))
            {
                Diagnostics.Report(Descriptors.DuplicateField, At(field, field.Name), field.Name.Text);
                continue;
            }

            FieldSymbol symbol = layout.Add(field.Name.Text, fieldType);
            if (value is not null)
            {
                values.Add(new(symbol, value));
            }
        }

        layout.Apply(type);
        var variable = new VariableSymbol(syntax.Name.Text, VariableKind.Config, type, syntax)
        {
            InitialValue = ConstantBytes.Of(new BoundStructLiteral(syntax, type, values.DrainToImmutable())),
        };
        _globals.Add(variable);
        return variable;
    }
}
