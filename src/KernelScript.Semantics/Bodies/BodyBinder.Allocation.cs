using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Memory that a script asks for: malloc and free, new and delete.
internal sealed partial class BodyBinder
{
    private static readonly PointerType _bytes = new(BuiltInTypes.U8, false);

    private BoundExpression BindNew(NewExpressionSyntax syntax)
    {
        if (IsKernel)
        {
            return NotSupportedValue(syntax, "'new' in the kernel");
        }

        if (syntax.Flags is { } flags)
        {
            BindConverted(flags, BuiltInTypes.U32);
        }

        TypeSymbol type = _binder.ResolveStoredType(syntax.Type, "an object");
        if (type.IsError())
        {
            return Error(syntax);
        }

        var size = new BoundLiteral(syntax, BuiltInTypes.U64, type.Size);
        return new BoundBuiltInCall(syntax, new PointerType(type, false), BuiltInFunction.Allocate, [size]);
    }

    private BoundExpression BindFree(CallExpressionSyntax syntax, string name) =>
        CheckCount(syntax, name, 1, 1)
            ? FreeOf(syntax, BindExpression(syntax.Arguments[0], null))
            : BindArgumentsOfError(syntax);

    private BoundExpression FreeOf(SyntaxNode syntax, BoundExpression pointer)
    {
        if (pointer is BoundNull)
        {
            pointer = new BoundNull(pointer.Syntax, _bytes);
        }

        if (pointer.Type is PointerType)
        {
            return new BoundBuiltInCall(syntax, BuiltInTypes.Void, BuiltInFunction.Free, [pointer]);
        }

        if (!pointer.Type.IsError())
        {
            Report(Descriptors.TypeMismatch, pointer.Syntax, pointer.Type.Name, "a pointer");
        }

        return Error(syntax);
    }
}
