using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

/// <summary>Drops blocks that lowering opened after a return and that nothing goes to.</summary>
internal static class UnreachableBlocks
{
    /// <summary>Removes them from <paramref name="function"/>.</summary>
    public static void Remove(IrFunction function)
    {
        var byId = new Dictionary<BlockId, IrBlock>(function.Blocks.Count);
        foreach (IrBlock block in function.Blocks)
        {
            byId[block.Id] = block;
        }

        var reached = new HashSet<BlockId> { function.Entry.Id };
        var pending = new Stack<IrBlock>([function.Entry]);
        while (pending.TryPop(out IrBlock? block))
        {
            foreach (BlockTarget target in block.Terminator.Targets)
            {
                if (reached.Add(target.Block))
                {
                    pending.Push(byId[target.Block]);
                }
            }
        }

        function.Blocks.RemoveAll(block => !reached.Contains(block.Id));
    }
}
