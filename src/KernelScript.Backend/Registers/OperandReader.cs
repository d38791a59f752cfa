using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers;

/// <summary>Points of an instruction at which registers are read, written and lost.</summary>
/// <remarks>
/// Instruction i has the points 4i to 4i + 3: moves before it, reads, writes, moves after it. A live segment is a
/// half-open range of points.
/// </remarks>
internal static class Points
{
    /// <summary>Points of one instruction.</summary>
    public const int PerInstruction = 4;

    /// <summary>Moves that prepare the operands read here.</summary>
    public const int Before = 0;

    /// <summary>The instruction reads here.</summary>
    public const int Read = 1;

    /// <summary>The instruction writes here; calls lose R0 to R5 here.</summary>
    public const int Write = 2;

    /// <summary>Results in fixed registers are taken over here.</summary>
    public const int After = 3;
}

/// <summary>The registers that an instruction reads, each with its point.</summary>
/// <remarks>
/// <para>Two-address operations copy A to Def before they run. A is therefore read by that copy, and Def lives from the
/// read on, so that it never takes the register of another operand. Where operands may change places, B is read as
/// early as A.</para>
/// <para>Operands in fixed registers (arguments, results, R0 of compare-exchange) are copied there before.</para>
/// </remarks>
internal static class OperandReader
{
    /// <summary>The most registers that one instruction reads, calls aside.</summary>
    public const int MaxOperands = 3;

    /// <summary>
    /// Writes registers and point offsets of the operands and returns their number. Not for calls and jumps.
    /// </summary>
    public static int Read(in MachineInstruction instruction, Span<int> registers, Span<int> points)
    {
        int count = 0;
        switch (instruction.Kind)
        {
            case MachineKind.Alu:
                Add(instruction.A, Points.Before, registers, points, ref count);
                bool early = instruction.A == instruction.B || instruction.IsCommutative;
                Add(instruction.B, early ? Points.Before : Points.Read, registers, points, ref count);
                break;
            case MachineKind.AtomicFetch:
                Add(instruction.A, Points.Read, registers, points, ref count);
                Add(instruction.B, Points.Before, registers, points, ref count);
                break;
            case MachineKind.CompareExchange:
                Add(instruction.A, Points.Read, registers, points, ref count);
                Add(instruction.B, Points.Read, registers, points, ref count);
                Add(instruction.C, Points.Before, registers, points, ref count);
                break;
            case MachineKind.Exit:
                Add(instruction.A, Points.Before, registers, points, ref count);
                break;
            default:
                Add(instruction.A, Points.Read, registers, points, ref count);
                Add(instruction.B, Points.Read, registers, points, ref count);
                break;
        }

        return count;
    }

    /// <summary>The point, counted from the instruction's first, from which its definition lives.</summary>
    public static int DefinitionPoint(in MachineInstruction instruction) => instruction.Kind switch
    {
        MachineKind.Alu or MachineKind.AtomicFetch => Points.Read,
        MachineKind.Call or MachineKind.CompareExchange => Points.After,
        _ => Points.Write,
    };

    private static void Add(int register, int point, Span<int> registers, Span<int> points, ref int count)
    {
        if (register is > 0 and not MachineFunction.FramePointer)
        {
            registers[count] = register;
            points[count++] = point;
        }
    }
}
