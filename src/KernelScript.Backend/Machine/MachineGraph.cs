namespace KernelScript.Backend.Machine;

/// <summary>Predecessors and loops of the blocks of a function.</summary>
/// <remarks>The layout is a reverse postorder: an edge to the same or an earlier block closes a loop.</remarks>
internal sealed class MachineGraph
{
    private readonly int[] _starts;
    private readonly int[] _predecessors;

    /// <summary>The graph of <paramref name="function"/>.</summary>
    public MachineGraph(MachineFunction function)
    {
        _starts = new int[function.Blocks.Count + 1];
        foreach (MachineBlock block in function.Blocks)
        {
            _starts[block.Taken + 1]++;
            _starts[block.Next + 1]++;
        }

        // What leads nowhere was counted at 0, where the first block starts.
        _starts[0] = 0;
        for (int b = 1; b < _starts.Length; b++)
        {
            _starts[b] += _starts[b - 1];
        }

        _predecessors = new int[_starts[^1]];
        var filled = new int[function.Blocks.Count];
        for (int b = 0; b < function.Blocks.Count; b++)
        {
            Add(function.Blocks[b].Taken, b, filled);
            Add(function.Blocks[b].Next, b, filled);
        }
    }

    /// <summary>Blocks that lead to <paramref name="block"/>.</summary>
    public ReadOnlySpan<int> Predecessors(int block) => _predecessors.AsSpan(_starts[block].._starts[block + 1]);

    /// <summary>Whether a loop starts at the block.</summary>
    public bool IsLoopHeader(int block)
    {
        foreach (int predecessor in Predecessors(block))
        {
            if (predecessor >= block)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The blocks of the loop that starts at <paramref name="header"/>.</summary>
    public List<int> LoopOf(int header)
    {
        var members = new List<int> { header };
        var visited = new HashSet<int> { header };
        for (int i = 0; i < members.Count; i++)
        {
            foreach (int predecessor in Predecessors(members[i]))
            {
                if (predecessor >= header && visited.Add(predecessor))
                {
                    members.Add(predecessor);
                }
            }
        }

        return members;
    }

    private void Add(int block, int predecessor, int[] filled)
    {
        if (block >= 0)
        {
            _predecessors[_starts[block] + filled[block]++] = predecessor;
        }
    }
}
