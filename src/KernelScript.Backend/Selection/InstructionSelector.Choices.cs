using KernelScript.Ir;

namespace KernelScript.Backend.Selection;

/// <content>
/// Selections: <c>r = first; if condition goto join; r = second; join:</c> The first value is a copy of its own, so that it
/// can share the register of the result.
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

        bool keepsSecond = KeepsSecond(first);
        var kept = new int[_choices.Count];
        for (int i = 0; i < kept.Length; i++)
        {
            Value value = _choices[i].Operands[keepsSecond ? 2 : 1];
            kept[i] = TryConstant(value, out _) ? Use(value) : Move(Use(value));
        }

        int pending = _pendingEdges.Count;
        int keep = NewBlock();
        int replace = NewBlock();
        int join = NewBlock();
        SelectBranch(condition, keepsSecond ? replace : keep, keepsSecond ? keep : replace);
        SelectPendingEdges(pending);
        StartBlock(keep);
        Goto(join, kept);
        StartBlock(replace);
        Goto(join, [.. _choices.Select(choice => Argument(choice.Operands[keepsSecond ? 1 : 2]))]);
        StartBlock(join);
        _block!.Parameters = [.. _choices.Select(choice => NewRegister(ParameterBits(choice.Result)))];
        for (int i = 0; i < kept.Length; i++)
        {
            _registers[_choices[i].Result.Index] = _block.Parameters[i];
        }
    }

    private bool IsAvailable(Value value) => _registers[_uses.Root(value).Index] != 0 || TryConstant(value, out _);

    /// <summary>Whether the value for "false" is the one to start with: it ends here, or only its jump exists.</summary>
    private bool KeepsSecond(IrInstruction choice)
    {
        if (JumpsWhenFalse(_uses.Root(choice.Operands[0])))
        {
            return true;
        }

        bool isBitTest = _uses.Definition(_uses.Root(choice.Operands[0])) is { } test && _uses.BitTest(test) != null;
        return !isBitTest && EndsHere(choice.Operands[2]) && !EndsHere(choice.Operands[1]);
    }

    private bool EndsHere(Value value) => !TryConstant(value, out _) && _uses.UseCount(_uses.Root(value)) == 1;

    /// <summary>There is a jump for "some bit set" and none for "no bit set".</summary>
    private bool JumpsWhenFalse(Value condition) =>
        _uses.Definition(condition) is { Op: IrOp.Eq } comparison && _registers[condition.Index] == 0
        && _uses.BitTest(comparison) != null;

    /// <summary>The condition as 0 or 1.</summary>
    private int TruthByBranch(Value condition)
    {
        bool keepsZero = JumpsWhenFalse(condition);
        int kept = ShortConstant(keepsZero ? 0 : 1);
        int pending = _pendingEdges.Count;
        int keep = NewBlock();
        int replace = NewBlock();
        int join = NewBlock();
        SelectBranch(condition, keepsZero ? replace : keep, keepsZero ? keep : replace);
        SelectPendingEdges(pending);
        StartBlock(keep);
        Goto(join, [kept]);
        StartBlock(replace);
        _machine.Recipes.Add(Recipe(keepsZero ? 1 : 0));
        Goto(join, [Machine.MachineBlock.ArgumentOfRecipe(_machine.Recipes.Count - 1)]);
        StartBlock(join);
        int result = NewRegister(1);
        _block!.Parameters = [result];
        return result;
    }
}
