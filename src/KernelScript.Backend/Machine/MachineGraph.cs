namespace KernelScript.Backend.Machine;

/// <summary>Predecessors and loops of the blocks of a function.</summary>
/// <remarks>The layout is a reverse postorder: an edge to the same or an earlier block closes a loop.</remarks>
internal sealed class MachineGraph
{
    private readonly List<int>[] _predecessors;

    /// <summary>The graph of <paramref name="function"/>.</summary>
    public MachineGraph(MachineFunction function)
    {
        _predecessors = new List<int>[function.Blocks.Count];
        for (int b = 0; b < _predecessors.Length; b++)
        {
            _predecessors[b] = [];
        }

        for (int b = 0; b < _predecessors.Length; b++)
        {
            MachineBlock block = function.Blocks[b];
            if (block.Taken >= 0)
            {
                _predecessors[block.Taken].Add(b);
            }

            if (block.Next >= 0)
            {
                _predecessors[block.Next].Add(b);
            }
        }
    }

    /// <summary>Blocks that lead to <paramref name="block"/>.</summary>
    public List<int> Predecessors(int block) => _predecessors[block];

    /// <summary>Whether a loop starts at the block.</summary>
    public bool IsLoopHeader(int block)
    {
        foreach (int predecessor in _predecessors[block])
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
            foreach (int predecessor in _predecessors[members[i]])
            {
                bool closesLoop = members[i] != header || predecessor >= header;
                if (closesLoop && predecessor >= header && visited.Add(predecessor))
                {
                    members.Add(predecessor);
                }
            }
        }

        return members;
    }
}
