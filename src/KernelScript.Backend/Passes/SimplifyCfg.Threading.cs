using KernelScript.Ir;
using KernelScript.Ir.Analyses;

namespace KernelScript.Backend.Passes;

public sealed partial class SimplifyCfg
{
    /// <summary>Sends edges past blocks that only decide, when the edge knows the decision.</summary>
    /// <remarks>
    /// A block may be passed when nothing below uses what it defines, parameters included: then nothing depends on the
    /// block having been gone through. It may compute its decision from its parameters by a few pure operations; with
    /// the arguments of the edge these are computed here. Other values that it passes on are defined above all its
    /// predecessors.
    /// </remarks>
    private sealed class Threading(IrFunction function, Definitions definitions, PassContext context)
    {
        /// <summary>Operations that a block may have beside its terminator.</summary>
        private const int MostOperations = 8;

        private readonly Definitions _definitions = definitions;
        private readonly Dictionary<Value, long> _known = [];
        private IrBlock _from = function.Entry;

        public bool Run()
        {
            bool changed = false;
            foreach (IrBlock block in function.Blocks)
            {
                IrInstruction terminator = block.Terminator;
                _from = block;
                for (int i = 0; i < terminator.Targets.Length; i++)
                {
                    // Each edge moves at most once a round: cycles of empty blocks would turn it for ever.
                    if (!context.IsExhausted && Onward(terminator, i) is { } target && context.Step())
                    {
                        _definitions.Count(terminator, -1);
                        terminator.Targets[i] = target;
                        _definitions.Count(terminator, 1);
                        changed = true;
                    }
                }
            }

            return changed;
        }

        /// <summary>
        /// Where edge <paramref name="index"/> really goes; null when the block on its way is needed.
        /// </summary>
        private BlockTarget? Onward(IrInstruction from, int index)
        {
            BlockTarget edge = from.Targets[index];
            IrBlock block = function.GetBlock(edge.Block);
            if (block.Instructions.Count > MostOperations + 1 || block == function.Entry || !KeepsToItself(block))
            {
                return null;
            }

            BlockTarget? target = Outcome(block, from, index);
            if (target is null || target.Block == block.Id)
            {
                return null;
            }

            return Array.TrueForAll(target.Arguments, a => CanPass(a, block))
                ? new BlockTarget(target.Block, Array.ConvertAll(target.Arguments, a => Pass(a, block, edge, from)))
                : null;
        }

        /// <summary>Values from above the block, its parameters, and constants, which can be made again.</summary>
        private bool CanPass(Value value, IrBlock block) => _definitions.BlockOf(value) != block
            || _definitions.InstructionOf(value) is null or { Op: IrOp.Const };

        private Value Pass(Value value, IrBlock block, BlockTarget edge, IrInstruction from)
        {
            if (_definitions.BlockOf(value) != block || _definitions.InstructionOf(value) is not { } constant)
            {
                return Argument(value, block, edge);
            }

            var copy = new IrInstruction
            {
                Op = IrOp.Const, Imm = constant.Imm, Result = function.NewValue(function.TypeOf(value)),
                Position = constant.Position,
            };
            _from.Instructions.Insert(_from.Instructions.IndexOf(from), copy);
            _definitions.Add(copy, _from);
            return copy.Result;
        }

        /// <summary>Whether the block only computes, and everything it defines is used in the block alone.</summary>
        private bool KeepsToItself(IrBlock block)
        {
            foreach (IrInstruction instruction in block.Instructions)
            {
                if (instruction.Op is not (IrOp.Const or IrOp.Copy or (>= IrOp.Add and <= IrOp.BSwap))
                    && instruction != block.Terminator)
                {
                    return false;
                }
            }

            return block.Parameters.TrueForAll(p => UsesIn(block, p) == _definitions.UsesOf(p))
                && block.Instructions.TrueForAll(i => !i.Result.IsValid
                    || UsesIn(block, i.Result) == _definitions.UsesOf(i.Result));
        }

