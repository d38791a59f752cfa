using KernelScript.Ir;

namespace KernelScript.Backend.Selection;

/// <content>
/// Selections and conditions as numbers: two empty blocks that pass different arguments to the block behind them. What
/// becomes of that is decided when registers are given out (<see cref="Registers.EdgeShaping"/>).
/// </content>
internal sealed partial class InstructionSelector
{
    /// <summary>So many selections on one condition share a branch.</summary>
    private const int MostChoices = 4;

    private readonly List<IrInstruction> _choices = [];

    /// <summary>Selections on the same condition whose values are there already are made by one branch.</summary>
    private void SelectChoices(IrBlock block, int index)
    {
        IrInstruction first = block.Instructions[index];
        if (_registers[first.Result.Index] != 0)
        {
            return;
        }

        Value condition = _uses.Root(first.Operands[0]);
        _choices.Clear();
        _choices.Add(first);
        for (int i = index + 1; i < block.Instructions.Count && _choices.Count < MostChoices; i++)
        {
            IrInstruction other = block.Instructions[i];
            if (other.Op == IrOp.Select && _uses.Root(other.Operands[0]) == condition && _uses.IsLive(other)
                && IsAvailable(other.Operands[1]) && IsAvailable(other.Operands[2]))
            {
                _choices.Add(other);
            }
        }

        int[] whenTrue = [.. _choices.Select(choice => Argument(choice.Operands[1]))];
        int[] whenFalse = [.. _choices.Select(choice => Argument(choice.Operands[2]))];
        int[] bits = [.. _choices.Select(choice => ParameterBits(choice.Result))];
        int[] results = SelectDiamond(condition, whenTrue, whenFalse, bits);
        for (int i = 0; i < results.Length; i++)
        {
            _registers[_choices[i].Result.Index] = results[i];
        }
    }

    /// <summary>The condition as 0 or 1.</summary>
    private int TruthByBranch(Value condition) =>
        SelectDiamond(condition, [RecipeArgument(1)], [RecipeArgument(0)], [1])[0];

    /// <summary>
    /// Two ways from here to one block, with other arguments each. Returns the parameters of that block.
    /// </summary>
    private int[] SelectDiamond(Value condition, int[] whenTrue, int[] whenFalse, ReadOnlySpan<int> bits)
    {
        int pending = _pendingEdges.Count;
        int first = NewBlock();
        int second = NewBlock();
        int join = NewBlock();
        SelectBranch(condition, first, second);
        SelectPendingEdges(pending);
        StartBlock(first);
        Goto(join, whenTrue);
        StartBlock(second);
        Goto(join, whenFalse);
        StartBlock(join);
        var results = new int[bits.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = NewRegister(bits[i]);
        }

        return _block!.Parameters = results;
    }

    private bool IsAvailable(Value value) => _registers[_uses.Root(value).Index] != 0 || TryConstant(value, out _);
}
