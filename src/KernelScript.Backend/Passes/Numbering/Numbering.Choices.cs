using KernelScript.Backend.Passes.Memory;
using KernelScript.Ir;

namespace KernelScript.Backend.Passes.Numbering;

/// <content>Block parameters that stand for <c>condition ? a : b</c>.</content>
internal sealed partial class Numbering
{
    /// <summary>Choices made on every path here, in order, to be forgotten in reverse.</summary>
    private readonly List<Choice> _choices = [];

    /// <summary>
    /// Two ways lead into the block, one for each outcome of the branch above. Then each parameter is a choice; the
    /// same choice as an earlier one is that one, and what an arm loaded is remembered under the arm's condition.
    /// </summary>
    private void LearnChoices(IrBlock block)
    {
        if (block.Parameters.Count == 0 || FindBranch(block) is not { } branch)
        {
            return;
        }

        for (int i = 0; i < block.Parameters.Count; i++)
        {
            Value parameter = block.Parameters[i];
            var choice = new Choice(
                branch.Condition, branch.WhenTrue.Arguments[i], branch.WhenFalse.Arguments[i], parameter);
            Value known = Find(choice);
            if (known.IsValid && _function.TypeOf(known) == _function.TypeOf(parameter) && Step())
            {
                _replacements.Replace(parameter, known);
                continue;
            }

            _choices.Add(choice);
            Remember(choice.Condition, true, choice.WhenTrue, branch.AfterTrue, parameter);
            Remember(choice.Condition, false, choice.WhenFalse, branch.AfterFalse, parameter);
        }
    }

    /// <summary>
    /// If the value passed is what memory held at the end of the arm, the parameter is that when it was taken.
    /// </summary>
    private void Remember(Value condition, bool holds, Value argument, IrBlock arm, Value parameter)
    {
        if (_atExit[arm.Id.Index] is not { } state)
        {
            return;
        }

        foreach (KnownContent content in state.Contents)
        {
            if (content.Value == argument)
            {
                _memory.Add(new ConditionalContent(condition, holds, content with { Value = parameter }));
            }
        }
    }

    private Value Find(Choice wanted)
    {
        foreach (Choice known in _choices)
        {
            if (known.Condition == wanted.Condition
                && IsSame(wanted.WhenTrue, known.WhenTrue, known.Result)
                && IsSame(wanted.WhenFalse, known.WhenFalse, known.Result))
            {
                return known.Result;
            }
        }

        return default;
    }

    /// <summary>On its side of the branch the earlier choice and what it chose are the same.</summary>
    private bool IsSame(Value value, Value chosen, Value result) =>
        value == chosen || value == result
        || (_definitions.TryGetConstant(value, out long a) && _definitions.TryGetConstant(chosen, out long b)
            && a == b && _function.TypeOf(value) == _function.TypeOf(chosen));

    /// <summary>The branch whose outcomes are the two ways into the block, or null when there is none.</summary>
    private Decision? FindBranch(IrBlock block)
    {
        if (_dominators.ImmediateDominator(block.Id) is not { Terminator: { Op: IrOp.CondBranch } branch } above
            || _flow.Predecessors(block.Id) is not [var first, var second])
        {
            return null;
        }

        if (first == second)
        {
            return first == above && branch.Targets[0].Block == branch.Targets[1].Block
                ? new Decision(branch.Operands[0], branch.Targets[0], branch.Targets[1], above, above)
                : null;
        }

        return (SideOf(first, block, above), SideOf(second, block, above)) switch
        {
            (0, 1) => new Decision(branch.Operands[0], Edge(first, block), Edge(second, block), first, second),
            (1, 0) => new Decision(branch.Operands[0], Edge(second, block), Edge(first, block), second, first),
            _ => null,
        };
    }

    /// <summary>
    /// Which target of the branch is taken whenever <paramref name="from"/> goes to the block; -1: not known.
    /// </summary>
    private int SideOf(IrBlock from, IrBlock block, IrBlock above)
    {
        for (int i = 0; i < 2; i++)
        {
            BlockId side = above.Terminator.Targets[i].Block;
            bool isSide = from == above
                ? side == block.Id && above.Terminator.Targets[1 - i].Block != side
                : _flow.Predecessors(side).Length == 1 && _dominators.Dominates(side, from.Id);
            if (isSide)
            {
                return i;
            }
        }

        return -1;
    }

    private static BlockTarget Edge(IrBlock from, IrBlock to) =>
        Array.Find(from.Terminator.Targets, t => t.Block == to.Id)!;

    private readonly record struct Choice(Value Condition, Value WhenTrue, Value WhenFalse, Value Result);

    private sealed record Decision(
        Value Condition, BlockTarget WhenTrue, BlockTarget WhenFalse, IrBlock AfterTrue, IrBlock AfterFalse);
}
