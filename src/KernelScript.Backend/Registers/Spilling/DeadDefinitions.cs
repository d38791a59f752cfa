using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers.Spilling;

/// <summary>
/// Removes what spilling left without use: parameters, loads, computed constants, and stores nobody reads.
/// </summary>
internal static class DeadDefinitions
{
    /// <summary>Removes dead definitions until there is none.</summary>
    public static void Remove(MachineFunction function)
    {
        bool changed = true;
        while (changed)
        {
            var isUsed = new bool[function.RegisterCount];
            var isRead = new bool[function.SpillSlotCount];
            MarkUses(function, isUsed, isRead);
            changed = RemoveParameters(function, isUsed);
            changed |= RemoveInstructions(function, isUsed, isRead);
        }
    }

    private static void MarkUses(MachineFunction function, bool[] isUsed, bool[] isRead)
    {
        var uses = new List<int>();
        foreach (MachineBlock block in function.Blocks)
        {
            for (int i = block.First; i < block.End; i++)
            {
                MachineInstruction instruction = function.Instructions[i];
                if (instruction.Kind == MachineKind.Goto)
                {
                    MarkArguments(block, function.Blocks[block.Next], isUsed, isRead);
                    continue;
                }

                MachineUses.Read(function, block, instruction, uses);
                foreach (int register in uses)
                {
                    isUsed[register] = true;
                }

                if (instruction.Kind == MachineKind.Fill)
                {
                    isRead[instruction.Extra] = true;
                }
            }
        }
    }

    /// <summary>An argument is used unless it only feeds itself, around a loop.</summary>
    private static void MarkArguments(MachineBlock block, MachineBlock next, bool[] isUsed, bool[] isRead)
    {
        for (int i = 0; i < block.Arguments.Length; i++)
        {
            int argument = block.Arguments[i];
            if (argument == next.Parameters[i] || MachineBlock.IsRecipe(argument, out _))
            {
                continue;
            }

            if (argument > 0)
            {
                isUsed[argument] = true;
            }
            else
            {
                isRead[~argument] = true;
            }
        }
    }

    private static bool RemoveParameters(MachineFunction function, bool[] isUsed)
    {
        bool changed = false;
        for (int b = 0; b < function.Blocks.Count; b++)
        {
            MachineBlock block = function.Blocks[b];
            for (int i = block.Parameters.Length - 1; i >= 0; i--)
            {
                if (block.Parameters[i] <= 0 || isUsed[block.Parameters[i]])
                {
                    continue;
                }

                changed = true;
                block.Parameters = Without(block.Parameters, i);
                foreach (MachineBlock predecessor in function.Blocks)
                {
                    if (predecessor.Next == b && predecessor.Taken < 0)
                    {
                        predecessor.Arguments = Without(predecessor.Arguments, i);
                    }
                }
            }
        }

        return changed;
    }

    private static int[] Without(int[] items, int index) => [.. items[..index], .. items[(index + 1)..]];

    private static bool RemoveInstructions(MachineFunction function, bool[] isUsed, bool[] isRead)
    {
        var kept = new List<MachineInstruction>(function.Instructions.Count);
        foreach (MachineBlock block in function.Blocks)
        {
            int first = kept.Count;
            for (int i = block.First; i < block.End; i++)
            {
                MachineInstruction instruction = function.Instructions[i];
                bool isPure = instruction.IsRematerializable || instruction.Kind == MachineKind.Fill;
                bool isDead = instruction.Kind == MachineKind.Spill
                    ? !isRead[instruction.Extra]
                    : isPure && !isUsed[instruction.Def];
                if (!isDead)
                {
                    kept.Add(instruction);
                }
            }

            block.First = first;
            block.End = kept.Count;
        }

        bool changed = kept.Count != function.Instructions.Count;
        function.Instructions = kept;
        return changed;
    }
}
