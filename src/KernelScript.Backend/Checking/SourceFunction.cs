using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Checking;

/// <summary>A machine function as it was before registers were allocated: what the code has to compute.</summary>
internal sealed class SourceFunction
{
    private SourceFunction(MachineFunction function)
    {
        Instructions = [.. function.Instructions];
        Parameters = [.. function.Parameters];
        CallArguments = [.. function.Calls.Select(call => (int[])call.Arguments.Clone())];
        Blocks = [.. function.Blocks.Select(Copy)];
    }

    /// <summary>The instructions.</summary>
    public MachineInstruction[] Instructions { get; }

    /// <summary>Virtual registers that arrive in R1, R2, ….</summary>
    public int[] Parameters { get; }

    /// <summary>Operands of each call.</summary>
    public int[][] CallArguments { get; }

    /// <summary>The blocks.</summary>
    public MachineBlock[] Blocks { get; }

    /// <summary>
    /// Numbers the instructions from 1, so that they are known again in the code, and copies the function.
    /// </summary>
    public static SourceFunction Capture(MachineFunction function)
    {
        for (int i = 0; i < function.Instructions.Count; i++)
        {
            MachineInstruction instruction = function.Instructions[i];
            instruction.Origin = i + 1;
            function.Instructions[i] = instruction;
        }

        return new SourceFunction(function);
    }

    /// <summary>The block that the instruction belongs to.</summary>
    public int BlockOf(int instruction) => Array.FindIndex(Blocks, b => b.First <= instruction && instruction < b.End);

    private static MachineBlock Copy(MachineBlock block) => new()
    {
        First = block.First, End = block.End, Taken = block.Taken, Next = block.Next,
        Parameters = (int[])block.Parameters.Clone(), Arguments = (int[])block.Arguments.Clone(),
    };
}
