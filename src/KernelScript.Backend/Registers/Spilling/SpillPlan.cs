namespace KernelScript.Backend.Registers.Spilling;

/// <summary>What is in registers where, so that no more registers are needed than there are.</summary>
internal sealed class SpillPlan(int blocks, int registers)
{
    /// <summary>Registers that are in memory somewhere.</summary>
    public bool[] Spilled { get; } = new bool[registers];

    /// <summary>Registers held at the start of each block, its parameters included.</summary>
    public HashSet<int>[] AtStart { get; } = new HashSet<int>[blocks];

    /// <summary>Registers held at the end of each block.</summary>
    public HashSet<int>[] AtEnd { get; } = new HashSet<int>[blocks];

    /// <summary>Registers fetched from memory, and the instruction before which.</summary>
    public List<(int Instruction, int Register)> Reloads { get; } = [];
}
