namespace KernelScript.Backend.Machine;

/// <summary>Counts for each block the loops around it.</summary>
/// <remarks>
/// The layout is a reverse postorder of the blocks of the IR, so an edge to the same or an earlier block closes a loop, and
/// its members are found by walking from that edge backwards to the header.
/// </remarks>
internal static class LoopDepths
{
    /// <summary>Fills <see cref="MachineBlock.LoopDepth"/>.</summary>
    public static void Compute(MachineFunction function)
    {
        List<int>?[]? predecessors = null;
        int[]? visited = null;
        var work = new Stack<int>();
        for (int header = 0; header < function.Blocks.Count; header++)
        {
            function.Blocks[header].LoopDepth = 0;
        }

        for (int b = 0; b < function.Blocks.Count; b++)
        {
            MachineBlock block = function.Blocks[b];
            if ((block.Next < 0 || block.Next > b) && (block.Taken < 0 || block.Taken > b))
            {
                continue;
            }

            predecessors ??= Predecessors(function);
            visited ??= new int[function.Blocks.Count];
            break;
        }

        if (predecessors == null || visited == null)
        {
            return;
        }

        for (int header = 0; header < function.Blocks.Count; header++)
        {
            foreach (int predecessor in predecessors[header] ?? [])
            {
                if (predecessor >= header)
                {
                    work.Push(predecessor);
                }
            }

            if (work.Count > 0)
            {
                function.Blocks[header].LoopDepth++;
                visited[header] = header + 1;
                Climb(function, header, predecessors, visited, work);
            }
        }
    }

    private static void Climb(
        MachineFunction function, int header, List<int>?[] predecessors, int[] visited, Stack<int> work)
    {
        while (work.TryPop(out int member))
        {
            if (visited[member] == header + 1 || member < header)
            {
                continue;
            }

            visited[member] = header + 1;
            function.Blocks[member].LoopDepth++;
            foreach (int predecessor in predecessors[member] ?? [])
            {
                work.Push(predecessor);
            }
        }
    }

    private static List<int>?[] Predecessors(MachineFunction function)
    {
        var predecessors = new List<int>?[function.Blocks.Count];
        for (int b = 0; b < function.Blocks.Count; b++)
        {
            MachineBlock block = function.Blocks[b];
            if (block.Taken >= 0)
            {
                (predecessors[block.Taken] ??= []).Add(b);
            }

            if (block.Next >= 0)
            {
                (predecessors[block.Next] ??= []).Add(b);
            }
        }

        return predecessors;
    }
}
