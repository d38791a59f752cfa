using System.Collections.Immutable;
using System.Diagnostics;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Expressions by kind, names and literals.
internal sealed partial class BodyBinder
{
    /// <summary>Binds an expression that gives a value.</summary>
    /// <param name="expected">The type of its place, a hint for literals; null when the place has none.</param>
    public BoundExpression BindValue(ExpressionSyntax syntax, TypeSymbol? expected)
    {
        BoundExpression value = BindExpression(syntax, expected);
        if (value is BoundMap map)
        {
            Report(Descriptors.MapAsValue, syntax, map.Map.Name);
            return Error(syntax);
        }

        if (value.Type.IsVoid())
        {
            Report(Descriptors.VoidValue, syntax);
            return Error(syntax);
        }

        return value;
    }

    private BoundExpression BindExpression(ExpressionSyntax syntax, TypeSymbol? expected) => syntax switch
    {
        NameExpressionSyntax e => BindName(e),
        IntegerLiteralSyntax e => ConstantFolding.Untyped(e, e.Value),
        StringLiteralSyntax e => new BoundStringLiteral(e, new StringType(Math.Max(1, e.Bytes.Length)), e.Bytes),
        BooleanLiteralSyntax e => new BoundLiteral(e, BuiltInTypes.Bool, e.Value ? 1 : 0),
        CharLiteralSyntax e => new BoundLiteral(e, BuiltInTypes.Char, e.Value),
        NullLiteralSyntax e => new BoundNull(e, BuiltInTypes.Null),
        FloatLiteralSyntax e => BindFloat(e, expected),
        ArrayLiteralSyntax e => BindArray(e, expected),
        ArrayFillLiteralSyntax e => BindArrayFill(e, expected),
        StructLiteralExpressionSyntax e => BindStruct(e),
        UnaryExpressionSyntax e => BindUnary(e, expected),
        BinaryExpressionSyntax e => BindBinary(e, expected),
        CastExpressionSyntax e => BindCast(e),
        ConditionalExpressionSyntax e => BindConditional(e, expected, isTail: false),
        IfExpressionSyntax e => BindIfExpression(e, expected, isTail: false),
        MatchExpressionSyntax e => BindMatch(e, expected, isTail: false),
        BlockExpressionSyntax e => BindBlockExpression(e, expected, isTail: false),
        CallExpressionSyntax e => BindCall(e, expected, isTail: false),
        MemberAccessExpressionSyntax e => BindMember(e),
        IndexExpressionSyntax e => BindIndex(e),
        QualifiedNameExpressionSyntax e => BindQualifiedName(e),
        SizeofExpressionSyntax e => BindSizeof(e),
        PropagateExpressionSyntax e => BindPropagate(e),
        NewExpressionSyntax e => BindNew(e),
        MissingExpressionSyntax e => Error(e),
        _ => throw new UnreachableException($"No meaning of {syntax.GetType().Name}."),
    };

    private BoundZero NotSupportedValue(ExpressionSyntax syntax, string what)
    {
        Report(Descriptors.NotSupported, syntax, what);
        return Error(syntax);
    }

    private BoundLiteral BindFloat(FloatLiteralSyntax syntax, TypeSymbol? expected)
    {
        CheckKernelType(BuiltInTypes.F64, syntax);
        return expected is PrimitiveType { Kind: PrimitiveKind.F32 }
            ? new BoundLiteral(syntax, expected, BitConverter.SingleToInt32Bits((float)syntax.Value))
            : new BoundLiteral(syntax, BuiltInTypes.F64, BitConverter.DoubleToInt64Bits(syntax.Value));
    }

    private void CheckKernelType(TypeSymbol? type, SyntaxNode at)
    {
        if (IsKernel && type is not null && type.IsFloat())
        {
            Report(Descriptors.FloatInKernel, at);
        }
    }

    private BoundExpression BindName(NameExpressionSyntax syntax)
    {
        string name = syntax.Name.Text;
        if (syntax.Name.IsMissing)
        {
            return Error(syntax);
        }

        switch (_scope.Find(name) ?? _binder.FindValue(name))
        {
            case VariableSymbol variable:
                return Read(syntax, variable);
            case ConstantSymbol constant:
                return Rebind(syntax, constant.Value);
            case MapSymbol map:
                return new BoundMap(syntax, map);
            case FunctionSymbol function:
                return Reference(syntax, function);
        }

        if (_binder.FindType(name) is not null)
        {
            Report(Descriptors.NotAValue, syntax, name, "a type");
        }
        else if (BuiltInFunctions.Find(name) is not null)
        {
            Report(Descriptors.NotAValue, syntax, name, "a function of the language; call it");
        }
        else
        {
            ReportUndefined(syntax, name);
        }

        return Error(syntax);
    }

