using KernelScript.Ir;

namespace KernelScript.Backend.Passes;

/// <summary>Puts the bodies of called functions in the place of the calls.</summary>
/// <remarks>
/// A call between BPF functions costs as much as thirty simple instructions, so anything small goes in, and anything
/// called once. The pipeline takes callees first: what is put in here is already simplified. Left alone are functions
/// marked so, recursion, and functions with a tail call, which would end the caller instead.
/// </remarks>
public sealed class Inlining : IFunctionPass
{
    private const int SmallSize = 40;
    private const int LargestResult = 8000;

    /// <inheritdoc/>
    public string Name => "inline";

    /// <inheritdoc/>
    public bool Run(IrFunction function, PassContext context)
    {
        bool changed = false;
        int size = SizeOf(function);
        for (int i = 0; i < function.Blocks.Count; i++)
        {
            IrBlock block = function.Blocks[i];
            int at = block.Instructions.FindIndex(c => ShouldInline(c, function, size, context.Module));
            if (at >= 0 && context.Step())
            {
                IrFunction callee = context.Module.FindFunction(block.Instructions[at].Symbol!)!;
                size += SizeOf(callee);
                new Insertion(function, callee, i, at).Run();
                changed = true;

                // The callee's own calls were considered when it was its turn: go on behind the body.
                i += callee.Blocks.Count;
            }
        }

        return changed;
    }

    private static bool ShouldInline(IrInstruction call, IrFunction caller, int callerSize, IrModule module)
    {
        if (call.Op != IrOp.Call || module.FindFunction(call.Symbol!) is not { } callee
            || callee.NoInline || callee == caller || callee.Blocks.Count == 0)
        {
            return false;
        }

        int size = SizeOf(callee);
        return callerSize + size <= LargestResult
            && (size <= SmallSize || CountCalls(module, callee.Name) == 1)
            && !Contains(callee, i => i.Op == IrOp.TailCall
                || (i.Op == IrOp.Call && (i.Symbol == caller.Name || i.Symbol == callee.Name)));
    }

    private static int CountCalls(IrModule module, string name)
    {
        int count = 0;
        foreach (IrFunction function in module.Functions)
        {
            Contains(function, i =>
            {
                count += i.Op is IrOp.Call && i.Symbol == name ? 1 : 0;
                return count > 1;
            });
        }

        return count;
    }

    private static bool Contains(IrFunction function, Predicate<IrInstruction> predicate) =>
        function.Blocks.Exists(b => b.Instructions.Exists(predicate));

    /// <summary>Roughly the machine instructions: constants and addresses are operands of others as a rule.</summary>
    private static int SizeOf(IrFunction function)
    {
        int size = 0;
        foreach (IrBlock block in function.Blocks)
        {
            foreach (IrInstruction instruction in block.Instructions)
            {
                size += instruction.Op is IrOp.Const or IrOp.Copy or IrOp.Alloca or IrOp.NonNull ? 0 : 1;
            }
        }

        return size;
    }

    /// <summary>One call replaced by a copy of the callee's blocks.</summary>
    private sealed class Insertion(IrFunction caller, IrFunction callee, int blockIndex, int at)
    {
        private readonly Value[] _values = new Value[callee.ValueCount];
        private readonly IrBlock?[] _blocks = new IrBlock?[callee.BlockCount];

        public void Run()
        {
            IrBlock before = caller.Blocks[blockIndex];
            IrInstruction call = before.Instructions[at];
            int firstNew = caller.Blocks.Count;
            CreateBlocks();
            IrBlock after = SplitAfter(before, call);
            foreach (IrBlock block in callee.Blocks)
            {
                foreach (IrInstruction instruction in block.Instructions)
                {
                    Add(instruction, _blocks[block.Id.Index]!, after);
                }
            }

            before.Instructions.Add(new IrInstruction
            {
                Op = IrOp.Branch, Targets = [new BlockTarget(_blocks[callee.Entry.Id.Index]!.Id, call.Operands)],
                Position = call.Position,
            });

            // The body stands where the call stood, and the rest of the block behind it.
            List<IrBlock> added = caller.Blocks.GetRange(firstNew, caller.Blocks.Count - firstNew);
            caller.Blocks.RemoveRange(firstNew, added.Count);
            caller.Blocks.InsertRange(blockIndex + 1, added);
        }

        private void CreateBlocks()
        {
            foreach (IrBlock block in callee.Blocks)
            {
                IrBlock copy = caller.NewBlock();
                _blocks[block.Id.Index] = copy;
                foreach (Value parameter in block.Parameters)
                {
                    _values[parameter.Index] = caller.NewParameter(copy, callee.TypeOf(parameter));
                }
            }
        }

        /// <summary>Moves what follows the call to a new block, whose parameter is the result.</summary>
        private IrBlock SplitAfter(IrBlock before, IrInstruction call)
        {
            IrBlock after = caller.NewBlock();
            if (call.Result.IsValid)
            {
                after.Parameters.Add(call.Result);
            }

            after.Instructions.AddRange(before.Instructions.GetRange(at + 1, before.Instructions.Count - at - 1));
            before.Instructions.RemoveRange(at, before.Instructions.Count - at);
            return after;
        }

        private void Add(IrInstruction instruction, IrBlock block, IrBlock after)
        {
            if (instruction.Op == IrOp.Return)
            {
                Value[] results = after.Parameters.Count > 0 ? Map(instruction.Operands) : [];
                block.Instructions.Add(new IrInstruction
                {
                    Op = IrOp.Branch, Targets = [new BlockTarget(after.Id, results)], Position = instruction.Position,
                });
                return;
            }

            var copy = new IrInstruction
            {
                Op = instruction.Op, Imm = instruction.Imm, Size = instruction.Size, Symbol = instruction.Symbol,
                Cases = instruction.Cases, Position = instruction.Position, Operands = Map(instruction.Operands),
                Result = instruction.Result.IsValid ? Map(instruction.Result) : default,
                Targets = Array.ConvertAll(
                    instruction.Targets, t => new BlockTarget(_blocks[t.Block.Index]!.Id, Map(t.Arguments))),
            };
            if (copy.Op == IrOp.Alloca)
            {
                caller.Entry.Instructions.Insert(0, copy);
                return;
            }

            block.Instructions.Add(copy);
        }

        private Value[] Map(Value[] values) => Array.ConvertAll(values, Map);

        /// <summary>The copy of a value; made at its first mention, which may come before its definition.</summary>
        private Value Map(Value value)
        {
            ref Value copy = ref _values[value.Index];
            if (!copy.IsValid)
            {
                copy = caller.NewValue(callee.TypeOf(value));
            }

            return copy;
        }
    }
}
