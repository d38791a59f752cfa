using FsCheck;
using FsCheck.Fluent;
using KernelScript.Ir.Analyses;

namespace KernelScript.Ir.Tests.Analyses;

public sealed class GraphTests
{
    [Fact]
    public void Dominance_is_that_of_the_definition() => ForAllGraphs((function, flow) =>
    {
        var dominators = new DominatorTree(flow);
        foreach (IrBlock above in function.Blocks)
        {
            HashSet<IrBlock> without = RandomGraph.Reached(function, function.Entry, above);
            foreach (IrBlock below in function.Blocks)
            {
                bool expected = flow.IsReachable(above.Id) && flow.IsReachable(below.Id) && !without.Contains(below);
                Assert.Equal(expected, dominators.Dominates(above.Id, below.Id));
            }
        }
    });

    [Fact]
    public void The_immediate_dominator_is_the_closest_one() => ForAllGraphs((function, flow) =>
    {
        var dominators = new DominatorTree(flow);
        foreach (IrBlock block in flow.ReversePostorder[1..])
        {
            IrBlock immediate = dominators.ImmediateDominator(block.Id)!;
            Assert.Contains(block, dominators.Children(immediate.Id));
            Assert.All(
                function.Blocks.Where(b => b != block && dominators.Dominates(b.Id, block.Id)),
                other => Assert.True(dominators.Dominates(other.Id, immediate.Id)));
        }

        Assert.Null(dominators.ImmediateDominator(function.Entry.Id));
    });

    [Fact]
    public void Preorder_puts_forward_predecessors_first() => ForAllGraphs((_, flow) =>
    {
        var dominators = new DominatorTree(flow);
        IrBlock[] order = dominators.Preorder();
        Assert.Equal(flow.ReversePostorder.ToArray().ToHashSet(), order.ToHashSet());
        foreach (IrBlock block in order)
        {
            foreach (IrBlock predecessor in flow.Predecessors(block.Id))
            {
                bool isForward = flow.OrderOf(predecessor.Id) < flow.OrderOf(block.Id);
                Assert.True(!isForward || Array.IndexOf(order, predecessor) < Array.IndexOf(order, block));
            }
        }
    });

    [Fact]
    public void Reverse_postorder_holds_what_is_reached() => ForAllGraphs((function, flow) =>
    {
        Assert.Equal(RandomGraph.Reached(function, function.Entry), flow.ReversePostorder.ToArray().ToHashSet());
        int edges = flow.ReversePostorder.ToArray().Sum(b => b.Terminator.Targets.Length);
        Assert.Equal(edges, function.Blocks.Sum(b => flow.Predecessors(b.Id).Length));
    });

    [Fact]
    public void A_loop_is_what_reaches_its_latch_inside_its_header() => ForAllGraphs((function, flow) =>
    {
        var dominators = new DominatorTree(flow);
        var loops = new LoopForest(flow, dominators);
        foreach (IrBlock header in flow.ReversePostorder)
        {
            IrBlock[] latches = [.. flow.Predecessors(header.Id).ToArray()
                .Where(p => dominators.Dominates(header.Id, p.Id)).Distinct()];
            Loop? loop = loops.InnermostFirst.SingleOrDefault(l => l.Header == header);
            Assert.Equal(latches.ToHashSet(), loop?.Latches.ToHashSet() ?? []);
            if (loop is not null)
            {
                HashSet<IrBlock> expected = [header, .. flow.ReversePostorder.ToArray().Where(b =>
                    b != header && RandomGraph.Reached(function, b, header).Overlaps(latches))];
                Assert.Equal(expected, loop.Blocks.ToHashSet());
            }
        }

        foreach (IrBlock block in flow.ReversePostorder)
        {
            Loop[] around = [.. loops.InnermostFirst.Where(l => l.Blocks.Contains(block))];
            Assert.Equal(around.Length, loops.DepthOf(block.Id));
            Assert.Equal(around.MinBy(l => l.Blocks.Count), loops.InnermostOf(block.Id));
        }
    });

    private static void ForAllGraphs(Action<IrFunction, ControlFlow> check) =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            IrFunction function = RandomGraph.Create(seed);
            check(function, new ControlFlow(function));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(100_000));
}
