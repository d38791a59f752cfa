using System.Collections.Immutable;
using System.Diagnostics;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Calls of what the language supplies.
internal sealed partial class BodyBinder
{
    private BoundExpression BindBuiltIn(
        CallExpressionSyntax syntax, string name, BuiltInFunction function, TypeSymbol? expected)
    {
        if (IsKernel && BuiltInFunctions.SideOf(function) == BuiltInSide.Userspace)
        {
            Report(Descriptors.UserspaceOnly, syntax, name);
            return BindArgumentsOfError(syntax);
        }

        return function switch
        {
            BuiltInFunction.Print => BindPrint(syntax),
            BuiltInFunction.Panic => BindPanic(syntax, name),
            BuiltInFunction.Assert => BindAssert(syntax, name),
            BuiltInFunction.Load => BindLoad(syntax, name),
            BuiltInFunction.Attach => BindAttach(syntax, name),
            BuiltInFunction.Detach => BindDetach(syntax, name),
            BuiltInFunction.Test => BindTest(syntax, name),
            BuiltInFunction.Sleep => BindSimple(syntax, name, function, BuiltInTypes.Void, BuiltInTypes.U32),
            BuiltInFunction.Exit => BindExit(syntax, name),
            BuiltInFunction.Dispatch => BindDispatch(syntax, name),
            BuiltInFunction.Allocate => BindSimple(syntax, name, function, _bytes, BuiltInTypes.U64),
            BuiltInFunction.Free => BindFree(syntax, name),
            BuiltInFunction.NetworkToHost16 or BuiltInFunction.HostToNetwork16 => BindSwap(
                syntax, name, function, BuiltInTypes.U16),
            BuiltInFunction.NetworkToHost32 or BuiltInFunction.HostToNetwork32 => BindSwap(
                syntax, name, function, BuiltInTypes.U32),
            BuiltInFunction.ByteSwap64 => BindSwap(syntax, name, function, BuiltInTypes.U64),
            _ => throw new UnreachableException($"No meaning of {function} for a place of type {expected}."),
        };
    }

    private bool CheckCount(CallExpressionSyntax syntax, string name, int least, int most)
    {
        int given = syntax.Arguments.Length;
        if (given >= least && given <= most)
        {
            return true;
        }

        ReportArgumentCount(syntax, name, given < least ? least : most, given);
        return false;
    }

    private BoundExpression BindSimple(
        CallExpressionSyntax syntax, string name, BuiltInFunction function, TypeSymbol result, TypeSymbol parameter) =>
        CheckCount(syntax, name, 1, 1)
            ? new BoundBuiltInCall(syntax, result, function, [BindConverted(syntax.Arguments[0], parameter)])
            : BindArgumentsOfError(syntax);

    private BoundExpression BindSwap(
        CallExpressionSyntax syntax, string name, BuiltInFunction function, PrimitiveType type)
    {
        BoundExpression result = BindSimple(syntax, name, function, type, type);
        return result is BoundBuiltInCall { Arguments: [var argument] }
            && ConstantFolding.TryGetInteger(argument, out Int128 number)
            ? ConstantFolding.Literal(syntax, type, Swap(number, type.Size))
            : result;
    }

    // BPF as it is compiled here, and every machine that runs .NET, is little-endian: network order is the other one.
    private static Int128 Swap(Int128 number, int size)
    {
        ulong bits = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((ulong)number);
        return bits >> (64 - size * 8);
    }

    private BoundExpression BindExit(CallExpressionSyntax syntax, string name)
    {
        BoundExpression result = BindSimple(syntax, name, BuiltInFunction.Exit, BuiltInTypes.Void, BuiltInTypes.I32);
        _flow = FlowState.Unreachable;
        return result;
    }

    private BoundExpression BindPanic(CallExpressionSyntax syntax, string name)
    {
        if (!CheckCount(syntax, name, 1, 1))
        {
            return BindArgumentsOfError(syntax);
        }

        BoundExpression message = BindText(syntax.Arguments[0]);
        Leave(syntax);
        return new BoundBuiltInCall(syntax, BuiltInTypes.Void, BuiltInFunction.Panic, [message]);
    }

    private BoundExpression BindAssert(CallExpressionSyntax syntax, string name)
    {
        if (!CheckCount(syntax, name, 1, 2))
        {
            return BindArgumentsOfError(syntax);
        }

        Condition condition = BindCondition(syntax.Arguments[0]);
        _flow = condition.WhenTrue.IsReachable ? condition.WhenTrue : condition.WhenFalse;
        ImmutableArray<BoundExpression> arguments = syntax.Arguments.Length == 1
            ? [condition.Value]
            : [condition.Value, BindText(syntax.Arguments[1])];
        return new BoundBuiltInCall(syntax, BuiltInTypes.Void, BuiltInFunction.Assert, arguments);
    }

