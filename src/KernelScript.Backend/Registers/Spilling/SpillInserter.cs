using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers.Spilling;

/// <summary>
/// Carries out a spill plan: one store after each definition, loads where the plan wants them, SSA form again.
/// </summary>
/// <remarks>
/// Each load defines a new register. Where paths with different ones meet, the block gets a parameter. Registers of one
/// group never live together and so share their slot.
/// </remarks>
internal sealed class SpillInserter
{
    private readonly MachineFunction _function;
    private readonly SpillPlan _plan;
    private readonly Bundles _bundles;
    private readonly MachineGraph _graph;
    private readonly MachineInstruction[] _recipes;
    private readonly int[] _names;
    private readonly Dictionary<int, int> _slots = [];
    private readonly Dictionary<(int Block, int Register), int> _namesAtEnd = [];
    private readonly List<(int Block, int Register, int Parameter)> _parameters = [];
    private readonly List<MachineInstruction> _output;
    private int _nextReload;

    private SpillInserter(MachineFunction function, SpillPlan plan, Bundles bundles)
    {
        _function = function;
        _plan = plan;
        _bundles = bundles;
        _graph = new MachineGraph(function);
        _recipes = new MachineInstruction[function.RegisterCount];
        _names = new int[function.RegisterCount];
        _output = new List<MachineInstruction>(function.Instructions.Count + 16);
    }

    /// <summary>Changes <paramref name="function"/> as planned.</summary>
    public static void Insert(MachineFunction function, SpillPlan plan, Bundles bundles)
    {
        var inserter = new SpillInserter(function, plan, bundles);
        inserter.FindRecipes();
        for (int b = 0; b < function.Blocks.Count; b++)
        {
            inserter.RewriteBlock(b);
        }

        inserter.FillParameters();
        function.Instructions = inserter._output;
        DeadDefinitions.Remove(function);
    }

    private bool IsSpilled(int register) =>
        register is > 0 and not MachineFunction.FramePointer && register < _names.Length && _plan.Spilled[register];

    private bool IsRecomputed(int register) => _recipes[register].Kind != MachineKind.None;

    private int SlotOf(int register)
    {
        int bundle = _bundles.Find(register);
        if (!_slots.TryGetValue(bundle, out int slot))
        {
            slot = _function.SpillSlotCount++;
            _slots.Add(bundle, slot);
        }

        return slot;
    }

    private void FindRecipes()
    {
        foreach (MachineInstruction instruction in _function.Instructions)
        {
            if (IsSpilled(instruction.Def) && instruction.IsRematerializable)
            {
                _recipes[instruction.Def] = instruction;
            }
        }
    }

    private void RewriteBlock(int index)
    {
        MachineBlock block = _function.Blocks[index];
        int first = _output.Count;
        int position = _function.Instructions[block.First].Position;
        StartBlock(index, block, position);
        for (int i = block.First; i < block.End; i++)
        {
            for (; _nextReload < _plan.Reloads.Count && _plan.Reloads[_nextReload].Instruction == i; _nextReload++)
            {
                Reload(_plan.Reloads[_nextReload].Register, _function.Instructions[i].Position);
            }

            Rewrite(_function.Instructions[i], index, block);
        }

        foreach (int register in _plan.AtEnd[index])
        {
            if (IsSpilled(register))
            {
                _namesAtEnd[(index, register)] = _names[register];
            }
        }

        block.First = first;
        block.End = _output.Count;
    }

    private void StartBlock(int index, MachineBlock block, int position)
    {
        foreach (int register in _plan.AtStart[index].Order())
        {
            if (IsSpilled(register))
            {
                _names[register] = NameAtStart(index, block, register);
            }
        }

        ReadOnlySpan<int> arriving = index == 0 ? [.. _function.Parameters] : block.Parameters;
        foreach (int parameter in arriving)
        {
            if (IsSpilled(parameter) && (index == 0 || _plan.AtStart[index].Contains(parameter)))
            {
                _names[parameter] = parameter;
                Store(parameter, position);
            }
        }

        for (int i = 0; i < block.Parameters.Length; i++)
        {
            int parameter = block.Parameters[i];
            if (IsSpilled(parameter) && !_plan.AtStart[index].Contains(parameter))
            {
                block.Parameters[i] = ~SlotOf(parameter);
            }
        }
    }

