using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// try, throw and defer. In the kernel they are bound, so that what is in them is checked, and then refused: nothing
// compiles them there yet.
internal sealed partial class BodyBinder
{
    private BoundTry BindTry(TryStatementSyntax syntax)
    {
        RefuseInKernel(syntax, "'try'");
        FlowState start = _flow;
        BoundBlock body = BindBlock(syntax.Body);
        FlowState end = _flow;

        // Anything of the body may have been executed when a clause begins.
        FlowState thrown = FlowState.Join(start, end);
        var catches = ImmutableArray.CreateBuilder<BoundCatch>(syntax.Catches.Length);
        foreach (CatchClauseSyntax clause in syntax.Catches)
        {
            _flow = thrown;
            long? code = clause.Pattern is DefaultPatternSyntax ? null : BindErrorCode(clause.Pattern);
            catches.Add(new BoundCatch(code, BindBlock(clause.Body)));
            end = FlowState.Join(end, _flow);
        }

        _flow = end;
        return new BoundTry(syntax, body, catches.DrainToImmutable());
    }

    private long BindErrorCode(PatternSyntax pattern)
    {
        BoundExpression value = BindPatternValue(pattern);
        if (ConstantFolding.TryGetInteger(value, out Int128 code))
        {
            return (long)code;
        }

        if (!value.Type.IsError())
        {
            Report(Descriptors.NotConstant, pattern);
        }

        return 0;
    }

    private BoundThrow BindThrow(ThrowStatementSyntax syntax)
    {
        RefuseInKernel(syntax, "'throw'");
        BoundExpression code = Settle(BindValue(syntax.Value, null), BuiltInTypes.I64);
        if (!code.Type.IsInteger() && !code.Type.IsError())
        {
            Report(Descriptors.TypeMismatch, syntax.Value, code.Type.Name, "an integer");
            code = Error(syntax.Value);
        }

        Leave(syntax);
        return new BoundThrow(syntax, code.Type.IsError() ? code : Widened(code, BuiltInTypes.I64));
    }

    private BoundDefer BindDefer(DeferStatementSyntax syntax)
    {
        RefuseInKernel(syntax, "'defer'");
        FlowState now = _flow;

        // The action is executed elsewhere: no loop round the statement is a loop round it.
        LoopContext[] loops = [.. _loops];
        _loops.Clear();
        BoundStatement action = BindStatement(syntax.Body);
        _loops.AddRange(loops);
        _flow = now;
        ReportReturns(action);
        return new BoundDefer(syntax, action);
    }

    private void ReportReturns(BoundNode node)
    {
        if (node is BoundReturn)
        {
            Report(Descriptors.ReturnInDefer, node.Syntax);
        }

        BoundChildren.ForEach(node, ReportReturns);
    }

    private void RefuseInKernel(SyntaxNode syntax, string what)
    {
        if (IsKernel)
        {
            Report(Descriptors.NotSupported, syntax, what);
        }
    }
}
