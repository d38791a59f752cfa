using System.Diagnostics;
using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

// Calls of functions of the script, of kernel helpers, and of kernel functions.
internal sealed partial class FunctionLowering
{
    private Value LowerCall(BoundCall call)
    {
        if (call.Function.HelperId > 0)
        {
            return LowerKernelCall(call, IrOp.Helper);
        }

        switch (call.Function.Kind)
        {
            case FunctionKind.Helper:
                return CallInstance(call, default);
            case FunctionKind.Extern:
                return LowerKernelCall(call, IrOp.Kfunc);
            default:
                throw new UnreachableException($"No lowering of a call of {call.Function.Kind}.");
        }
    }

    // The callee takes it that the memory for its result is aligned like any variable.
    private void LowerCallInto(BoundCall call, MemoryPlace target)
    {
        bool isAligned = target.Alignment >= 8 && target.Origin.Space == AddressSpace.Stack;
        MemoryPlace result = isAligned ? target : Temporary(call.Type.Size);
        _ = CallInstance(call, AddressOf(result));
        if (!isAligned)
        {
            CopyMemory(target, result, call.Type);
        }
    }

    /// <summary>Calls the form of a helper that fits the arguments' address spaces.</summary>
    /// <param name="result">Memory for an aggregate result.</param>
    private Value CallInstance(BoundCall call, Value result)
    {
        var arguments = new List<Value>();
        if (result.IsValid)
        {
            arguments.Add(result);
        }

        foreach (BoundExpression argument in call.Arguments)
        {
            arguments.Add(argument.Type.IsAggregate() ? AddressOf(AggregatePlace(argument)) : LowerValue(argument));
        }

        if (_module.Instantiate(call.Function, _origins.OriginsOfArguments(call)) is not { } instance)
        {
            return call.Type.IsAggregate() ? default : Undefined(call);
        }

        if (instance.TakesPacketEnd)
        {
            arguments.Add(PacketEnd());
        }

        if (instance.UsesBlock)
        {
            PassInBlock(instance, arguments);
        }

        IrType type = call.Type.IsAggregate() ? IrType.Void : TypeOf(call);
        return Code.Emit(IrOp.Call, type, [.. arguments], symbol: instance.Name);
    }

    private void PassInBlock(FunctionInstance instance, List<Value> arguments)
    {
        Value block = Allocate(instance.BlockSize);
        for (int i = instance.RegisterCount; i < arguments.Count; i++)
        {
            Code.Store(block, (i - instance.RegisterCount) * 8, arguments[i]);
        }

        arguments.RemoveRange(instance.RegisterCount, arguments.Count - instance.RegisterCount);
        arguments.Add(block);
    }

    // Numbers are widened: helpers read whole registers.
    private Value LowerKernelCall(BoundCall call, IrOp op)
    {
        var arguments = new List<Value>();
        foreach (BoundExpression argument in call.Arguments)
        {
            arguments.Add(LowerKernelArgument(argument));
        }

        if (arguments.Count > FunctionInstance.MaxRegisters)
        {
            Report(LoweringDescriptors.TooManyArguments, call, call.Function.Name);
            return Undefined(call);
        }

        IrType wanted = TypeOf(call);
        IrType type = wanted.IsPointer || wanted == IrType.Void ? wanted : IrType.I64;
        Value result = op == IrOp.Helper
            ? Code.Emit(op, type, [.. arguments], call.Function.HelperId)
            : Code.Emit(op, type, [.. arguments], symbol: call.Function.Name);
        return wanted == type ? result
            : wanted == IrType.Bool ? IsNotZero(result)
            : Resize(result, wanted, isSigned: false);
    }

    private Value LowerKernelArgument(BoundExpression argument)
    {
        if (argument.Type.IsAggregate())
        {
            return AddressOf(AggregatePlace(argument));
        }

        Value value = LowerValue(argument);
        return _scope.Function.TypeOf(value).IsPointer
            ? value
            : Resize(value, IrType.I64, argument.Type.IsSigned());
    }
}