    /// <summary>A message: a string of any length.</summary>
    private BoundExpression BindText(ExpressionSyntax syntax)
    {
        BoundExpression value = BindValue(syntax, null);
        if (IsText(value.Type))
        {
            return Convert(value, TextType(value));
        }

        if (!value.Type.IsError())
        {
            Report(Descriptors.TypeMismatch, syntax, value.Type.Name, "str");
        }

        return new BoundStringLiteral(syntax, new StringType(1), []);
    }

    private BoundExpression BindLoad(CallExpressionSyntax syntax, string name)
    {
        if (!CheckCount(syntax, name, 1, 1))
        {
            return BindArgumentsOfError(syntax);
        }

        BoundExpression program = BindProgramReference(syntax.Arguments[0]);
        return new BoundBuiltInCall(syntax, BuiltInTypes.ProgramHandle, BuiltInFunction.Load, [program]);
    }

    // The name of a program is looked for among the script's own, so that 'var monitor = load(monitor)' works.
    private BoundExpression BindProgramReference(ExpressionSyntax syntax)
    {
        BoundExpression program = BindExpression(syntax, BuiltInTypes.FunctionRef);
        if (!program.Type.IsSame(BuiltInTypes.FunctionRef) && !program.Type.IsError())
        {
            Report(Descriptors.NotAProgram, syntax);
            return Error(syntax);
        }

        return program;
    }

    private BoundExpression BindAttach(CallExpressionSyntax syntax, string name)
    {
        if (!CheckCount(syntax, name, 2, 3))
        {
            return BindArgumentsOfError(syntax);
        }

        BoundExpression handle = BindHandle(syntax.Arguments[0], name);
        BoundExpression target = Settle(BindValue(syntax.Arguments[1], null), BuiltInTypes.U32);
        if (IsText(target.Type))
        {
            target = Convert(target, TextType(target));
        }
        else if (!target.Type.IsInteger() && !target.Type.IsError())
        {
            Report(Descriptors.AttachTarget, syntax.Arguments[1], target.Type.Name);
        }

        BoundExpression flags = syntax.Arguments.Length == 3
            ? BindConverted(syntax.Arguments[2], BuiltInTypes.U32)
            : new BoundLiteral(syntax, BuiltInTypes.U32, 0);
        return new BoundBuiltInCall(syntax, BuiltInTypes.I32, BuiltInFunction.Attach, [handle, target, flags]);
    }

    private BoundExpression BindDetach(CallExpressionSyntax syntax, string name) =>
        CheckCount(syntax, name, 1, 1)
            ? new BoundBuiltInCall(
                syntax, BuiltInTypes.Void, BuiltInFunction.Detach, [BindHandle(syntax.Arguments[0], name)])
            : BindArgumentsOfError(syntax);

    private BoundExpression BindHandle(ExpressionSyntax syntax, string name)
    {
        BoundExpression handle = BindValue(syntax, BuiltInTypes.ProgramHandle);
        if (!handle.Type.IsSame(BuiltInTypes.ProgramHandle) && !handle.Type.IsError())
        {
            Report(
                Descriptors.AttachBeforeLoad, syntax, name,
                handle is BoundFunctionReference f ? f.Function.Name : "program");
            return new BoundZero(syntax, BuiltInTypes.ProgramHandle);
        }

        return handle;
    }

    private BoundExpression BindTest(CallExpressionSyntax syntax, string name)
    {
        if (_function?.Kind != FunctionKind.Test)
        {
            Report(Descriptors.TestOutsideTest, syntax);
            return BindArgumentsOfError(syntax);
        }

        if (!CheckCount(syntax, name, 2, 2))
        {
            return BindArgumentsOfError(syntax);
        }

        BoundExpression program = BindProgramReference(syntax.Arguments[0]);
        BoundExpression input = BindValue(syntax.Arguments[1], null);
        bool isBytes = input.Type is ArrayType { Element: var element } && element.IsSame(BuiltInTypes.U8);
        if (input.Type.IsError() || isBytes || input.Type is StructType)
        {
            return new BoundBuiltInCall(syntax, BuiltInTypes.I64, BuiltInFunction.Test, [program, input]);
        }

        Report(
            Descriptors.TypeMismatch, syntax.Arguments[1], input.Type.Name,
            "an 'XdpTestContext', the bytes of a packet 'u8[N]', or the struct of a record");
        return Error(syntax);
    }
}
