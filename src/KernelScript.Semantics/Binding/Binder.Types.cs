using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Types: written ones to symbols, layouts of structs, values of enums.
public sealed partial class Binder
{
    private const int MaxSize = 1 << 28;

    private readonly HashSet<StructType> _laidOut = [];
    private readonly Dictionary<string, StructType> _optionTypes = new(StringComparer.Ordinal);
    private readonly Dictionary<EnumMemberSyntax, EnumDeclarationSyntax> _enumOfMember = [];

    private void BindTypes()
    {
        foreach (GlobalName global in _types.Values.ToArray())
        {
            TypeSymbol type = BindType(global);
            if (type is StructType s && global.Declaration is StructDeclarationSyntax)
            {
                CompleteLayout(s);
                _structs.Add(s);
            }
        }
    }

    private TypeSymbol BindType(GlobalName global)
    {
        if (global.Type is { } known)
        {
            return known;
        }

        if (global.IsBeingBound)
        {
            Diagnostics.Report(Descriptors.Cyclic, global.Location, global.Name);
            return global.Type = BuiltInTypes.Error;
        }

        global.IsBeingBound = true;
        TypeSymbol type = global.Declaration switch
        {
            TypeAliasDeclarationSyntax alias => ResolveType(alias.Type),
            EnumDeclarationSyntax e => BindEnum(e),
            _ => BuiltInTypes.Error,
        };
        global.IsBeingBound = false;
        return global.Type ??= type;
    }

    private EnumType BindEnum(EnumDeclarationSyntax syntax)
    {
        var values = ImmutableArray.CreateBuilder<KeyValuePair<string, long>>(syntax.Members.Length);
        Int128 next = 0;
        Int128 smallest = 0;
        Int128 largest = 0;
        foreach (EnumMemberSyntax member in syntax.Members)
        {
            if (member.Value is not null && BindConstant(member.Value, null) is BoundLiteral literal
                && ConstantFolding.TryGetInteger(literal, out Int128 value))
            {
                next = value;
            }
            else if (member.Value is not null)
            {
                Diagnostics.Report(Descriptors.NotConstant, member.Value);
            }

            values.Add(new(member.Name.Text, (long)(ulong)(UInt128)next));
            smallest = Int128.Min(smallest, next);
            largest = Int128.Max(largest, next);
            next++;
        }

        PrimitiveType underlying = smallest < 0
            ? BuiltInTypes.I32.Holds(smallest) && BuiltInTypes.I32.Holds(largest) ? BuiltInTypes.I32 : BuiltInTypes.I64
            : BuiltInTypes.U32.Holds(largest) ? BuiltInTypes.U32 : BuiltInTypes.U64;
        return new EnumType(syntax.Name.Text, underlying, values.DrainToImmutable());
    }

    /// <summary>Makes sure that a struct has its fields, so that its size is known.</summary>
    internal void CompleteLayout(StructType type)
    {
        if (type.Role == StructRole.Kernel)
        {
            Kernel.Complete(type);
            return;
        }

        if (!_types.TryGetValue(type.Name, out GlobalName? global)
            || !ReferenceEquals(global.Type, type) || global.Declaration is not StructDeclarationSyntax syntax
            || ReferenceEquals(type, ContextStructs.Find(type.Name)) || !_laidOut.Add(type))
        {
            return;
        }

        global.IsBeingBound = true;
        var layout = new StructLayout();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (StructFieldSyntax field in syntax.Fields)
        {
            TypeSymbol fieldType = ResolveStoredType(field.Type, "a field");
            if (field.Name.IsMissing)
            {
                continue;
            }

            if (!names.Add(field.Name.Text))
            {
                Diagnostics.Report(Descriptors.DuplicateField, At(field, field.Name), field.Name.Text);
                continue;
            }

            layout.Add(
                field.Name.Text, fieldType,
                field.Initializer is null ? [] : ConstantBytes.Of(BindConstant(field.Initializer, fieldType)));
        }

        layout.Apply(type);
        global.IsBeingBound = false;
    }

    /// <summary>The type of something that is in memory: not void, and complete.</summary>
    /// <param name="body">The function whose constants may be sizes in it; null for those of the script only.</param>
    internal TypeSymbol ResolveStoredType(TypeSyntax syntax, string what, BodyBinder? body = null)
    {
        TypeSymbol type = ResolveType(syntax, body);
        if (type.IsVoid() || type is MapReferenceType)
        {
            Diagnostics.Report(Descriptors.TypeNotAllowed, syntax, type.Name, what);
            return BuiltInTypes.Error;
        }

        return Complete(type, syntax) ? type : BuiltInTypes.Error;
    }

