namespace KernelScript.Ir.Analyses;

/// <summary>
/// A natural loop: the blocks from which a back edge to the header can be reached without passing it.
/// </summary>
public sealed class Loop
{
    private readonly List<IrBlock> _blocks = [];
    private readonly List<IrBlock> _latches = [];

    internal Loop(IrBlock header)
    {
        Header = header;
        _blocks.Add(header);
    }

    /// <summary>The only block entered from outside; it dominates the others.</summary>
    public IrBlock Header { get; }

    /// <summary>The loop directly round this one, or null.</summary>
    public Loop? Parent { get; internal set; }

    /// <summary>1 for an outermost loop.</summary>
    public int Depth { get; internal set; }

    /// <summary>All blocks, those of inner loops included; the header is first.</summary>
    public IReadOnlyList<IrBlock> Blocks => _blocks;

    /// <summary>The blocks with an edge back to the header.</summary>
    public IReadOnlyList<IrBlock> Latches => _latches;

    internal void Add(IrBlock block) => _blocks.Add(block);

    internal void AddLatch(IrBlock block) => _latches.Add(block);
}
