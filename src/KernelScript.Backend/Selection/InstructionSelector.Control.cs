using Bpf.Asm;
using KernelScript.Backend.Machine;
using KernelScript.Ir;

namespace KernelScript.Backend.Selection;

/// <content>Terminators and the edges they make.</content>
internal sealed partial class InstructionSelector
{
    /// <summary>Up to so many constants are compared one after the other.</summary>
    private const int LinearCases = 3;

    private void SelectTerminator(IrInstruction terminator)
    {
        switch (terminator.Op)
        {
            case IrOp.Branch:
                BlockTarget target = terminator.Targets[0];
                Goto(_blocks[target.Block.Index], Arguments(target));
                break;
            case IrOp.CondBranch:
                int whenTrue = EdgeTo(terminator.Targets[0]);
                int whenFalse = EdgeTo(terminator.Targets[1]);
                SelectBranch(terminator.Operands[0], whenTrue, whenFalse);
                break;
            case IrOp.Switch:
                SelectSwitch(terminator);
                break;
            case IrOp.MayGoto:
                SelectMayGoto(terminator);
                break;
            case IrOp.Return:
                // Without a result R0 may still hold a stack pointer, which the verifier does not let out.
                int result = terminator.Operands.Length > 0 ? Use(terminator.Operands[0]) : ShortConstant(0);
                Terminate(new() { Kind = MachineKind.Exit, A = result }, MachineBlock.None, MachineBlock.None);
                break;
            default:
                // The verifier wants every path to end with a result in R0.
                int zero = ShortConstant(0);
                Terminate(new() { Kind = MachineKind.Exit, A = zero }, MachineBlock.None, MachineBlock.None);
                break;
        }
    }

    private void SelectMayGoto(IrInstruction terminator)
    {
        if (!_target.HasMayGoto)
        {
            Report(
                "KS4003",
                $"kernel {_target.Kernel} cannot see that the loop ends ('may_goto' came with 6.9); give it a bound",
                terminator);
        }

        int goOn = EdgeTo(terminator.Targets[0]);
        int wayOut = EdgeTo(terminator.Targets[1]);
        Terminate(
            new() { Kind = MachineKind.MayGoto, OpCode = OpCode.Jump(JumpOp.Jcond, Source.Immediate) }, wayOut, goOn);
    }

    private int[] Arguments(BlockTarget target) =>
        _order.PredecessorCount(target.Block) > 1 ? Array.ConvertAll(target.Arguments, Argument) : [];

    /// <summary>The register of an argument; constants become recipes.</summary>
    private int Argument(Value value) =>
        TryConstant(value, out long constant) ? RecipeArgument(constant) : Use(value);

    private int RecipeArgument(long value)
    {
        _machine.Recipes.Add(Recipe(value));
        return MachineBlock.ArgumentOfRecipe(_machine.Recipes.Count - 1);
    }

    /// <summary>
    /// The block that an edge out of a decision leads to: the target, or a block on the way if others lead there too.
    /// </summary>
    private int EdgeTo(BlockTarget target)
    {
        if (_order.PredecessorCount(target.Block) == 1)
        {
            return _blocks[target.Block.Index];
        }

        int block = NewBlock();
        _pendingEdges.Add((block, target, MachineBlock.None));
        return block;
    }

    /// <summary>
    /// Makes the blocks of the edges that were added since; the last ones may lead to the earlier ones.
    /// </summary>
    private void SelectPendingEdges(int since = 0)
    {
        for (int i = _pendingEdges.Count - 1; i >= since; i--)
        {
            (int block, BlockTarget? target, int next) = _pendingEdges[i];
            StartBlock(block);
            if (target == null)
            {
                Goto(next, []);
            }
            else
            {
                int[] arguments = Arguments(target);
                Goto(_blocks[target.Block.Index], arguments);
            }
        }

        _pendingEdges.RemoveRange(since, _pendingEdges.Count - since);
    }

    private void SelectSwitch(IrInstruction terminator)
    {
        Value value = terminator.Operands[0];
        int width = _function.TypeOf(value).Bits;
        var cases = new (long Constant, int Block)[terminator.Cases.Length];
        int otherwise = EdgeTo(terminator.Targets[0]);
        for (int i = 0; i < cases.Length; i++)
        {
            cases[i] = (Unsigned(terminator.Cases[i], width), EdgeTo(terminator.Targets[i + 1]));
        }

        Array.Sort(cases, static (x, y) => ((ulong)x.Constant).CompareTo((ulong)y.Constant));
        int register = Use(value);
        int bits = Math.Min((int)_bits[register], width);
        SelectCases(cases, register, width, (0, bits == 64 ? ulong.MaxValue : (1UL << bits) - 1), otherwise);
    }

    /// <summary>Halves many cases by "greater or equal", compares few of them one by one.</summary>
    /// <param name="range">The values that are still possible: no test is made for the last one.</param>
    private void SelectCases(
        ReadOnlySpan<(long Constant, int Block)> cases,
        int register,
        int width,
        (ulong Min, ulong Max) range,
        int otherwise)
    {
        bool isCovered = (ulong)cases.Length - 1 == range.Max - range.Min && !cases.IsEmpty;
        if (cases.Length > (isCovered ? LinearCases - 1 : LinearCases))
        {
            int half = cases.Length / 2;
            var middle = (ulong)cases[half].Constant;
            int upper = NewBlock();
            int lower = NewBlock();
            BranchOnConstant(JumpOp.Jge, register, width, cases[half].Constant, upper, lower);
            StartBlock(lower);
            SelectCases(cases[..half], register, width, (range.Min, middle - 1), otherwise);
            StartBlock(upper);
            SelectCases(cases[half..], register, width, (middle, range.Max), otherwise);
            return;
        }

        foreach ((long constant, int block) in cases)
        {
            if (range.Min == range.Max && range.Min == (ulong)constant)
            {
                Goto(block, []);
                return;
            }

            int next = NewBlock();
            BranchOnConstant(JumpOp.Jeq, register, width, constant, block, next);
            StartBlock(next);
            range.Min += range.Min == (ulong)constant ? 1UL : 0;
        }

        Goto(otherwise, []);
    }

    private void BranchOnConstant(JumpOp op, int register, int width, long constant, int taken, int next)
    {
        bool wide = width != 32 || (_bits[register] <= 32 && constant <= int.MaxValue);
        if (!wide || FitsImmediate(constant))
        {
            BranchImmediate(op, wide, register, (int)constant, taken, next);
        }
        else
        {
            Branch(op, wide: true, register, Constant(IrType.I64, constant), taken, next);
        }
    }
}
