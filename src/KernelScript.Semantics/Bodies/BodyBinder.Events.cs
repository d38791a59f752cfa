using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Ring buffers in userspace: handlers and dispatch.
internal sealed partial class BodyBinder
{
    /// <summary><c>events.on_event(handler)</c>: the handler takes a pointer to a record and gives i32.</summary>
    private BoundExpression BindEventHandler(CallExpressionSyntax syntax, MapSymbol map)
    {
        BoundExpression handler = BindExpression(syntax.Arguments[0], null);
        if (handler.Type.IsError())
        {
            return Error(syntax);
        }

        if (handler is BoundFunctionReference { Type: FunctionType { Parameters: [PointerType record] } type }
            && record.Element.IsSame(map.Value) && type.Result.IsSame(BuiltInTypes.I32))
        {
            return new BoundMapOperation(syntax, BuiltInTypes.Void, map, MapOperation.OnEvent, [handler]);
        }

        Report(
            Descriptors.TypeMismatch, syntax.Arguments[0], handler.Type.Name,
            $"the name of a function 'fn(event: *{map.Value.Name}) -> i32'");
        return Error(syntax);
    }

    private BoundExpression BindDispatch(CallExpressionSyntax syntax, string name)
    {
        if (!CheckCount(syntax, name, 1, int.MaxValue))
        {
            return BindArgumentsOfError(syntax);
        }

        var buffers = ImmutableArray.CreateBuilder<BoundExpression>(syntax.Arguments.Length);
        foreach (ExpressionSyntax argument in syntax.Arguments)
        {
            BoundExpression buffer = BindExpression(argument, null);
            if (buffer is BoundMap { Map.TypeName: "ringbuf" })
            {
                buffers.Add(buffer);
            }
            else if (!buffer.Type.IsError())
            {
                Report(Descriptors.TypeMismatch, argument, buffer.Type.Name, "a ring buffer");
            }
        }

        return new BoundBuiltInCall(
            syntax, BuiltInTypes.I32, BuiltInFunction.Dispatch, buffers.DrainToImmutable());
    }
}
