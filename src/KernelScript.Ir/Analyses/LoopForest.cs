namespace KernelScript.Ir.Analyses;

/// <summary>The natural loops of a function and how they nest.</summary>
public sealed class LoopForest
{
    private readonly Loop?[] _innermost;
    private readonly List<Loop> _loops = [];

    /// <summary>Finds the loops of the graph that <paramref name="flow"/> describes.</summary>
    public LoopForest(ControlFlow flow, DominatorTree dominators)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(dominators);
        _innermost = new Loop?[flow.Function.BlockCount];
        IsReducible = true;

        // Innermost headers come last in reverse postorder: going backwards, each block is first claimed by its
        // innermost loop.
        for (int i = flow.ReversePostorder.Length - 1; i >= 0; i--)
        {
            Find(flow.ReversePostorder[i], flow, dominators);
        }

        // Outer loops were found after inner ones.
        for (int i = _loops.Count - 1; i >= 0; i--)
        {
            _loops[i].Depth = (_loops[i].Parent?.Depth ?? 0) + 1;
        }
    }

    /// <summary>Each loop before the loop round it.</summary>
    public IReadOnlyList<Loop> InnermostFirst => _loops;

    /// <summary>Whether every cycle is a natural loop. If not, some cycles are in no <see cref="Loop"/>.</summary>
    public bool IsReducible { get; private set; }

    /// <summary>The innermost loop that contains <paramref name="block"/>, or null.</summary>
    public Loop? InnermostOf(BlockId block) => _innermost[block.Index];

    /// <summary>How many loops contain <paramref name="block"/>.</summary>
    public int DepthOf(BlockId block) => _innermost[block.Index]?.Depth ?? 0;

    private void Find(IrBlock header, ControlFlow flow, DominatorTree dominators)
    {
        Loop? loop = null;
        foreach (IrBlock predecessor in flow.Predecessors(header.Id))
        {
            if (dominators.Dominates(header.Id, predecessor.Id))
            {
                loop ??= new Loop(header);
                if (!loop.Latches.Contains(predecessor))
                {
                    loop.AddLatch(predecessor);
                }
            }
            else if (flow.OrderOf(predecessor.Id) >= flow.OrderOf(header.Id))
            {
                IsReducible = false;
            }
        }

        if (loop is not null)
        {
            _loops.Add(loop);
            Collect(loop, flow);
        }
    }

    /// <summary>Walks backwards from the latches; loops already found inside become children as a whole.</summary>
    private void Collect(Loop loop, ControlFlow flow)
    {
        // No loop found so far contains the header: what is inside them is dominated by later blocks.
        _innermost[loop.Header.Id.Index] = loop;
        var member = new bool[flow.Function.BlockCount];
        member[loop.Header.Id.Index] = true;
        var work = new Stack<IrBlock>(loop.Latches);
        while (work.TryPop(out IrBlock? block))
        {
            if (member[block.Id.Index])
            {
                continue;
            }

            member[block.Id.Index] = true;
            loop.Add(block);
            Adopt(loop, block);
            foreach (IrBlock predecessor in flow.Predecessors(block.Id))
            {
                work.Push(predecessor);
            }
        }
    }

    private void Adopt(Loop loop, IrBlock block)
    {
        Loop? inner = _innermost[block.Id.Index];
        if (inner is null)
        {
            _innermost[block.Id.Index] = loop;
            return;
        }

        while (inner.Parent is { } parent && parent != loop)
        {
            inner = parent;
        }

        inner.Parent = loop;
    }
}
