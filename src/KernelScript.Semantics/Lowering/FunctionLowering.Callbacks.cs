using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

// Loop bodies that a kernel helper calls: walks over maps, and loops on kernels without may_goto.
internal sealed partial class FunctionLowering
{
    /// <summary>The kernel's BPF_MAX_LOOPS.</summary>
    private const int MaxHelperRounds = 1 << 23;

    private void LowerForMap(BoundForMap loop)
    {
        if (_plan.FormOf(loop) == LoopForm.Impossible)
        {
            Report(LoweringDescriptors.MapWalk, loop);
            return;
        }

        IrFunction callback = NewCallback("walk", "map", "key", "value", "frame");
        CodeScope outer = EnterCallback(callback);
        _ = callback.NewParameter(callback.Entry, IrType.Pointer(AddressSpace.Map));
        Value key = callback.NewParameter(callback.Entry, IrType.Pointer(AddressSpace.MapValue));
        Value value = callback.NewParameter(callback.Entry, IrType.Pointer(AddressSpace.MapValue));
        _scope.Frame = callback.NewParameter(callback.Entry, IrType.Pointer(AddressSpace.Stack));
        CopyIn(loop.Key, key);
        CopyIn(loop.Value, value);
        HideVariables(loop.Body, null, default);
        LowerCallbackBody(loop.Body);
        LeaveCallback(outer);

        ClearReturned(loop.Body);
        Value map = Code.Emit(IrOp.MapAddr, IrType.Pointer(AddressSpace.Map), [], symbol: loop.Map.Name);
        Value function = FunctionAddress(callback);
        Value flags = Code.Const(IrType.I64, 0);
        Code.Emit(IrOp.Helper, IrType.I64, [map, function, _scope.Frame, flags], HelperNumbers.ForEachMapElement);
        LeaveIfReturned(loop.Body);
    }

    private void CopyIn(VariableSymbol variable, Value source)
    {
        DeclareVariable(variable);
        MemoryPlace place = PlaceOf(variable);
        var entry = new MemoryPlace(source, 0, 8, new PointerOrigin(AddressSpace.MapValue));
        if (variable.Type.IsAggregate())
        {
            CopyMemory(place, entry, variable.Type);
            return;
        }

        Value value = Read(entry, variable.Type, variable.Type.ToIr(), new Access(_scope));
        Code.Store(place.Base, place.Offset, value);
    }

    private void LowerOutlinedRange(BoundForRange loop)
    {
        IrType type = loop.Variable.Type.ToIr();
        bool isSigned = loop.Variable.Type.IsSigned();
        Value from = LowerValue(loop.From);
        Value to = LowerValue(loop.To);

        // The callback counts from zero, so the start goes through the shared block.
        int startSlot = _plan.AddSlot();
        Code.Store(_scope.Frame, startSlot, from);
        Value isEmpty = Code.Compare(isSigned ? IrOp.SGe : IrOp.UGe, from, to);
        Value distance = Resize(Code.Binary(IrOp.Sub, to, from), IrType.I64, isSigned: false);
        Value rounds = Code.Emit(IrOp.Select, IrType.I64, [isEmpty, Code.Const(IrType.I64, 0), distance]);

        IrFunction callback = NewCallback("round", "index", "frame");
        CodeScope outer = EnterCallback(callback);
        Value index = callback.NewParameter(callback.Entry, IrType.I64);
        _scope.Frame = callback.NewParameter(callback.Entry, IrType.Pointer(AddressSpace.Stack));
        DeclareVariable(loop.Variable);
        MemoryPlace variable = PlaceOf(loop.Variable);
        Value start = Code.Load(type, _scope.Frame, startSlot);
        Code.Store(variable.Base, variable.Offset, Code.Binary(IrOp.Add, start, Resize(index, type, isSigned: false)));
        HideVariables(loop.Body, null, default);
        LowerCallbackBody(loop.Body);
        LeaveCallback(outer);
        CallLoop(callback, rounds, loop.Body);
    }

    private void LowerOutlinedWhile(BoundWhile loop)
    {
        IrFunction callback = NewCallback("round", "index", "frame");
        CodeScope outer = EnterCallback(callback);
        _ = callback.NewParameter(callback.Entry, IrType.I64);
        _scope.Frame = callback.NewParameter(callback.Entry, IrType.Pointer(AddressSpace.Stack));
        HideVariables(loop.Body, loop.Condition, default);
        IrBlock body = callback.NewBlock();
        IrBlock stop = callback.NewBlock();
        LowerCondition(loop.Condition, body, stop);
        Code.Block = stop;
        Code.Return(Code.Const(IrType.I64, 1));
        Code.Block = body;
        LowerCallbackBody(loop.Body);
        LeaveCallback(outer);
        CallLoop(callback, Code.Const(IrType.I64, MaxHelperRounds), loop.Body);
    }

