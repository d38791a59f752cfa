namespace KernelScript.Backend.Machine;

/// <summary>The virtual registers that an instruction reads, in a fixed order.</summary>
internal static class MachineUses
{
    /// <summary>
    /// Puts the registers into <paramref name="registers"/>: operands, call operands, block arguments.
    /// </summary>
    public static void Read(
        MachineFunction function, MachineBlock block, in MachineInstruction instruction, List<int> registers)
    {
        registers.Clear();
        if (instruction.Kind == MachineKind.Call)
        {
            AddAll(function.Calls[instruction.Extra].Arguments, registers);
            return;
        }

        if (instruction.Kind == MachineKind.Goto)
        {
            AddAll(block.Arguments, registers);
            return;
        }

        Add(instruction.A, registers);
        Add(instruction.B, registers);
        Add(instruction.C, registers);
    }

    private static void AddAll(int[] operands, List<int> registers)
    {
        foreach (int operand in operands)
        {
            Add(operand, registers);
        }
    }

    private static void Add(int operand, List<int> registers)
    {
        if (operand is > 0 and not MachineFunction.FramePointer)
        {
            registers.Add(operand);
        }
    }
}
