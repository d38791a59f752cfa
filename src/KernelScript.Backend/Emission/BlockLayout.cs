using KernelScript.Backend.Frames;
using KernelScript.Backend.Machine;
using KernelScript.Backend.Registers;

namespace KernelScript.Backend.Emission;

/// <summary>The blocks that are emitted, in order, and where jumps to the others really lead.</summary>
internal sealed class BlockLayout
{
    private readonly MachineFunction _function;
    private readonly Allocation _allocation;
    private readonly FrameLayout _frame;
    private readonly int[] _targets;

    /// <summary>Lays out the blocks of <paramref name="function"/>.</summary>
    public BlockLayout(MachineFunction function, Allocation allocation, FrameLayout frame)
    {
        _function = function;
        _allocation = allocation;
        _frame = frame;
        _targets = new int[function.Blocks.Count];
        Array.Fill(_targets, MachineBlock.None);
        Order = new List<int>(function.Blocks.Count);
        var reached = new bool[function.Blocks.Count];
        Reach(reached);
        for (int b = 0; b < reached.Length; b++)
        {
            if (reached[b])
            {
                Order.Add(b);
            }
        }
    }

    /// <summary>Blocks in the order of emission, the entry first.</summary>
    public List<int> Order { get; }

    /// <summary>Where a jump to <paramref name="block"/> ends up: blocks that do nothing are jumped over.</summary>
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

    private void Reach(bool[] reached)
    {
        var work = new Stack<int>();
        work.Push(0);
        while (work.TryPop(out int b))
        {
            if (reached[b])
            {
                continue;
            }

            reached[b] = true;
            MachineBlock block = _function.Blocks[b];
            if (block.Next >= 0)
            {
                work.Push(Target(block.Next));
            }

            if (block.Taken >= 0)
            {
                work.Push(Target(block.Taken));
            }
        }
    }
}