    private void CallLoop(IrFunction callback, Value rounds, BoundStatement body)
    {
        ClearReturned(body);
        Value most = Code.Const(IrType.I64, MaxHelperRounds);
        Value isFew = Code.Compare(IrOp.ULe, rounds, most);
        Value limited = Code.Emit(IrOp.Select, IrType.I64, [isFew, rounds, most]);
        Value function = FunctionAddress(callback);
        Value flags = Code.Const(IrType.I64, 0);
        Code.Emit(IrOp.Helper, IrType.I64, [limited, function, _scope.Frame, flags], HelperNumbers.Loop);
        LeaveIfReturned(body);
    }

    private Value FunctionAddress(IrFunction function) =>
        Code.Emit(IrOp.FuncAddr, IrType.Pointer(AddressSpace.Function), [], symbol: function.Name);

    private IrFunction NewCallback(string role, params string[] parameters)
    {
        var callback = new IrFunction(_module.UniqueName($"{_instance.Name}__{role}"), IrType.I64)
        {
            NoInline = true,
            Position = Code.Position,
            Signature = _module.Types.Signature(BuiltInTypes.I64, parameters.Select(name =>
                KeyValuePair.Create<string, TypeSymbol>(name, name == "index"
                    ? BuiltInTypes.U64
                    : new PointerType(BuiltInTypes.Void, isNullable: false)))),
        };
        _ = callback.NewBlock();
        return callback;
    }

    private CodeScope EnterCallback(IrFunction callback)
    {
        CodeScope outer = _scope;
        _scope = new CodeScope(callback, isCallback: true);
        Code.Position = outer.Builder.Position;
        return outer;
    }

    // A round that goes on returns 0; 1 ends the loop.
    private void LowerCallbackBody(BoundStatement body)
    {
        IrBlock stop = _scope.Function.NewBlock();
        IrBlock next = _scope.Function.NewBlock();
        LowerLoopBody(body, stop, next);
        Code.Block = stop;
        Code.Return(Code.Const(IrType.I64, 1));
        Code.Block = next;
        Code.Return(Code.Const(IrType.I64, 0));
    }

    private void LeaveCallback(CodeScope outer)
    {
        UnreachableBlocks.Remove(_scope.Function);
        _module.Module.Functions.Add(_scope.Function);
        _scope = outer;
    }

    private void ReturnFromCallback(BoundReturn node)
    {
        BoundExpression? value = node.Value
            ?? (Symbol.ReturnVariable is { } named ? new BoundVariable(node.Syntax, named) : null);
        if (value is not null && _instance.ReturnsInMemory)
        {
            StoreResult(value);
        }
        else if (value is not null)
        {
            Value result = LowerAs(value, _main.Function.ReturnType);
            if (_returnValueSlot >= 0)
            {
                Code.Store(_scope.Frame, _returnValueSlot, result);
            }
        }

        Code.Store(_scope.Frame, _returnedSlot, Code.Const(IrType.I64, 1));
        Code.Return(Code.Const(IrType.I64, 1));
    }

    private void ClearReturned(BoundStatement body)
    {
        if (ReturnFinder.IsIn(body))
        {
            Code.Store(_scope.Frame, _returnedSlot, Code.Const(IrType.I64, 0));
        }
    }

    // A return inside the body ends the function, or the callback that this loop is in itself.
    private void LeaveIfReturned(BoundStatement body)
    {
        if (!ReturnFinder.IsIn(body))
        {
            return;
        }

        IrBlock leave = _scope.Function.NewBlock();
        IrBlock goOn = _scope.Function.NewBlock();
        Value returned = Code.Load(IrType.I64, _scope.Frame, _returnedSlot);
        Code.CondBranch(IsNotZero(returned), leave, goOn);
        Code.Block = leave;
        if (_scope.IsCallback)
        {
            Code.Return(Code.Const(IrType.I64, 1));
        }
        else if (_returnValueSlot >= 0)
        {
            Code.Return(Code.Load(_main.Function.ReturnType, _scope.Frame, _returnValueSlot));
        }
        else
        {
            Code.Return();
        }

        Code.Block = goOn;
    }

    private sealed class ReturnFinder : BoundWalker
    {
        private bool _found;

        public static bool IsIn(BoundNode node)
        {
            var finder = new ReturnFinder();
            finder.Visit(node);
            return finder._found;
        }

        public override void Visit(BoundNode node)
        {
            _found |= node is BoundReturn;
            if (!_found)
            {
                VisitChildren(node);
            }
        }
    }
}
