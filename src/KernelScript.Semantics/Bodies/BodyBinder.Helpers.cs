using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Calls of kernel helpers by name.
internal sealed partial class BodyBinder
{
    private BoundExpression BindHelperCall(CallExpressionSyntax syntax, FunctionSymbol function)
    {
        KernelHelper helper = KernelHelpers.Find(function.Name)!;
        if (!CheckSide(syntax, function) || !CheckAvailable(syntax, helper))
        {
            return BindArgumentsOfError(syntax);
        }

        bool isOpen = helper.Parameters is [.., HelperParameter.Rest];
        int required = helper.Parameters.Length - (isOpen ? 1 : 0);
        int given = syntax.Arguments.Length;
        if (given < required || given > (isOpen ? required + 3 : required))
        {
            ReportArgumentCount(syntax, function.Name, required, given);
            return BindArgumentsOfError(syntax);
        }

        var arguments = ImmutableArray.CreateBuilder<BoundExpression>(given);
        for (int i = 0; i < given; i++)
        {
            HelperParameter kind = helper.Parameters[Math.Min(i, helper.Parameters.Length - 1)];
            TypeSymbol type = helper.ParameterTypes[Math.Min(i, helper.ParameterTypes.Length - 1)];
            arguments.Add(BindHelperArgument(syntax.Arguments[i], kind, type, function.Name));
        }

        return new BoundCall(syntax, function, arguments.DrainToImmutable());
    }

    // An extern with a helper's name: its own signature, the helper's rules.
    private BoundExpression BindDeclaredHelper(CallExpressionSyntax syntax, FunctionSymbol function)
    {
        KernelHelper helper = KernelHelpers.Find(function.Name)!;
        if (!CheckAvailable(syntax, helper))
        {
            return BindArgumentsOfError(syntax);
        }

        if (syntax.Arguments.Length == function.Parameters.Length
            && function.Parameters.Length == helper.Parameters.Length)
        {
            var arguments = ImmutableArray.CreateBuilder<BoundExpression>(syntax.Arguments.Length);
            for (int i = 0; i < syntax.Arguments.Length; i++)
            {
                TypeSymbol type = function.Parameters[i].Type;
                arguments.Add(helper.Parameters[i] == HelperParameter.Number
                    ? BindConverted(syntax.Arguments[i], type)
                    : BindHelperArgument(
                        syntax.Arguments[i], helper.Parameters[i], helper.ParameterTypes[i], function.Name));
            }

            return new BoundCall(syntax, function, arguments.DrainToImmutable());
        }

        // A declaration with fewer parameters than the helper (a format without values) is called as declared.
        return BindFunctionCall(syntax, function, default(BoundExpression));
    }

    private BoundExpression BindHelperArgument(
        ExpressionSyntax syntax, HelperParameter kind, TypeSymbol type, string helper)
    {
        switch (kind)
        {
            case HelperParameter.Number:
                return BindConverted(syntax, type);
            case HelperParameter.Rest:
                BoundExpression value = Settle(BindValue(syntax, BuiltInTypes.U64), BuiltInTypes.U64);
                return value.Type.IsInteger() ? Widened(value, BuiltInTypes.U64) : value;
            case HelperParameter.Map:
                BoundExpression map = BindExpression(syntax, null);
                if (map is not BoundMap && !map.Type.IsError())
                {
                    Report(Descriptors.TypeMismatch, syntax, map.Type.Name, "a map");
                }

                return map is BoundMap ? map : Error(syntax);
            default:
                return BindHelperPointer(syntax, kind, type, helper);
        }
    }

    private BoundExpression BindHelperPointer(
        ExpressionSyntax syntax, HelperParameter kind, TypeSymbol type, string helper)
    {
        BoundExpression value = BindExpression(syntax, null);
        if (value.Type.IsError())
        {
            return value;
        }

        if (kind == HelperParameter.Address)
        {
            return value.Type is PointerType ? value
                : value.Type.IsInteger() ? Cast(syntax, value, type)!
                : Convert(value, type);
        }

        if (kind == HelperParameter.Context && value.Type.PointedStruct() is not { Role: StructRole.Context }
            && value is not BoundVariable { Variable.Kind: VariableKind.Parameter })
        {
            Report(Descriptors.TypeMismatch, syntax, value.Type.Name, $"the program's context ('{helper}')");
            return Error(syntax);
        }

        if (value is BoundNull)
        {
            return new BoundNull(syntax, new PointerType(BuiltInTypes.Void, true));
        }

        // An array or string stands for its first byte.
        if (value.Type is ArrayType or StringType && IsStorage(value))
        {
            NoteAddressTaken(value);
            return new BoundAddressOf(syntax, new PointerType(value.Type, false), value);
        }

        return Convert(RequireNonNull(value), type);
    }

    private bool CheckAvailable(SyntaxNode syntax, KernelHelper helper)
    {
        if (_binder.Kernel.Target is { } target && helper.Since > target)
        {
            Report(Descriptors.HelperTooNew, syntax, helper.Name, helper.Since, target);
            return false;
        }

        // What a '@helper' calls is checked where a program calls it; here the program's kind is not known.
        if (_function?.Program is { } kind && !helper.ExistsFor(kind))
        {
            Report(Descriptors.HelperNotAvailable, syntax, helper.Name, kind.Attribute, helper.ProgramText);
            return false;
        }

        return true;
    }
}
