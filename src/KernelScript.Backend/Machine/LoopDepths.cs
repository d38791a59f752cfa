namespace KernelScript.Backend.Machine;

/// <summary>Counts for each block the loops around it.</summary>
/// <remarks>
/// The layout is a reverse postorder of the blocks of the IR, so an edge to the same or an earlier block closes a loop,
/// and its members are found by walking from that edge backwards to the header.
/// </remarks>
internal static class LoopDepths
{
    /// <summary>Fills <see cref="MachineBlock.LoopDepth"/>.</summary>
    public static void Compute(MachineFunction function)
    {
        bool hasLoops = false;
        for (int b = 0; b < function.Blocks.Count; b++)
        {
            MachineBlock block = function.Blocks[b];
            block.LoopDepth = 0;
            hasLoops |= (block.Next >= 0 && block.Next <= b) || (block.Taken >= 0 && block.Taken <= b);
        }

        if (!hasLoops)
        {
            return;
        }

        var graph = new MachineGraph(function);
        for (int header = 0; header < function.Blocks.Count; header++)
        {
            if (graph.IsLoopHeader(header))
            {
                foreach (int member in graph.LoopOf(header))
                {
                    function.Blocks[member].LoopDepth++;
                }
            }
        }
    }
}
