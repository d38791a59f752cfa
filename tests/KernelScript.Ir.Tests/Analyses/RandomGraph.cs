namespace KernelScript.Ir.Tests.Analyses;

/// <summary>Functions of empty blocks that go anywhere.</summary>
internal static class RandomGraph
{
    public static IrFunction Create(int seed)
    {
        var random = new Random(seed);
        var function = new IrFunction("f", IrType.Void);
        int count = random.Next(1, 12);
        for (int i = 0; i < count; i++)
        {
            function.NewBlock();
        }

        var builder = new IrBuilder(function);
        Value condition = builder.Const(IrType.Bool, 1);
        foreach (IrBlock block in function.Blocks.ToArray())
        {
            builder.Block = block;
            IrBlock Any() => function.Blocks[random.Next(count > 1 ? 1 : 0, count)];
            switch (count == 1 ? 0 : random.Next(4))
            {
                case 0:
                    builder.Return();
                    break;
                case 1:
                    builder.Branch(Any());
                    break;
                default:
                    builder.CondBranch(condition, Any(), Any());
                    break;
            }
        }

        return function;
    }

    /// <summary>
    /// The blocks reached from <paramref name="start"/>, itself included, without entering <paramref name="avoided"/>.
    /// </summary>
    public static HashSet<IrBlock> Reached(IrFunction function, IrBlock start, IrBlock? avoided = null)
    {
        var reached = new HashSet<IrBlock>();
        var work = new Stack<IrBlock>([start]);
        while (work.TryPop(out IrBlock? block))
        {
            if (block != avoided && reached.Add(block))
            {
                foreach (BlockTarget target in block.Terminator.Targets)
                {
                    work.Push(function.GetBlock(target.Block));
                }
            }
        }

        return reached;
    }
}
