using KernelScript.Ir;
using KernelScript.Ir.Analyses;

namespace KernelScript.Backend.Passes;

public sealed partial class SimplifyCfg
{
    /// <summary>Sends edges past blocks that hold nothing but a terminator.</summary>
    /// <remarks>
    /// A block may be passed when its parameters are used by its own terminator only: then nothing below depends on the
    /// block having been gone through. Other values that the terminator uses are defined above all predecessors.
    /// </remarks>
    private sealed class Threading(IrFunction function, PassContext context)
    {
        private readonly Definitions _definitions = new(function);

        public bool Run()
        {
            bool changed = false;
            foreach (IrBlock block in function.Blocks)
            {
                IrInstruction terminator = block.Terminator;
                for (int i = 0; i < terminator.Targets.Length; i++)
                {
                    // Each edge moves at most once a round: cycles of empty blocks would turn it for ever.
                    if (Onward(terminator, i) is { } target && context.Step())
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
            if (block.Instructions.Count > 1 || block == function.Entry || !UsesOwnParametersOnlyItself(block))
            {
                return null;
            }

            BlockTarget? target = block.Terminator.Op switch
            {
                IrOp.Branch => block.Terminator.Targets[0],
                IrOp.CondBranch => Outcome(block, from, index),
                _ => null,
            };
            return target is null || target.Block == block.Id
                ? null
                : new BlockTarget(target.Block, Array.ConvertAll(target.Arguments, a => Argument(a, block, edge)));
        }

        private bool UsesOwnParametersOnlyItself(IrBlock block)
        {
            IrInstruction terminator = block.Terminator;
            foreach (Value parameter in block.Parameters)
            {
                int own = CountOf(terminator.Operands, parameter);
                foreach (BlockTarget target in terminator.Targets)
                {
                    own += CountOf(target.Arguments, parameter);
                }

                if (own != _definitions.UsesOf(parameter))
                {
                    return false;
                }
            }

            return true;
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

        /// <summary>The target of a branch on a parameter whose value the edge decides, or null.</summary>
        private BlockTarget? Outcome(IrBlock block, IrInstruction from, int index)
        {
            Value condition = Argument(block.Terminator.Operands[0], block, from.Targets[index]);
            if (_definitions.TryGetConstant(condition, out long value))
            {
                return block.Terminator.Targets[value != 0 ? 0 : 1];
            }

            // The edge is taken because the same condition holds, or does not.
            bool isDecided = from.Op == IrOp.CondBranch && from.Operands[0] == condition
                && from.Targets[0].Block != from.Targets[1].Block;
            return isDecided ? block.Terminator.Targets[index] : null;
        }

        private static Value Argument(Value value, IrBlock block, BlockTarget edge) =>
            block.Parameters.IndexOf(value) is >= 0 and var index ? edge.Arguments[index] : value;
    }
}
