using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Calls of functions.
internal sealed partial class BodyBinder
{
    private const int LargeStruct = 64;

    private BoundExpression BindCall(CallExpressionSyntax syntax, TypeSymbol? expected, bool isTail)
    {
        switch (syntax.Callee)
        {
            case NameExpressionSyntax name:
                return BindNamedCall(syntax, name, expected, isTail);
            case QualifiedNameExpressionSyntax qualified:
                return BindQualifiedCall(syntax, qualified);
            case MemberAccessExpressionSyntax member:
                return BindMethodCall(syntax, member);
            default:
                BoundExpression target = BindValue(syntax.Callee, null);
                return BindIndirectCall(syntax, target);
        }
    }

    private BoundExpression BindNamedCall(
        CallExpressionSyntax syntax, NameExpressionSyntax name, TypeSymbol? expected, bool isTail)
    {
        string text = name.Name.Text;
        if (name.Name.IsMissing)
        {
            return BindArgumentsOfError(syntax);
        }

        Symbol? own = _scope.Find(text) ?? _binder.FindOwnValue(text);
        if (own is FunctionSymbol function)
        {
            return BindFunctionCall(syntax, function, isTail);
        }

        if (own is not null)
        {
            return BindIndirectCall(syntax, BindName(name));
        }

        if (BuiltInFunctions.Find(text) is { } builtIn)
        {
            return BindBuiltIn(syntax, text, builtIn, expected);
        }

        if (_binder.FindValue(text) is FunctionSymbol helper)
        {
            return BindHelperCall(syntax, helper);
        }

        if (BuiltInFunctions.IsPlanned(text))
        {
            Report(Descriptors.NotSupported, syntax, $"'{text}'");
        }
        else if (_binder.FindType(text) is not null)
        {
            Report(Descriptors.NotCallable, name, text);
        }
        else
        {
            ReportUndefined(name, text);
        }

        return BindArgumentsOfError(syntax);
    }

    // The arguments are bound for the errors in them.
    private BoundZero BindArgumentsOfError(CallExpressionSyntax syntax)
    {
        foreach (ExpressionSyntax argument in syntax.Arguments)
        {
            BindExpression(argument, null);
        }

        return Error(syntax);
    }

    // T::new() is the zero value of T.
    private BoundZero BindQualifiedCall(CallExpressionSyntax syntax, QualifiedNameExpressionSyntax callee)
    {
        if (_binder.FindType(callee.Qualifier.Text) is not { } type)
        {
            ReportUndefined(callee, callee.Qualifier.Text);
            return BindArgumentsOfError(syntax);
        }

        if (callee.Name.Text != "new")
        {
            Report(Descriptors.UndefinedMethod, At(callee, callee.Name), type.Name, callee.Name.Text);
            return BindArgumentsOfError(syntax);
        }

        if (!syntax.Arguments.IsEmpty)
        {
            ReportArgumentCount(syntax, $"{type.Name}::new", 0, syntax.Arguments.Length);
        }

        if (type is StructType s)
        {
            _binder.CompleteLayout(s);
        }

        return new BoundZero(syntax, type);
    }

    private BoundExpression BindIndirectCall(CallExpressionSyntax syntax, BoundExpression target)
    {
        if (target.Type.IsError())
        {
            return BindArgumentsOfError(syntax);
        }

        if (target.Type is not FunctionType type)
        {
            Report(Descriptors.NotCallable, syntax.Callee, syntax.Callee.ToString());
            return BindArgumentsOfError(syntax);
        }

        if (IsKernel)
        {
            Report(Descriptors.NotSupported, syntax, "a call through a function pointer in the kernel");
        }

        if (syntax.Arguments.Length != type.Parameters.Length)
        {
            ReportArgumentCount(syntax, syntax.Callee.ToString(), type.Parameters.Length, syntax.Arguments.Length);
            return BindArgumentsOfError(syntax);
        }

        var arguments = ImmutableArray.CreateBuilder<BoundExpression>(type.Parameters.Length);
        for (int i = 0; i < type.Parameters.Length; i++)
        {
            arguments.Add(BindConverted(syntax.Arguments[i], type.Parameters[i]));
        }

        return new BoundIndirectCall(syntax, type.Result, target, arguments.DrainToImmutable());
    }

    private BoundExpression BindFunctionCall(CallExpressionSyntax syntax, FunctionSymbol function, bool isTail)
    {
        if (function.Kind == FunctionKind.Program && IsKernel)
        {
            return BindTailCall(syntax, function, isTail);
        }

        if (!CheckSide(syntax, function))
        {
            return BindArgumentsOfError(syntax);
        }

        return function.Kind == FunctionKind.KernelHelper && function.Declaration is not null
            ? BindDeclaredHelper(syntax, function)
            : BindFunctionCall(syntax, InstanceFor(syntax, function), default(BoundExpression));
    }

