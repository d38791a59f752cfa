namespace KernelScript.Semantics.Lowering;

/// <summary>Visits every node below a node, in the order of evaluation.</summary>
internal abstract class BoundWalker
{
    private readonly Action<BoundNode> _visit;

    private protected BoundWalker() => _visit = Visit;

    /// <summary>Called for each node; the children follow when it calls <see cref="VisitChildren"/>.</summary>
    public virtual void Visit(BoundNode node) => VisitChildren(node);

    /// <summary>Visits the direct children of <paramref name="node"/>.</summary>
    protected void VisitChildren(BoundNode node) => BoundChildren.ForEach(node, _visit);
}