        private static int UsesIn(IrBlock block, Value value)
        {
            int uses = 0;
            foreach (IrInstruction instruction in block.Instructions)
            {
                uses += CountOf(instruction.Operands, value);
                foreach (BlockTarget target in instruction.Targets)
                {
                    uses += CountOf(target.Arguments, value);
                }
            }

            return uses;
        }

        private static int CountOf(Value[] values, Value value)
        {
            int count = 0;
            foreach (Value each in values)
            {
                count += each == value ? 1 : 0;
            }

            return count;
        }

        /// <summary>
        /// The target that the block takes when it is entered by that edge, or null when that is open.
        /// </summary>
        private BlockTarget? Outcome(IrBlock block, IrInstruction from, int index)
        {
            IrInstruction terminator = block.Terminator;
            switch (terminator.Op)
            {
                case IrOp.Branch when block.Instructions.TrueForAll(i => i.Op is IrOp.Const or IrOp.Branch):
                    return terminator.Targets[0];
                case IrOp.CondBranch when IsSameDecision(block, from, index):
                    return terminator.Targets[index];
                case IrOp.CondBranch when Evaluate(block, from.Targets[index]) is { } value:
                    return terminator.Targets[value != 0 ? 0 : 1];
                case IrOp.Switch when Evaluate(block, from.Targets[index]) is { } value:
                    return terminator.Targets[CaseOf(terminator, value)];
                default:
                    return null;
            }
        }

        /// <summary>The edge is taken because the same condition holds, or does not.</summary>
        private static bool IsSameDecision(IrBlock block, IrInstruction from, int index) =>
            from.Op == IrOp.CondBranch && from.Targets[0].Block != from.Targets[1].Block
            && from.Operands[0] == Argument(block.Terminator.Operands[0], block, from.Targets[index]);

        private int CaseOf(IrInstruction terminator, long value)
        {
            IrType type = function.TypeOf(terminator.Operands[0]);
            for (int i = 0; i < terminator.Cases.Length; i++)
            {
                if (ConstantFolder.Canonical(terminator.Cases[i], type) == value)
                {
                    return i + 1;
                }
            }

            return 0;
        }

        /// <summary>What the block decides on when the edge's arguments make that a constant; otherwise null.</summary>
        private long? Evaluate(IrBlock block, BlockTarget edge)
        {
            _known.Clear();
            for (int i = 0; i < block.Parameters.Count; i++)
            {
                if (TryGetKnown(edge.Arguments[i], out long argument))
                {
                    _known[block.Parameters[i]] = argument;
                }
            }

            Span<long> values = stackalloc long[3];
            for (int i = 0; i < block.Instructions.Count - 1; i++)
            {
                Evaluate(block.Instructions[i], values);
            }

            return TryGetKnown(block.Terminator.Operands[0], out long decider) ? decider : null;
        }

        private void Evaluate(IrInstruction instruction, Span<long> values)
        {
            for (int i = 0; i < instruction.Operands.Length; i++)
            {
                if (!TryGetKnown(instruction.Operands[i], out values[i]))
                {
                    return;
                }
            }

            IrType type = function.TypeOf(instruction.Result);
            long? folded = instruction.Op == IrOp.Const
                ? ConstantFolder.Canonical(instruction.Imm, type)
                : ConstantFolder.Fold(
                    instruction.Op, function.TypeOf(instruction.Operands[0]), type, values[0], values[1], values[2]);
            if (folded is { } value)
            {
                _known[instruction.Result] = value;
            }
        }

        private bool TryGetKnown(Value value, out long constant)
        {
            if (_known.TryGetValue(value, out constant))
            {
                return true;
            }

            bool isConstant = _definitions.TryGetConstant(value, out constant);
            constant = ConstantFolder.Canonical(constant, function.TypeOf(value));
            return isConstant;
        }

        private static Value Argument(Value value, IrBlock block, BlockTarget edge) =>
            block.Parameters.IndexOf(value) is >= 0 and var index ? edge.Arguments[index] : value;
    }
}
