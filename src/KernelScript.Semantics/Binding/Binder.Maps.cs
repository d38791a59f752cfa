using System.Collections.Immutable;
using System.Numerics;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Map declarations.
public sealed partial class Binder
{
    private const int PageSize = 4096;

    private Symbol BindMap(MapDeclarationSyntax syntax)
    {
        Identifier kindName = syntax.Type.Kind;
        uint flags = BindFlags(syntax);
        ImmutableArray<TypeSymbol> arguments =
            [.. syntax.Type.TypeArguments.Select(a => ResolveStoredType(a, "a map's key or value"))];
        if (MapKinds.Find(kindName.Text) is not { } kind)
        {
            Diagnostics.Add(new Diagnostic(Descriptors.UnknownMapType, At(syntax.Type, kindName), kindName.Text)
            {
                Suggestion = Suggestions.DidYouMean(kindName.Text, MapKinds.All.Select(k => k.Name)),
            });
            return ErrorMap(syntax);
        }

        if (!kind.IsSupported)
        {
            Diagnostics.Report(Descriptors.MapTypeNotSupported, At(syntax.Type, kindName), kind.Name);
            return ErrorMap(syntax);
        }

        if (KeyAndValue(kind, syntax.Type, arguments) is not { } types)
        {
            return ErrorMap(syntax);
        }

        var map = new MapSymbol(syntax.Name.Text, syntax)
        {
            KernelType = kind.Number,
            TypeName = kind.Name,
            Key = types.Key,
            Value = types.Value,
            MaxEntries = BindEntries(kind, syntax.Type),
            Flags = flags,
            IsPinned = syntax.IsPinned,
            IsPerCpu = kind.IsPerCpu,
            IsArray = kind.IsArray,
        };
        _maps.Add(map);
        return map;
    }

    private static ConstantSymbol ErrorMap(MapDeclarationSyntax syntax) =>
        new(syntax.Name.Text, new BoundZero(syntax, BuiltInTypes.Error), syntax);

    private (TypeSymbol Key, TypeSymbol Value)? KeyAndValue(
        MapKind kind, MapTypeSyntax syntax, ImmutableArray<TypeSymbol> arguments)
    {
        int expected = kind.Shape switch
        {
            MapShape.KeyValue or MapShape.IndexValue => 2,
            MapShape.None => 0,
            _ => 1,
        };
        if (arguments.Length != expected)
        {
            Diagnostics.Report(Descriptors.MapTypeArguments, syntax, kind.Name, kind.Example);
            return null;
        }

        bool isGood = true;
        for (int i = 0; i < arguments.Length; i++)
        {
            isGood &= CheckStorable(arguments[i], i == 0 && expected == 2 ? "key" : "value", syntax.TypeArguments[i]);
        }

        if (!isGood)
        {
            return null;
        }

        // An index is 4 bytes to the kernel, whatever type of that size the script gives it.
        if (kind.Shape == MapShape.IndexValue && (arguments[0].AsInteger() is null || arguments[0].Size != 4))
        {
            Diagnostics.Report(Descriptors.MapTypeArguments, syntax, kind.Name, kind.Example);
            return null;
        }

        return expected switch
        {
            2 => (arguments[0], arguments[1]),
            1 => (BuiltInTypes.Void, arguments[0]),
            _ => (BuiltInTypes.Void, BuiltInTypes.Void),
        };
    }

    private bool CheckStorable(TypeSymbol type, string what, TypeSyntax at)
    {
        string? problem = type switch
        {
            PrimitiveType { Kind: PrimitiveKind.Error } => "",
            PointerType => "a pointer means nothing outside its function",
            FunctionType or PrimitiveType { Kind: PrimitiveKind.FunctionRef or PrimitiveKind.ProgramHandle } =>
                "it is no data",
            StructType { Role: StructRole.Context } => "it is a context",
            _ when type.IsFloat() => "floating point does not exist in the kernel",
            _ => null,
        };
        if (!string.IsNullOrEmpty(problem))
        {
            Diagnostics.Report(Descriptors.NotStorable, at, type.Name, what, problem);
        }

        return problem is null;
    }

    private int BindEntries(MapKind kind, MapTypeSyntax syntax)
    {
        foreach (MapOptionSyntax option in syntax.Options)
        {
            Diagnostics.Report(Descriptors.NotSupported, option, $"map option '{option.Name.Text}'");
        }

        if (syntax.Size is null)
        {
            Diagnostics.Report(Descriptors.MapTypeArguments, syntax, kind.Name, kind.Example);
            return 1;
        }

        int? size = BindSize(syntax.Size, int.MaxValue);
        bool isRing = kind.Shape == MapShape.Record;
        if (size is { } bytes && isRing && (bytes % PageSize != 0 || !BitOperations.IsPow2(bytes)))
        {
            Diagnostics.Report(Descriptors.MapSize, syntax.Size, bytes, kind.Name,
                $"it is in bytes, a power of two and a multiple of {PageSize}");
            return PageSize;
        }

        return size ?? (isRing ? PageSize : 1);
    }

    private uint BindFlags(MapDeclarationSyntax syntax)
    {
        uint flags = 0;
        foreach (AttributeSyntax attribute in syntax.Attributes)
        {
            if (attribute.Name.Text != "flags")
            {
                continue;
            }

            if (attribute.Arguments.IsEmpty)
            {
                Diagnostics.Report(
                    Descriptors.AttributeArgument, attribute, "flags", "flags: @flags(BPF_F_NO_PREALLOC | …)");
            }

            foreach (ExpressionSyntax argument in attribute.Arguments)
            {
                flags |= BindFlag(argument);
            }
        }

        return flags;
    }

    private uint BindFlag(ExpressionSyntax syntax)
    {
        switch (syntax)
        {
            case BinaryExpressionSyntax { Operator: BinaryOperator.BitwiseOr } or:
                return BindFlag(or.Left) | BindFlag(or.Right);
            case NameExpressionSyntax { Name: var name } when MapFlags.Find(name.Text) is { } bit:
                return bit;
            case NameExpressionSyntax { Name.IsMissing: false } unknown:
                Diagnostics.Add(new Diagnostic(Descriptors.UnknownMapFlag, unknown.Location, unknown.Name.Text)
                {
                    Suggestion = Suggestions.DidYouMean(unknown.Name.Text, MapFlags.Names),
                });
                return 0;
            case IntegerLiteralSyntax { Value: <= uint.MaxValue } number:
                return (uint)number.Value;
            default:
                Diagnostics.Report(
                    Descriptors.AttributeArgument, syntax, "flags", "flags: @flags(BPF_F_NO_PREALLOC | …)");
                return 0;
        }
    }
}
