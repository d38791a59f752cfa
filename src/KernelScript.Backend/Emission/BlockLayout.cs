using KernelScript.Backend.Frames;
using KernelScript.Backend.Machine;
using KernelScript.Backend.Registers;

namespace KernelScript.Backend.Emission;

/// <summary>The blocks that are emitted, in order, and where jumps to the others really lead.</summary>
/// <remarks>
/// <para>Blocks that do nothing are jumped over; a jump to a block that only returns is that return itself.</para>
/// <para>Order: chains of blocks that fall into each other. An unconditional jump costs an instruction, so its target
/// is attached first, loops before the rest; that also puts the test of a loop at its bottom. A branch needs only one
/// of its two targets behind it. Chains follow in the order of their first blocks.</para>
/// </remarks>
internal sealed class BlockLayout
{
    private readonly MachineFunction _function;
    private readonly Allocation _allocation;
    private readonly FrameLayout _frame;
    private readonly Target _target;
    private readonly int[] _targets;
    private readonly bool[] _reached;
    private readonly int[] _following;
    private readonly int[] _preceding;
    private readonly int[] _heads;

    /// <summary>Lays out the blocks of <paramref name="function"/>.</summary>
    public BlockLayout(MachineFunction function, Allocation allocation, FrameLayout frame, Target target)
    {
        _target = target;
        _function = function;
        _allocation = allocation;
        _frame = frame;
        int count = function.Blocks.Count;
        _targets = new int[count];
        _reached = new bool[count];
        _following = new int[count];
        _preceding = new int[count];
        _heads = new int[count];
        for (int b = 0; b < count; b++)
        {
            _heads[b] = b;
        }

        Array.Fill(_targets, MachineBlock.None);
        Array.Fill(_following, MachineBlock.None);
        Array.Fill(_preceding, MachineBlock.None);
        Order = new List<int>(count);
        Reach(0);
        Attach();
        Collect();
    }

    /// <summary>Blocks in the order of emission, the entry first.</summary>
    public List<int> Order { get; }

    /// <summary>Where a jump to <paramref name="block"/> ends up.</summary>
    public int Target(int block)
    {
        int target = _targets[block];
        if (target != MachineBlock.None)
        {
            return target;
        }

        _targets[block] = block; // Ends the search in a loop without a body.
        target = block != 0 && DoesNothing(_function.Blocks[block]) ? Target(_function.Blocks[block].Next) : block;
        _targets[block] = target;
        return target;
    }

    /// <summary>Whether the block is nothing but a return of what is in R0 already.</summary>
    public bool OnlyReturns(int block)
    {
        MachineBlock candidate = _function.Blocks[block];
        MachineInstruction exit = _function.Instructions[candidate.End - 1];
        return candidate.End == candidate.First + 1 && exit.Kind == MachineKind.Exit
            && (exit.A == 0 || _allocation[exit.A] == Bpf.Asm.Register.R0);
    }

    private bool DoesNothing(MachineBlock block)
    {
        if (_function.Instructions[block.End - 1].Kind != MachineKind.Goto)
        {
            return false;
        }

        for (int i = block.First; i < block.End - 1; i++)
        {
            MachineInstruction instruction = _function.Instructions[i];
            if (instruction.Kind != MachineKind.Move || _allocation[instruction.Def] != _allocation[instruction.A])
            {
                return false;
            }
        }

        int[] parameters = _function.Blocks[block.Next].Parameters;
        for (int i = 0; i < parameters.Length; i++)
        {
            bool isUsed = parameters[i] < 0 || _allocation.IsInRegister(parameters[i]);
            if (isUsed && (MachineBlock.IsRecipe(block.Arguments[i], out _)
                || _allocation.PlaceOf(parameters[i], _frame) != _allocation.PlaceOf(block.Arguments[i], _frame)))
            {
                return false;
            }
        }

        return true;
    }

    private void Reach(int entry)
    {
        var work = new Stack<int>();
        work.Push(entry);
        while (work.TryPop(out int b))
        {
            if (_reached[b])
            {
                continue;
            }

            _reached[b] = true;
            MachineBlock block = _function.Blocks[b];
            bool jumps = block.Taken < 0;
            if (block.Next >= 0 && !(jumps && OnlyReturns(Target(block.Next))))
            {
                work.Push(Target(block.Next));
            }

            if (block.Taken >= 0)
            {
                work.Push(Target(block.Taken));
            }
        }
    }

    private void Attach()
    {
        int deepest = 0;
        foreach (MachineBlock block in _function.Blocks)
        {
            deepest = Math.Max(deepest, block.LoopDepth);
        }

        for (int depth = deepest; depth >= 0; depth--)
        {
            AttachGotos(depth, constantPaths: false);
            AttachGotos(depth, constantPaths: true);
        }

        for (int depth = deepest; depth >= 0; depth--)
        {
            AttachBranches(depth);
        }
    }

    private void AttachGotos(int depth, bool constantPaths)
    {
        for (int b = 0; b < _reached.Length; b++)
        {
            MachineBlock block = _function.Blocks[b];
            if (_reached[b] && block.Next >= 0 && block.Taken < 0 && block.LoopDepth == depth
                && IsConstantPath(b) == constantPaths)
            {
                TryAttach(b, Target(block.Next));
            }
        }
    }

    private void AttachBranches(int depth)
    {
        for (int b = 0; b < _reached.Length; b++)
        {
            MachineBlock block = _function.Blocks[b];
            if (!_reached[b] || block.Taken < 0 || block.LoopDepth != depth)
            {
                continue;
            }

            int next = Target(block.Next);
            int taken = Target(block.Taken);
            int deeper = _function.Blocks[taken].LoopDepth - _function.Blocks[next].LoopDepth;
            bool prefersTaken = deeper > 0 || (deeper == 0 && IsConstantPath(next) && !IsConstantPath(taken));
            _ = prefersTaken
                ? TryAttach(b, taken) || TryAttach(b, next)
                : TryAttach(b, next) || TryAttach(b, taken);
        }
    }

    private bool IsConstantPath(int b)
    {
        MachineBlock block = _function.Blocks[b];
        if (_function.Instructions[block.End - 1].Kind != MachineKind.Goto)
        {
            return false;
        }

        bool suppliesConstant = Array.Exists(block.Arguments, a => MachineBlock.IsRecipe(a, out _));
        for (int i = block.First; i < block.End - 1; i++)
        {
            MachineKind kind = _function.Instructions[i].Kind;
            suppliesConstant |= kind is MachineKind.StoreImmediate;
            if (kind is not (MachineKind.StoreImmediate or MachineKind.Constant or MachineKind.Move))
            {
                return false;
            }
        }

        return suppliesConstant;
    }

    private bool TryAttach(int block, int next)
    {
        if (!_reached[next] || next == 0 || _following[block] >= 0 || _preceding[next] >= 0)
        {
            return false;
        }

        if (HeadOf(block) == next)
        {
            return false;
        }

        _following[block] = next;
        _preceding[next] = block;
        _heads[next] = HeadOf(block);
        return true;
    }

    /// <summary>The first block of the chain.</summary>
    private int HeadOf(int block)
    {
        while (_heads[block] != block)
        {
            _heads[block] = _heads[_heads[block]];
            block = _heads[block];
        }

        return block;
    }

    private void Collect()
    {
        for (int b = 0; b < _reached.Length; b++)
        {
            for (int member = b; _reached[b] && _preceding[b] < 0 && member >= 0; member = _following[member])
            {
                Order.Add(member);
            }
        }
    }
}
