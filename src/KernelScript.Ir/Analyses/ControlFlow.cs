namespace KernelScript.Ir.Analyses;

/// <summary>
/// The control-flow graph of a function as it was when this was made: predecessors and reverse postorder.
/// </summary>
/// <remarks>Blocks that the entry does not reach have no order, and are nobody's predecessor.</remarks>
public sealed class ControlFlow
{
    private readonly IrBlock[] _order;
    private readonly int[] _orderOf;
    private readonly IrBlock[] _predecessors;
    private readonly int[] _firstPredecessor;

    /// <summary>Looks at <paramref name="function"/>, which needs a terminator in each reachable block.</summary>
    public ControlFlow(IrFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        Function = function;
        _orderOf = new int[function.BlockCount];
        Array.Fill(_orderOf, -1);
        _order = Order(function);
        _firstPredecessor = new int[function.BlockCount + 1];
        _predecessors = FindPredecessors();
    }

    /// <summary>The function looked at.</summary>
    public IrFunction Function { get; }

    /// <summary>
    /// The reachable blocks; each comes before its successors except along back edges. The entry is first.
    /// </summary>
    public ReadOnlySpan<IrBlock> ReversePostorder => _order;

    /// <summary>The place of a block in <see cref="ReversePostorder"/>; -1 when the entry does not reach it.</summary>
    public int OrderOf(BlockId block) => _orderOf[block.Index];

    /// <summary>Whether the entry reaches the block.</summary>
    public bool IsReachable(BlockId block) => _orderOf[block.Index] >= 0;

    /// <summary>The reachable blocks that go to <paramref name="block"/>, one for each edge.</summary>
    public ReadOnlySpan<IrBlock> Predecessors(BlockId block)
    {
        int first = _firstPredecessor[block.Index];
        return _predecessors.AsSpan(first, _firstPredecessor[block.Index + 1] - first);
    }

    private IrBlock[] Order(IrFunction function)
    {
        const int Open = 0;
        var postorder = new IrBlock[function.Blocks.Count];
        int count = 0;
        var open = new Stack<(IrBlock Block, int NextTarget)>();
        _orderOf[function.Entry.Id.Index] = Open;
        open.Push((function.Entry, 0));
        while (open.TryPop(out (IrBlock Block, int NextTarget) top))
        {
            BlockTarget[] targets = top.Block.Terminator.Targets;
            if (top.NextTarget == targets.Length)
            {
                postorder[count++] = top.Block;
                continue;
            }

            // Targets are entered last first, so that the first one comes first in the result.
            BlockId target = targets[targets.Length - 1 - top.NextTarget].Block;
            open.Push((top.Block, top.NextTarget + 1));
            if (_orderOf[target.Index] < 0)
            {
                _orderOf[target.Index] = Open;
                open.Push((function.GetBlock(target), 0));
            }
        }

        IrBlock[] order = postorder.AsSpan(0, count).ToArray();
        Array.Reverse(order);
        for (int i = 0; i < order.Length; i++)
        {
            _orderOf[order[i].Id.Index] = i;
        }

        return order;
    }

    private IrBlock[] FindPredecessors()
    {
        foreach (IrBlock block in _order)
        {
            foreach (BlockTarget target in block.Terminator.Targets)
            {
                _firstPredecessor[target.Block.Index + 1]++;
            }
        }

        for (int i = 1; i < _firstPredecessor.Length; i++)
        {
            _firstPredecessor[i] += _firstPredecessor[i - 1];
        }

        var predecessors = new IrBlock[_firstPredecessor[^1]];
        var next = (int[])_firstPredecessor.Clone();
        foreach (IrBlock block in _order)
        {
            foreach (BlockTarget target in block.Terminator.Targets)
            {
                predecessors[next[target.Block.Index]++] = block;
            }
        }

        return predecessors;
    }
}