    /// <summary>The type that is written.</summary>
    /// <param name="body">The function whose constants may be sizes in it; null for those of the script only.</param>
    internal TypeSymbol ResolveType(TypeSyntax syntax, BodyBinder? body = null)
    {
        switch (syntax)
        {
            case NamedTypeSyntax named:
                return ResolveNamedType(named);
            case PointerTypeSyntax { Target: ArrayTypeSyntax { Length: null } sequence }:
                return PointerTo(ResolveType(sequence.Element, body));
            case PointerTypeSyntax pointer:
                return PointerTo(ResolveType(pointer.Target, body));
            case StringTypeSyntax text:
                return BindSize(text.Size, MaxSize, body) is { } capacity
                    ? new StringType(capacity)
                    : BuiltInTypes.Error;
            case ArrayTypeSyntax array:
                return ResolveArrayType(array, body);
            case OptionTypeSyntax option:
                return ResolveOptionType(option, body);
            case FunctionTypeSyntax function:
                return new FunctionType(
                    [.. function.Parameters.Select(p => ResolveType(p.Type))],
                    function.Returns is null ? BuiltInTypes.Void : ResolveType(function.Returns.Type));
            case MapTypeSyntax map:
                Diagnostics.Report(
                    Descriptors.TypeNotAllowed, map, map.Kind.Text, "this; maps are declared at the top of a file");
                return BuiltInTypes.Error;
            case MissingTypeSyntax:
                return BuiltInTypes.Error;
            default:
                throw new System.Diagnostics.UnreachableException($"No type of {syntax.GetType().Name}.");
        }
    }

    // A context is never null; every other pointer is until a test, or where it comes from, says so.
    private static TypeSymbol PointerTo(TypeSymbol element) => element.IsError()
        ? element
        : new PointerType(element, element is not StructType { Role: StructRole.Context });

    private TypeSymbol ResolveNamedType(NamedTypeSyntax syntax)
    {
        if (syntax.Name.IsMissing)
        {
            return BuiltInTypes.Error;
        }

        if (syntax.Qualifier is { } module)
        {
            if (FindOwnValue(module.Text) is null)
            {
                Diagnostics.Report(Descriptors.UndefinedName, At(syntax, module), module.Text);
            }

            return BuiltInTypes.Error;
        }

        if (FindType(syntax.Name.Text) is { } type)
        {
            return type;
        }

        if (!Kernel.HasKernelTypes && syntax.Name.Text.StartsWith(TracepointRecords.Prefix, StringComparison.Ordinal))
        {
            Diagnostics.Report(Descriptors.UnknownKernelType, syntax, syntax.Name.Text);
            return BuiltInTypes.Error;
        }

        Diagnostics.Add(new Diagnostic(Descriptors.UndefinedType, syntax.Location, syntax.Name.Text)
        {
            Suggestion = Suggestions.DidYouMean(
                syntax.Name.Text, _types.Keys.Concat(NamedTypes.Names).Concat(ContextStructs.Names)),
        });
        return BuiltInTypes.Error;
    }

    /// <summary>The type of a name, or null.</summary>
    internal TypeSymbol? FindType(string name) =>
        NamedTypes.Find(name)
        ?? (_types.TryGetValue(name, out GlobalName? global)
            ? BindType(global)
            : FindView(name)?.Type ?? Kernel.FindType(name));

    private TypeSymbol ResolveOptionType(OptionTypeSyntax syntax, BodyBinder? body)
    {
        TypeSymbol value = ResolveStoredType(syntax.Value, "an option", body);
        return value is PointerType || value.IsError() || value.IsOption() ? value : OptionOf(value);
    }

    /// <summary>The option of a type, one object for each.</summary>
    internal StructType OptionOf(TypeSymbol value)
    {
        if (!_optionTypes.TryGetValue(value.Name, out StructType? option))
        {
            _optionTypes.Add(value.Name, option = OptionType.Create(value));
        }

        return option;
    }

    private TypeSymbol ResolveArrayType(ArrayTypeSyntax syntax, BodyBinder? body)
    {
        TypeSymbol element = ResolveStoredType(syntax.Element, "array elements", body);
        if (syntax.Length is null)
        {
            Diagnostics.Report(Descriptors.TypeNotAllowed, syntax, "[]", "this; write how many elements it has");
            return BuiltInTypes.Error;
        }

        int limit = element.Size == 0 ? MaxSize : MaxSize / element.Size;
        return BindSize(syntax.Length, limit, body) is { } count && !element.IsError()
            ? new ArrayType(element, count)
            : BuiltInTypes.Error;
    }

    /// <summary>A constant number of elements, or null after a report.</summary>
    internal int? BindLength(ExpressionSyntax syntax, TypeSymbol element, BodyBinder body) =>
        BindSize(syntax, element.Size == 0 ? MaxSize : MaxSize / element.Size, body);

    /// <summary>A constant size of at least 1, or null after a report.</summary>
    private int? BindSize(ExpressionSyntax syntax, int limit, BodyBinder? body = null)
    {
        BoundExpression value = BindConstant(syntax, null, body);
        if (value.Type.IsError())
        {
            return null;
        }

        if (!ConstantFolding.TryGetInteger(value, out Int128 size))
        {
            Diagnostics.Report(Descriptors.NotConstant, syntax);
            return null;
        }

        if (size < 1 || size > limit)
        {
            Diagnostics.Report(Descriptors.InvalidSize, syntax, size, limit);
            return null;
        }

        return (int)size;
    }

    /// <summary>Makes sure that a type's size is known.</summary>
    /// <returns>False, after a report, when the type contains itself.</returns>
    private bool Complete(TypeSymbol type, TypeSyntax at)
    {
        if (type is not StructType s)
        {
            return true;
        }

        if (_types.TryGetValue(s.Name, out GlobalName? global) && ReferenceEquals(global.Type, s)
            && global.IsBeingBound)
        {
            Diagnostics.Report(Descriptors.Cyclic, at, s.Name);
            return false;
        }

        CompleteLayout(s);
        return true;
    }
}
