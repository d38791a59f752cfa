namespace KernelScript.Ir.Testing;

internal sealed partial class FunctionGenerator
{
    /// <summary>Generates something that only runs when the condition holds.</summary>
    private void Guarded(Value condition, Action generate)
    {
        IrBlock inside = _function.NewBlock();
        IrBlock after = _function.NewBlock();
        _code.CondBranch(condition, inside, after);
        _code.Block = inside;
        Nested(generate);
        _code.Branch(after);
        _code.Block = after;
    }

    /// <summary>Both arms pass a value on.</summary>
    private void AddIf()
    {
        IrType type = AnyType();
        IrBlock whenTrue = _function.NewBlock();
        IrBlock whenFalse = _function.NewBlock();
        IrBlock after = _function.NewBlock();
        Value result = _function.NewParameter(after, type);
        _code.CondBranch(Scalar(IrType.Bool), whenTrue, whenFalse);
        AddArm(whenTrue, after, type);
        AddArm(whenFalse, after, type);
        _code.Block = after;
        _scalars.Add(result);
    }

    private void AddArm(IrBlock arm, IrBlock after, IrType type)
    {
        _code.Block = arm;
        Nested(() =>
        {
            Statements(3);
            _code.Branch(after, Scalar(type));
        });
    }

    private void AddSwitch()
    {
        IrType type = AnyType();
        Value selector = Scalar(type);
        Value masked = _code.Binary(IrOp.And, selector, _code.Const(type, 3));
        IrBlock after = _function.NewBlock();
        Value result = _function.NewParameter(after, IrType.I64);
        IrBlock[] arms = [_function.NewBlock(), _function.NewBlock()];
        BlockTarget[] targets =
        [
            new BlockTarget(after.Id, Scalar(IrType.I64)), new BlockTarget(arms[0].Id), new BlockTarget(arms[1].Id),
            new BlockTarget(after.Id, Scalar(IrType.I64)),
        ];
        _code.Terminate(IrOp.Switch, [masked], targets, [0, _choices.Pick(1L, 2L, 4L), 3]);
        AddArm(arms[0], after, IrType.I64);
        AddArm(arms[1], after, IrType.I64);
        _code.Block = after;
        _scalars.Add(result);
    }

    /// <summary>Counts to a small constant and carries a value round; may be left early.</summary>
    private void AddLoop()
    {
        IrBlock head = _function.NewBlock();
        IrBlock body = _function.NewBlock();
        IrBlock after = _function.NewBlock();
        IrType type = AnyType();
        Value index = _function.NewParameter(head, IrType.I64);
        Value carried = _function.NewParameter(head, type);
        Value result = _function.NewParameter(after, type);
        _code.Branch(head, _code.Const(IrType.I64, 0), Scalar(type));
        _code.Block = head;
        Value isMore = _code.Compare(IrOp.ULt, index, _code.Const(IrType.I64, 1 + _choices.Next(4)));
        _code.CondBranch(isMore, new BlockTarget(body.Id), new BlockTarget(after.Id, carried));
        _code.Block = body;
        Nested(() =>
        {
            _scalars.Add(index);
            _scalars.Add(carried);
            Statements(3);
            AddBreak(after, type);
            Value next = _code.Binary(IrOp.Add, index, _code.Const(IrType.I64, 1));
            _code.Branch(head, next, Scalar(type));
        });
        _code.Block = after;
        _scalars.Add(result);
    }

    private void AddBreak(IrBlock after, IrType type)
    {
        if (!_choices.Chance(3))
        {
            return;
        }

        IrBlock rest = _function.NewBlock();
        BlockTarget leave = new(after.Id, Scalar(type));
        _code.CondBranch(Scalar(IrType.Bool), leave, new BlockTarget(rest.Id));
        _code.Block = rest;
    }
}