    private int NameAtStart(int index, MachineBlock block, int register)
    {
        if (index == 0 || block.Parameters.Contains(register))
        {
            return register;
        }

        ReadOnlySpan<int> predecessors = _graph.Predecessors(index);
        if (predecessors.Length == 1)
        {
            return _namesAtEnd[(predecessors[0], register)];
        }

        int parameter = _function.NewRegister();
        _parameters.Add((index, register, parameter));
        return parameter;
    }

    private void Rewrite(MachineInstruction instruction, int index, MachineBlock block)
    {
        switch (instruction.Kind)
        {
            case MachineKind.Call:
                int[] arguments = _function.Calls[instruction.Extra].Arguments;
                for (int i = 0; i < arguments.Length; i++)
                {
                    arguments[i] = NameOf(arguments[i]);
                }

                break;
            case MachineKind.Goto:
                RewriteArguments(index, block);
                break;
            default:
                instruction.A = NameOf(instruction.A);
                instruction.B = NameOf(instruction.B);
                instruction.C = NameOf(instruction.C);
                break;
        }

        _output.Add(instruction);
        if (IsSpilled(instruction.Def))
        {
            _names[instruction.Def] = instruction.Def;
            Store(instruction.Def, instruction.Position);
        }
    }

    private int NameOf(int register) => IsSpilled(register) ? _names[register] : register;

    private void RewriteArguments(int index, MachineBlock block)
    {
        MachineBlock next = _function.Blocks[block.Next];
        for (int i = 0; i < block.Arguments.Length; i++)
        {
            int argument = block.Arguments[i];
            int parameter = next.Parameters[i];
            if (!IsSpilled(argument))
            {
                continue;
            }

            bool entersInMemory = IsSpilled(parameter) && !_plan.AtStart[block.Next].Contains(parameter);
            bool staysInMemory = parameter < 0
                ? parameter == ~SlotOf(argument)
                : entersInMemory && SlotOf(parameter) == SlotOf(argument);
            if (IsRecomputed(argument) && !_plan.AtEnd[index].Contains(argument))
            {
                _function.Recipes.Add(_recipes[argument]);
                block.Arguments[i] = MachineBlock.ArgumentOfRecipe(_function.Recipes.Count - 1);
            }
            else if (!IsRecomputed(argument) && (staysInMemory || !_plan.AtEnd[index].Contains(argument)))
            {
                block.Arguments[i] = ~SlotOf(argument);
            }
            else
            {
                block.Arguments[i] = _names[argument];
            }
        }
    }

    private void Reload(int register, int position)
    {
        MachineInstruction reload = IsRecomputed(register)
            ? _recipes[register]
            : MachineInstruction.Fill(SlotOf(register));
        reload.Def = _function.NewRegister();
        reload.Position = position;
        _names[register] = reload.Def;
        _output.Add(reload);
    }

    private void Store(int register, int position)
    {
        if (!IsRecomputed(register))
        {
            _output.Add(MachineInstruction.Spill(SlotOf(register), register) with { Position = position });
        }
    }

    private void FillParameters()
    {
        foreach ((int block, int register, int parameter) in _parameters)
        {
            MachineBlock target = _function.Blocks[block];
            target.Parameters = [.. target.Parameters, parameter];
            foreach (int predecessor in _graph.Predecessors(block))
            {
                MachineBlock source = _function.Blocks[predecessor];
                source.Arguments = [.. source.Arguments, _namesAtEnd[(predecessor, register)]];
            }
        }
    }
}