    private void ReportUndefined(SyntaxNode syntax, string name) =>
        Diagnostics.Add(new Diagnostic(Descriptors.UndefinedName, syntax.Location, name)
        {
            Suggestion = Suggestions.DidYouMean(name, _scope.Names.Concat(_binder.ValueNames)),
        });

    /// <summary>A variable's value, or its storage; a pointer known not to be null says so.</summary>
    private BoundExpression Read(SyntaxNode syntax, VariableSymbol variable)
    {
        if (variable.Kind == VariableKind.KernelGlobal && IsUserspace)
        {
            Report(Descriptors.KernelOnlyVariable, syntax, variable.Name);
        }

        CheckAlive(syntax, variable);
        return Narrow(new BoundVariable(syntax, variable));
    }

    private BoundExpression Narrow(BoundExpression storage) =>
        storage.Type.IsNullablePointer() && !_flow.NonNull.IsEmpty
            && Place.Of(storage) is { } place && _flow.IsNonNull(place)
            ? AsNonNull(storage)
            : storage;

    /// <summary>A constant's value at one of its uses.</summary>
    private static BoundExpression Rebind(SyntaxNode syntax, BoundExpression value) => value switch
    {
        BoundLiteral literal => new BoundLiteral(syntax, literal.Type, literal.Value) { IsUntyped = literal.IsUntyped },
        BoundStringLiteral text => new BoundStringLiteral(syntax, text.Type, text.Bytes),
        BoundNull none => new BoundNull(syntax, none.Type),
        BoundConversion conversion => new BoundConversion(syntax, conversion.Type, Rebind(syntax, conversion.Operand)),
        _ => new BoundZero(syntax, value.Type),
    };

    private BoundExpression BindQualifiedName(QualifiedNameExpressionSyntax syntax)
    {
        if (_binder.FindType(syntax.Qualifier.Text) is EnumType type)
        {
            foreach ((string name, long value) in type.Values)
            {
                if (name == syntax.Name.Text)
                {
                    return new BoundLiteral(syntax, type, value);
                }
            }

            Diagnostics.Add(new Diagnostic(
                Descriptors.UndefinedMember, At(syntax, syntax.Name), type.Name, syntax.Name.Text)
            {
                Suggestion = Suggestions.DidYouMean(syntax.Name.Text, type.Values.Select(v => v.Key)),
            });
            return Error(syntax);
        }

        ReportUndefined(syntax, syntax.Qualifier.Text);
        return Error(syntax);
    }

    private BoundExpression BindSizeof(SizeofExpressionSyntax syntax)
    {
        // The name in it may be that of a variable.
        if (syntax.Type is NamedTypeSyntax { Qualifier: null } named
            && (_scope.Find(named.Name.Text) ?? _binder.FindOwnValue(named.Name.Text)) is VariableSymbol variable)
        {
            return ConstantFolding.Untyped(syntax, variable.Type.Size);
        }

        TypeSymbol type = _binder.ResolveStoredType(syntax.Type, "'sizeof'", this);
        return type.IsError() ? Error(syntax) : ConstantFolding.Untyped(syntax, type.Size);
    }

    // 'x?' leaves the function when x is absent, with what its result type has for that: null or the program's default.
    private BoundExpression BindPropagate(PropagateExpressionSyntax syntax)
    {
        BoundExpression value = BindValue(syntax.Operand, null);
        if (value is BoundMapEntry { Type: StructType } entry)
        {
            value = ReferTo(entry);
        }

        if (value.Type.IsError() || _function is null)
        {
            return Error(syntax);
        }

        var holder = new VariableSymbol("?", VariableKind.Local, value.Type, syntax);
        Condition present = TestPresence(syntax, value.Type is PointerType or StructType
            ? new BoundVariable(syntax, holder)
            : value);
        var leave = new BoundReturn(syntax, DefaultResult(syntax));
        ImmutableArray<BoundStatement> statements =
        [
            new BoundDeclaration(syntax, holder, value),
            new BoundIf(syntax, present.Negate(syntax).Value, new BoundBlock(syntax, [leave]), null),
        ];
        BoundExpression result = new BoundVariable(syntax, holder);
        result = value.Type is PointerType ? AsNonNull(result)
            : value.Type is StructType option
                && option.IsOption() ? new BoundField(syntax, result, OptionType.Value(option))
            : result;
        return new BoundBlockExpression(syntax, statements, result);
    }

    private BoundExpression? DefaultResult(SyntaxNode syntax)
    {
        TypeSymbol type = _function!.ReturnType;
        return type.IsVoid() ? null
            : _function.Program is { } kind && (type.IsInteger() || type is EnumType)
                ? new BoundLiteral(syntax, type, kind.DefaultResult)
            : type is PointerType ? new BoundNull(syntax, type)
            : new BoundZero(syntax, type);
    }
}
