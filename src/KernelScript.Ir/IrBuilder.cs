using System.Collections.Immutable;

namespace KernelScript.Ir;

/// <summary>Appends instructions to a block of a function. The front ends write IR with it.</summary>
public sealed class IrBuilder(IrFunction function)
{
    /// <summary>The function being built.</summary>
    public IrFunction Function { get; } = function;

    /// <summary>The block appended to.</summary>
    public IrBlock Block { get; set; } = function.Blocks.Count > 0 ? function.Entry : function.NewBlock();

    /// <summary>Given to each instruction.</summary>
    public SourcePosition Position { get; set; }

    /// <summary>Whether the block has its terminator: what follows would never run.</summary>
    public bool IsTerminated =>
        Block.Instructions.Count > 0 && IrOpInfo.Of(Block.Terminator.Op).IsTerminator;

    /// <summary>Appends an operation with a result of <paramref name="type"/> (void for none).</summary>
    public Value Emit(
        IrOp op, IrType type, ReadOnlySpan<Value> operands, long imm = 0, string? symbol = null, int size = 0)
    {
        Value result = type == IrType.Void ? default : Function.NewValue(type);
        Block.Instructions.Add(new IrInstruction
        {
            Op = op, Result = result, Operands = operands.ToArray(), Imm = imm, Symbol = symbol, Size = size,
            Position = Position,
        });
        return result;
    }

    /// <summary>A constant.</summary>
    public Value Const(IrType type, long value) => Emit(IrOp.Const, type, [], value);

    /// <summary>A unary operation with a result of the operand's type.</summary>
    public Value Unary(IrOp op, Value a) => Emit(op, Function.TypeOf(a), [a]);

    /// <summary>A binary operation with a result of the first operand's type.</summary>
    public Value Binary(IrOp op, Value a, Value b) => Emit(op, Function.TypeOf(a), [a, b]);

    /// <summary>A comparison: bool.</summary>
    public Value Compare(IrOp op, Value a, Value b) => Emit(op, IrType.Bool, [a, b]);

    /// <summary>A load from <paramref name="pointer"/> + <paramref name="offset"/> bytes.</summary>
    public Value Load(IrType type, Value pointer, int offset = 0) => Emit(IrOp.Load, type, [pointer], offset);

    /// <summary>A store to <paramref name="pointer"/> + <paramref name="offset"/> bytes.</summary>
    public void Store(Value pointer, int offset, Value value) =>
        Emit(IrOp.Store, IrType.Void, [pointer, value], offset);

    /// <summary>Frame memory, put at the start of the entry block.</summary>
    public Value Alloca(int bytes)
    {
        Value result = Function.NewValue(IrType.Pointer(AddressSpace.Stack));
        Function.Entry.Instructions.Insert(0, new IrInstruction { Op = IrOp.Alloca, Result = result, Imm = bytes });
        return result;
    }

    /// <summary>Ends the block by going to <paramref name="target"/>.</summary>
    public void Branch(IrBlock target, params Value[] arguments) =>
        Terminate(IrOp.Branch, [], [new BlockTarget(target.Id, arguments)]);

    /// <summary>Ends the block by a decision.</summary>
    public void CondBranch(Value condition, BlockTarget whenTrue, BlockTarget whenFalse) =>
        Terminate(IrOp.CondBranch, [condition], [whenTrue, whenFalse]);

    /// <summary>Ends the block by a decision between blocks without parameters.</summary>
    public void CondBranch(Value condition, IrBlock whenTrue, IrBlock whenFalse) =>
        CondBranch(condition, new BlockTarget(whenTrue.Id), new BlockTarget(whenFalse.Id));

    /// <summary>Ends the block by leaving the function.</summary>
    public void Return(Value? value = null) =>
        Terminate(IrOp.Return, value is { } v ? [v] : [], []);

    /// <summary>Ends the block.</summary>
    public IrInstruction Terminate(
        IrOp op, Value[] operands, BlockTarget[] targets, ImmutableArray<long> cases = default)
    {
        var instruction = new IrInstruction
        {
            Op = op, Operands = operands, Targets = targets, Cases = cases.IsDefault ? [] : cases, Position = Position,
        };
        Block.Instructions.Add(instruction);
        return instruction;
    }
}
