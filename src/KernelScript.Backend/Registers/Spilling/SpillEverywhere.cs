using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers.Spilling;

/// <summary>Moves registers to spill slots: a store after each definition, a load before each use.</summary>
/// <remarks>
/// What can be computed again from nothing is, and has no slot; what was loaded from a slot is loaded from there again.
/// Block parameters and arguments that live in slots are written <c>~slot</c>; members of one group share their slot,
/// so that no move is left between them.
/// </remarks>
internal sealed class SpillEverywhere
{
    private readonly MachineFunction _function;
    private readonly int[] _slots;
    private readonly MachineInstruction[] _recipes;
    private readonly List<MachineInstruction> _output;

    private SpillEverywhere(MachineFunction function, int[] slots)
    {
        _function = function;
        _slots = slots;
        _recipes = new MachineInstruction[slots.Length];
        _output = new List<MachineInstruction>(function.Instructions.Count + 16);
    }

    /// <summary>
    /// Spills the registers that have an entry other than 0 in <paramref name="slots"/>: slot number plus 1.
    /// </summary>
    public static void Spill(MachineFunction function, int[] slots)
    {
        var rewriter = new SpillEverywhere(function, slots);
        rewriter.FindRecipes();
        foreach (MachineBlock block in function.Blocks)
        {
            rewriter.RewriteBlock(block);
        }

        function.Instructions = rewriter._output;
    }

    private bool IsSpilled(int register) => register > 0 && register < _slots.Length && _slots[register] != 0;

    private bool IsComputedAgain(int register) => _recipes[register].Kind != MachineKind.None;

    private void FindRecipes()
    {
        foreach (MachineInstruction instruction in _function.Instructions)
        {
            if (IsSpilled(instruction.Def) && (instruction.IsRematerializable || instruction.Kind == MachineKind.Fill))
            {
                _recipes[instruction.Def] = instruction;
            }
        }
    }

    private void RewriteBlock(MachineBlock block)
    {
        int first = _output.Count;
        if (block == _function.Blocks[0])
        {
            RewriteFunctionParameters(_function.Instructions[block.First].Position);
        }

        for (int i = 0; i < block.Parameters.Length; i++)
        {
            block.Parameters[i] = InSlot(block.Parameters[i]);
        }

        for (int i = block.First; i < block.End; i++)
        {
            Rewrite(_function.Instructions[i], block);
        }

        block.First = first;
        block.End = _output.Count;
    }

    private int InSlot(int register) => IsSpilled(register) ? ~(_slots[register] - 1) : register;

    private void RewriteFunctionParameters(int position)
    {
        for (int i = 0; i < _function.Parameters.Count; i++)
        {
            int parameter = _function.Parameters[i];
            if (IsSpilled(parameter))
            {
                _function.Parameters[i] = _function.NewRegister();
                Store(_function.Parameters[i], parameter, position);
            }
        }
    }

    private void Rewrite(MachineInstruction instruction, MachineBlock block)
    {
        if (IsSpilled(instruction.Def) && IsComputedAgain(instruction.Def))
        {
            return;
        }

        switch (instruction.Kind)
        {
            case MachineKind.Call:
                int[] arguments = _function.Calls[instruction.Extra].Arguments;
                for (int i = 0; i < arguments.Length; i++)
                {
                    Fetch(ref arguments[i], instruction.Position);
                }

                break;
            case MachineKind.Goto:
                RewriteArguments(block);
                break;
            default:
                int a = instruction.A;
                int b = instruction.B;
                Fetch(ref instruction.A, instruction.Position);
                instruction.B = a == b && b > 0 ? instruction.A : Fetched(b, instruction.Position);
                Fetch(ref instruction.C, instruction.Position);
                break;
        }

        int spilled = instruction.Def;
        if (IsSpilled(spilled))
        {
            instruction.Def = _function.NewRegister();
        }

        _output.Add(instruction);
        if (IsSpilled(spilled))
        {
            Store(instruction.Def, spilled, instruction.Position);
        }
    }

    private void RewriteArguments(MachineBlock block)
    {
        for (int i = 0; i < block.Arguments.Length; i++)
        {
            int argument = block.Arguments[i];
            if (IsSpilled(argument) && _recipes[argument].Kind == MachineKind.Fill)
            {
                block.Arguments[i] = ~_recipes[argument].Extra;
            }
            else if (IsSpilled(argument) && IsComputedAgain(argument))
            {
                _function.Recipes.Add(_recipes[argument]);
                block.Arguments[i] = MachineBlock.ArgumentOfRecipe(_function.Recipes.Count - 1);
            }
            else
            {
                block.Arguments[i] = InSlot(argument);
            }
        }
    }

    private int Fetched(int register, int position)
    {
        Fetch(ref register, position);
        return register;
    }

    private void Fetch(ref int register, int position)
    {
        if (!IsSpilled(register))
        {
            return;
        }

        MachineInstruction fetch = IsComputedAgain(register)
            ? _recipes[register]
            : MachineInstruction.Fill(_slots[register] - 1);
        register = _function.NewRegister();
        fetch.Def = register;
        fetch.Position = position;
        _output.Add(fetch);
    }

    private void Store(int source, int spilled, int position) =>
        _output.Add(MachineInstruction.Spill(_slots[spilled] - 1, source) with { Position = position });
}