    // A helper for the context of other programs: 'f(ctx: *xdp_md)' called with a '*__sk_buff'.
    private FunctionSymbol InstanceFor(CallExpressionSyntax syntax, FunctionSymbol function)
    {
        for (int i = 0; i < Math.Min(syntax.Arguments.Length, function.Parameters.Length); i++)
        {
            if (function.Parameters[i].Type.PointedStruct() is { Role: StructRole.Context } wanted
                && syntax.Arguments[i] is NameExpressionSyntax name
                && _scope.Find(name.Name.Text) is VariableSymbol given
                && given.Type.PointedStruct() is { Role: StructRole.Context } own && !ReferenceEquals(own, wanted)
                && _binder.FindView(own) is null == _binder.FindView(wanted) is null)
            {
                return _binder.InstanceFor(function, own) ?? function;
            }
        }

        return function;
    }

    /// <summary>A call of a function of the script.</summary>
    /// <param name="receiver">What stands before the dot of a method call, the first argument; or null.</param>
    private BoundExpression BindFunctionCall(
        CallExpressionSyntax syntax, FunctionSymbol function, BoundExpression? receiver)
    {
        _binder.NoteUse(function);
        int given = syntax.Arguments.Length + (receiver is null ? 0 : 1);
        if (given != function.Parameters.Length)
        {
            ReportArgumentCount(syntax, function.Name, function.Parameters.Length, given);
            BoundZero error = BindArgumentsOfError(syntax);
            return function.ReturnType.IsVoid() ? error : new BoundZero(syntax, function.ReturnType);
        }

        var arguments = ImmutableArray.CreateBuilder<BoundExpression>(given);
        foreach (VariableSymbol parameter in function.Parameters)
        {
            BoundExpression argument = receiver is not null && arguments.Count == 0
                ? ConvertReceiver(receiver, parameter.Type)
                : BindConverted(syntax.Arguments[arguments.Count - (receiver is null ? 0 : 1)], parameter.Type);
            if (argument.Type.IsNullablePointer() && !parameter.Type.IsNullablePointer()
                && parameter.Type is PointerType)
            {
                argument = RequireNonNull(argument);
            }

            _binder.Nullness.AddArgument(parameter, argument, IsKernel);
            WarnOfLargeStruct(argument, parameter);
            arguments.Add(argument);
        }

        NoteCall(function, syntax);
        return new BoundCall(syntax, function, arguments.DrainToImmutable());
    }

    private void WarnOfLargeStruct(BoundExpression argument, VariableSymbol parameter)
    {
        if (IsKernel && parameter.Type is StructType { Size: > LargeStruct } type)
        {
            Report(Descriptors.LargeStructByValue, argument.Syntax, type.Size, parameter.Name, type.Name);
        }
    }

    /// <summary>Whether a function may be called from here; reports it when not.</summary>
    private bool CheckSide(SyntaxNode syntax, FunctionSymbol function)
    {
        if (IsKernel && function.Kind is FunctionKind.Userspace or FunctionKind.Test && IsKernel)
        {
            Report(Descriptors.CallFromKernel, syntax, function.Name);
            return false;
        }

        string? what = function.Kind switch
        {
            FunctionKind.Helper => "a '@helper'",
            FunctionKind.Program => $"a '@{function.Program!.Attribute}' program",
            FunctionKind.Extern => "an 'extern' function",
            FunctionKind.KernelHelper => "a kernel helper",
            _ => null,
        };
        if (IsUserspace && what is not null)
        {
            Report(Descriptors.CallFromUserspace, syntax, function.Name, what);
            return false;
        }

        return true;
    }

    private BoundExpression BindTailCall(CallExpressionSyntax syntax, FunctionSymbol program, bool isTail)
    {
        if (!isTail || _function!.Program is not { } own)
        {
            Report(Descriptors.ProgramCalled, syntax, program.Name);
            return BindArgumentsOfError(syntax);
        }

        if (program.Program!.Attribute != own.Attribute)
        {
            Report(Descriptors.TailCallType, syntax, program.Name, program.Program.Attribute, own.Attribute);
            return BindArgumentsOfError(syntax);
        }

        if (syntax.Arguments is not [var argument] || program.Parameters.Length != 1)
        {
            ReportArgumentCount(syntax, program.Name, program.Parameters.Length, syntax.Arguments.Length);
            return BindArgumentsOfError(syntax);
        }

        BoundExpression context = BindConverted(argument, program.Parameters[0].Type);
        if (context is not BoundVariable { Variable.Kind: VariableKind.Parameter } and not BoundZero)
        {
            Report(Descriptors.ProgramCalled, argument, program.Name);
        }

        return new BoundTailCall(syntax, program, context);
    }

    private void ReportArgumentCount(SyntaxNode syntax, string name, int expected, int given) =>
        Report(Descriptors.ArgumentCount, syntax, name, CountOf(expected, "argument"), given);

    private static string CountOf(int count, string what) => count switch
    {
        0 => $"no {what}s",
        1 => $"1 {what}",
        _ => $"{count} {what}s",
    };

    private BoundExpression Reference(SyntaxNode syntax, FunctionSymbol function)
    {
        if (function.Kind == FunctionKind.Program)
        {
            return new BoundFunctionReference(syntax, BuiltInTypes.FunctionRef, function);
        }

        if (IsKernel)
        {
            Report(Descriptors.NotSupported, syntax, "a function pointer in the kernel");
            return Error(syntax);
        }

        if (!CheckSide(syntax, function))
        {
            return Error(syntax);
        }

        var type = new FunctionType([.. function.Parameters.Select(p => p.Type)], function.ReturnType);
        return new BoundFunctionReference(syntax, type, function);
    }
}
