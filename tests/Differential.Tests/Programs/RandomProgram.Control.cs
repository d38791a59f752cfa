using KernelScript.Ir;

namespace Differential.Tests.Programs;

/// <content>Decisions, loops, calls.</content>
internal sealed partial class RandomProgram
{
    private void Call()
    {
        if (_module.Functions.Count < 2)
        {
            return;
        }

        IrFunction callee = _module.Functions[_random.Next(2)];
        var arguments = callee.Entry.Parameters.Select(p => Any(callee.TypeOf(p))).ToArray();
        Add(_build.Emit(IrOp.Call, callee.ReturnType, arguments, symbol: callee.Name));
    }

    private void Decide()
    {
        IrBlock yes = _build.Function.NewBlock();
        IrBlock no = _build.Function.NewBlock();
        IrBlock join = _build.Function.NewBlock();
        IrType[] carried = Carried();
        if (_random.Next(3) == 0)
        {
            _build.CondBranch(
                Condition(), new BlockTarget(yes.Id), new BlockTarget(join.Id, [.. carried.Select(Any)]));
            Branch(yes, join, carried);
            _build.Function.Blocks.Remove(no);
        }
        else
        {
            _build.CondBranch(Condition(), yes, no);
            Branch(yes, join, carried);
            Branch(no, join, carried);
        }

        Join(join, carried);
    }

    private void Switch()
    {
        IrType type = Pick(_types);
        IrBlock join = _build.Function.NewBlock();
        IrType[] carried = Carried();
        long[] cases = [.. Enumerable.Range(0, _random.Next(1, 9)).Select(_ => Constant(type)).Distinct()];
        IrBlock[] blocks = [.. cases.Select(_ => _build.Function.NewBlock())];
        Value value = _build.Binary(IrOp.And, Any(type), _build.Const(type, 15));
        var otherwise = new BlockTarget(join.Id, [.. carried.Select(Any)]);
        BlockTarget[] targets = [otherwise, .. blocks.Select(b => new BlockTarget(b.Id))];
        _build.Terminate(IrOp.Switch, [value], targets, [.. cases]);
        foreach (IrBlock block in blocks)
        {
            Branch(block, join, carried);
        }

        Join(join, carried);
    }

    private IrType[] Carried()
    {
        int count = _random.Next(_random.Next(4) == 0 ? 14 : 4);
        return [.. Enumerable.Range(0, count).Select(_ => Pick(_types))];
    }

    private void Branch(IrBlock block, IrBlock join, IrType[] carried)
    {
        int outside = _values.Count;
        _build.Block = block;
        _depth++;
        Statements();
        _depth--;
        _build.Branch(join, [.. carried.Select(Any)]);
        _values.RemoveRange(outside, _values.Count - outside);
    }

    private void Join(IrBlock join, IrType[] carried)
    {
        _build.Block = join;
        foreach (IrType type in carried)
        {
            Add(_build.Function.NewParameter(join, type));
        }
    }

    /// <summary>A loop; what it carries starts outside and changes in the body.</summary>
    /// <remarks>Counted by a constant, or longer and bounded for the verifier by <c>may_goto</c>.</remarks>
    private void Loop()
    {
        IrFunction function = _build.Function;
        IrBlock header = function.NewBlock();
        IrBlock body = function.NewBlock();
        IrBlock exit = function.NewBlock();
        IrType[] carried = Carried();
        IrType counterType = Pick([IrType.I32, IrType.I64, IrType.I16]);
        bool isLong = _random.Next(4) == 0;
        Value start = isLong ? Opaque(counterType) : _build.Const(counterType, 0);
        _build.Branch(header, [start, .. carried.Select(Any)]);
        Value counter = function.NewParameter(header, counterType);
        Join(header, carried);
        Value limit = _build.Const(counterType, isLong ? _random.Next(1, 40) : _random.Next(1, 6));
        _build.CondBranch(_build.Compare(IrOp.ULt, counter, limit), body, exit);
        int outside = _values.Count;
        _build.Block = body;
        Add(counter);
        _depth++;
        Statements();
        _depth--;
        Value next = _build.Binary(IrOp.Add, counter, _build.Const(counterType, 1));
        var again = new BlockTarget(header.Id, [next, .. carried.Select(Any)]);
        if (isLong)
        {
            _build.Terminate(IrOp.MayGoto, [], [again, new BlockTarget(exit.Id)]);
        }
        else
        {
            _build.Terminate(IrOp.Branch, [], [again]);
        }

        _values.RemoveRange(outside, _values.Count - outside);
        _build.Block = exit;
    }

    /// <summary>Zero, but the verifier does not know it: it would walk every iteration apart.</summary>
    private Value Opaque(IrType type)
    {
        Value zero = _build.Emit(IrOp.GlobalAddr, IrType.Pointer(AddressSpace.Global), [], symbol: "zero");
        return _build.Load(type, zero);
    }
}
