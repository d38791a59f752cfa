namespace KernelScript.Ir.Analyses;

/// <summary>Which blocks every path to a block goes through.</summary>
/// <remarks>
/// Cooper, Harvey, Kennedy: "A Simple, Fast Dominance Algorithm" (2001). Blocks are known by their place in reverse
/// postorder; the immediate dominator of a block always has a smaller one.
/// </remarks>
public sealed class DominatorTree
{
    private readonly ControlFlow _flow;
    private readonly int[] _immediate;
    private readonly int[] _firstChild;
    private readonly int[] _nextSibling;
    private readonly int[] _enter;
    private readonly int[] _leave;

    /// <summary>Computes the tree of the graph that <paramref name="flow"/> describes.</summary>
    public DominatorTree(ControlFlow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        _flow = flow;
        int count = flow.ReversePostorder.Length;
        _immediate = new int[count];
        _firstChild = new int[count];
        _nextSibling = new int[count];
        _enter = new int[count];
        _leave = new int[count];
        ComputeImmediate();
        LinkChildren();
        Number();
    }

    /// <summary>
    /// The closest block, other than itself, on every path to <paramref name="block"/>; null for the entry.
    /// </summary>
    public IrBlock? ImmediateDominator(BlockId block) =>
        _flow.OrderOf(block) is > 0 and var order ? _flow.ReversePostorder[_immediate[order]] : null;

    /// <summary>The blocks whose immediate dominator is <paramref name="block"/>, in reverse postorder.</summary>
    public IEnumerable<IrBlock> Children(BlockId block)
    {
        for (int child = _firstChild[_flow.OrderOf(block)]; child > 0; child = _nextSibling[child])
        {
            yield return _flow.ReversePostorder[child];
        }
    }

    /// <summary>
    /// Whether every path to <paramref name="below"/> goes through <paramref name="above"/>; a block dominates itself.
    /// </summary>
    public bool Dominates(BlockId above, BlockId below)
    {
        int a = _flow.OrderOf(above);
        int b = _flow.OrderOf(below);
        return a >= 0 && b >= 0 && _enter[a] <= _enter[b] && _leave[b] <= _leave[a];
    }

    /// <summary>
    /// The reachable blocks so that each comes after its immediate dominator, with the whole subtree of one child
    /// before the next child. Forward predecessors come before a block as well.
    /// </summary>
    public IrBlock[] Preorder()
    {
        var order = new IrBlock[_enter.Length];
        int[] byEnter = new int[2 * _enter.Length];
        Array.Fill(byEnter, -1);
        for (int i = 0; i < _enter.Length; i++)
        {
            byEnter[_enter[i]] = i;
        }

        int next = 0;
        foreach (int block in byEnter)
        {
            if (block >= 0)
            {
                order[next++] = _flow.ReversePostorder[block];
            }
        }

        return order;
    }

    private void ComputeImmediate()
    {
        Array.Fill(_immediate, -1);
        _immediate[0] = 0;
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int i = 1; i < _immediate.Length; i++)
            {
                int found = -1;
                foreach (IrBlock predecessor in _flow.Predecessors(_flow.ReversePostorder[i].Id))
                {
                    int order = _flow.OrderOf(predecessor.Id);
                    if (_immediate[order] >= 0)
                    {
                        found = found < 0 ? order : Intersect(order, found);
                    }
                }

                changed |= _immediate[i] != found;
                _immediate[i] = found;
            }
        }
    }

    private int Intersect(int a, int b)
    {
        while (a != b)
        {
            if (a > b)
            {
                a = _immediate[a];
            }
            else
            {
                b = _immediate[b];
            }
        }

        return a;
    }

    private void LinkChildren()
    {
        // Backwards, because each child is put before the others.
        for (int i = _immediate.Length - 1; i > 0; i--)
        {
            _nextSibling[i] = _firstChild[_immediate[i]];
            _firstChild[_immediate[i]] = i;
        }
    }

    /// <summary>Gives each block a bracket that contains the brackets of what it dominates.</summary>
    private void Number()
    {
        int time = 0;
        int block = 0;
        _enter[0] = time++;
        while (true)
        {
            if (_firstChild[block] > 0)
            {
                block = _firstChild[block];
                _enter[block] = time++;
                continue;
            }

            while (block != 0 && _nextSibling[block] == 0)
            {
                _leave[block] = time++;
                block = _immediate[block];
            }

            _leave[block] = time++;
            if (block == 0)
            {
                return;
            }

            block = _nextSibling[block];
            _enter[block] = time++;
        }
    }
}
