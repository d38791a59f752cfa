using Bpf.Asm;
using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers;

/// <summary>Sees to it that of two ways to one block at least one needs no moves.</summary>
/// <remarks>
/// <para>Selections are branches to two empty blocks that pass arguments to a third. An argument that ends there can
/// share the parameter's register and costs nothing. Where both ways pass something else, the moves of one are made
/// before the branch: <c>r = a; if c goto join; r = b; join:</c></para>
/// <para>A branch on set bits has no opposite: it is the way that it jumps to that has to be free of moves.</para>
/// </remarks>
internal sealed class EdgeShaping
{
    private readonly MachineFunction _function;
    private readonly Target _target;
    private readonly List<MachineInstruction> _output;

    private EdgeShaping(MachineFunction function, Target target)
    {
        _function = function;
        _target = target;
        _output = new List<MachineInstruction>(function.Instructions.Count + 8);
    }

    /// <summary>Adds moves to <paramref name="function"/> where they are needed.</summary>
    public static void Shape(MachineFunction function, Target target)
    {
        var shaping = new EdgeShaping(function, target);
        if (!function.Blocks.Exists(shaping.IsDiamond))
        {
            return;
        }

        var liveness = new Liveness(function);
        foreach (MachineBlock block in function.Blocks)
        {
            shaping.ShapeBlock(block, liveness);
        }

        function.Instructions = shaping._output;
    }

    private bool IsDiamond(MachineBlock block) =>
        block.Taken >= 0 && IsEmpty(_function.Blocks[block.Taken]) && IsEmpty(_function.Blocks[block.Next])
        && _function.Blocks[block.Taken].Next == _function.Blocks[block.Next].Next
        && _function.Blocks[block.Next].Arguments.Length > 0;

    private static bool IsEmpty(MachineBlock block) =>
        block.End == block.First + 1 && block.Taken < 0 && block.Next >= 0;

    private void ShapeBlock(MachineBlock block, Liveness liveness)
    {
        int first = _output.Count;
        for (int i = block.First; i < block.End - 1; i++)
        {
            _output.Add(_function.Instructions[i]);
        }

        MachineInstruction branch = _function.Instructions[block.End - 1];
        if (branch.Kind == MachineKind.Branch && IsDiamond(block))
        {
            MachineBlock taken = _function.Blocks[block.Taken];
            MachineBlock next = _function.Blocks[block.Next];
            ReadOnlySpan<int> live = liveness.In(taken.Next);
            int takenMoves = CountMoves(taken.Arguments, live);
            int nextMoves = CountMoves(next.Arguments, live);
            bool canInvert = Emission.Inversion.TryInvert(branch.OpCode, _target, out _);
            MachineBlock free = !canInvert || takenMoves <= nextMoves ? taken : next;
            MoveBefore(free.Arguments, live, branch.Position);
            free.WantsNoMoves = true;
        }

        _output.Add(branch);
        block.First = first;
        block.End = _output.Count;
    }

    private static int CountMoves(int[] arguments, ReadOnlySpan<int> live)
    {
        int count = 0;
        foreach (int argument in arguments)
        {
            count += NeedsMove(argument, live) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Constants do, and what lives on behind.</summary>
    private static bool NeedsMove(int argument, ReadOnlySpan<int> live) =>
        argument < 0 || live.BinarySearch(argument) >= 0;

    private void MoveBefore(int[] arguments, ReadOnlySpan<int> live, int position)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            int argument = arguments[i];
            if (!NeedsMove(argument, live))
            {
                continue;
            }

            MachineInstruction move = MachineBlock.IsRecipe(argument, out int recipe)
                ? _function.Recipes[recipe] with { Origin = ~recipe }
                : new() { Kind = MachineKind.Move, OpCode = OpCode.Alu64(AluOp.Mov, Source.Register), A = argument };
            move.Def = _function.NewRegister();
            move.Position = position;
            _output.Add(move);
            arguments[i] = move.Def;
        }
    }
}
