using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

// Loops inside one function: counted ones, and those that the verifier needs a budget for.
internal sealed partial class FunctionLowering
{
    private void LowerForRange(BoundForRange loop)
    {
        LoopForm form = _plan.FormOf(loop);
        switch (form)
        {
            case LoopForm.Outlined:
                LowerOutlinedRange(loop);
                return;
            case LoopForm.Impossible:
                Report(LoweringDescriptors.UnboundedLoop, loop);
                return;
        }

        bool isGuarded = form == LoopForm.Guarded;
        IrType type = loop.Variable.Type.ToIr();
        bool isSigned = loop.Variable.Type.IsSigned();
        Value from = LowerValue(loop.From);
        Value to = LowerValue(loop.To);
        Value zero = isGuarded ? OpaqueZero() : default;
        from = Hide(from, zero);

        IrFunction function = _scope.Function;
        IrBlock header = function.NewBlock();
        Value counter = function.NewParameter(header, type);
        IrBlock body = function.NewBlock();
        IrBlock next = function.NewBlock();
        IrBlock exit = function.NewBlock();
        Code.Branch(header, from);
        Code.Block = header;
        Code.CondBranch(Code.Compare(isSigned ? IrOp.SLt : IrOp.ULt, counter, to), body, exit);

        Code.Block = body;
        DeclareVariable(loop.Variable);
        MemoryPlace variable = PlaceOf(loop.Variable);
        Code.Store(variable.Base, variable.Offset, Hide(counter, zero));
        if (isGuarded)
        {
            HideVariables(loop.Body, null, zero);
        }

        LowerLoopBody(loop.Body, exit, next);

        Code.Block = next;
        Value following = Code.Binary(IrOp.Add, counter, Code.Const(type, 1));
        GoRound(new BlockTarget(header.Id, following), exit, isGuarded);
        Code.Block = exit;
    }

    private void LowerWhile(BoundWhile loop)
    {
        LoopForm form = _plan.FormOf(loop);
        switch (form)
        {
            case LoopForm.Outlined:
                LowerOutlinedWhile(loop);
                return;
            case LoopForm.Impossible:
                Report(LoweringDescriptors.UnboundedLoop, loop);
                return;
        }

        Value zero = OpaqueZero();
        IrFunction function = _scope.Function;
        IrBlock header = function.NewBlock();
        IrBlock body = function.NewBlock();
        IrBlock next = function.NewBlock();
        IrBlock exit = function.NewBlock();
        Code.Branch(header);
        Code.Block = header;
        HideVariables(loop.Body, loop.Condition, zero);
        LowerCondition(loop.Condition, body, exit);
        Code.Block = body;
        LowerLoopBody(loop.Body, exit, next);
        Code.Block = next;
        GoRound(new BlockTarget(header.Id), exit, isGuarded: true);
        Code.Block = exit;
    }

    private void LowerLoopBody(BoundStatement body, IrBlock exit, IrBlock next)
    {
        _scope.Loops.Push(new LoopTargets(exit, next));
        LowerStatement(body);
        _scope.Loops.Pop();
        GoOn(next);
    }

    private void GoRound(BlockTarget header, IrBlock exit, bool isGuarded)
    {
        if (isGuarded)
        {
            Code.Terminate(IrOp.MayGoto, [], [header, new BlockTarget(exit.Id)]);
        }
        else
        {
            Code.Terminate(IrOp.Branch, [], [header]);
        }
    }

    private Value OpaqueZero()
    {
        Value address = Code.Emit(
            IrOp.GlobalAddr, IrType.Pointer(AddressSpace.Global), [], symbol: _module.AddOpaqueZero());
        return Code.Load(IrType.I64, address);
    }

    /// <summary>The same number, but the verifier knows nothing about it.</summary>
    /// <param name="zero">Zero that it cannot see, or no value for a loop that it counts.</param>
    private Value Hide(Value value, Value zero) => !zero.IsValid
        ? value
        : Code.Binary(IrOp.Add, value, Resize(zero, _scope.Function.TypeOf(value), isSigned: false));

    // What a comparison in one round tells about a variable, be it that it starts as a known constant, would follow it
    // into the next round: the verifier would know another constant each time and walk all rounds. Adding a zero that
    // it cannot see makes all rounds look alike.
    private void HideVariables(BoundStatement body, BoundExpression? condition, Value zero)
    {
        foreach (VariableSymbol variable in LoopVariables.FindDeciding(body, condition))
        {
            bool isDeclaredOutside = _plan.Captured.ContainsKey(variable) || _scope.Slots.ContainsKey(variable);
            if (isDeclaredOutside && variable.Type.AsInteger() is not null)
            {
                MemoryPlace place = PlaceOf(variable);
                Value value = Code.Load(variable.Type.ToIr(), place.Base, place.Offset);
                Code.Store(place.Base, place.Offset, Hide(value, zero.IsValid ? zero : OpaqueZero()));
            }
        }
    }
}
