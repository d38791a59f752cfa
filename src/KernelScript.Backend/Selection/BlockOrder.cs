using KernelScript.Ir;

namespace KernelScript.Backend.Selection;

/// <summary>
/// The reachable blocks of a function in reverse postorder, loops kept together, with predecessor counts.
/// </summary>
internal sealed class BlockOrder
{
    private readonly IrBlock?[] _byId;
    private readonly int[] _predecessors;
    private readonly int[] _depth;

    /// <summary>Orders the blocks of <paramref name="function"/>.</summary>
    public BlockOrder(IrFunction function)
    {
        _byId = new IrBlock?[function.BlockCount];
        _predecessors = new int[function.BlockCount];
        _depth = new int[function.BlockCount];
        foreach (IrBlock block in function.Blocks)
        {
            _byId[block.Id.Index] = block;
        }

        Blocks = Visit(function.Entry, out bool hasLoops);
        if (hasLoops)
        {
            // The first order may put what follows a loop between its blocks. Depths tell the way out.
            CountDepths();
            Blocks = Visit(function.Entry, out _);
        }

        foreach (IrBlock block in Blocks)
        {
            foreach (BlockTarget target in block.Terminator.Targets)
            {
                _predecessors[target.Block.Index]++;
            }
        }
    }

    /// <summary>The blocks; every block comes after those that dominate it.</summary>
    public List<IrBlock> Blocks { get; private set; }

    /// <summary>The block named by <paramref name="id"/>.</summary>
    public IrBlock this[BlockId id] => _byId[id.Index]!;

    /// <summary>Edges into the block from reachable blocks.</summary>
    public int PredecessorCount(BlockId id) => _predecessors[id.Index];

    private List<IrBlock> Visit(IrBlock entry, out bool hasLoops)
    {
        var order = new List<IrBlock>(_byId.Length);
        var stack = new Stack<(IrBlock Block, int Next)>();
        var state = new byte[_byId.Length];
        hasLoops = false;
        stack.Push((entry, 0));
        state[entry.Id.Index] = 1;
        while (stack.TryPop(out (IrBlock Block, int Next) top))
        {
            BlockTarget[] targets = top.Block.Terminator.Targets;
            if (top.Next == targets.Length)
            {
                state[top.Block.Id.Index] = 2;
                order.Add(top.Block);
                continue;
            }

            stack.Push((top.Block, top.Next + 1));
            BlockId id = Pick(targets, top.Next);
            hasLoops |= state[id.Index] == 1;
            if (state[id.Index] == 0)
            {
                state[id.Index] = 1;
                stack.Push((_byId[id.Index]!, 0));
            }
        }

        order.Reverse();
        return order;
    }

    /// <summary>
    /// What is visited first comes last in the order: of two targets, the one in fewer loops, else the second.
    /// </summary>
    private BlockId Pick(BlockTarget[] targets, int n)
    {
        if (targets.Length == 2)
        {
            bool swap = _depth[targets[0].Block.Index] >= _depth[targets[1].Block.Index];
            return targets[swap ? 1 - n : n].Block;
        }

        return targets[targets.Length - 1 - n].Block;
    }

    private void CountDepths()
    {
        var rank = new int[_byId.Length];
        var predecessors = new List<int>?[_byId.Length];
        for (int i = 0; i < Blocks.Count; i++)
        {
            rank[Blocks[i].Id.Index] = i + 1;
            foreach (BlockTarget target in Blocks[i].Terminator.Targets)
            {
                (predecessors[target.Block.Index] ??= []).Add(Blocks[i].Id.Index);
            }
        }

        var inLoop = new int[_byId.Length];
        var work = new Stack<int>();
        foreach (IrBlock header in Blocks)
        {
            int id = header.Id.Index;
            inLoop[id] = id;
            foreach (int predecessor in predecessors[id] ?? [])
            {
                if (rank[predecessor] >= rank[id])
                {
                    work.Push(predecessor);
                }
            }

            bool isHeader = work.Count > 0;
            _depth[id] += isHeader ? 1 : 0;
            while (work.TryPop(out int member))
            {
                if (inLoop[member] == id || rank[member] < rank[id])
                {
                    continue;
                }

                inLoop[member] = id;
                _depth[member]++;
                (predecessors[member] ?? []).ForEach(work.Push);
            }
        }
    }
}
