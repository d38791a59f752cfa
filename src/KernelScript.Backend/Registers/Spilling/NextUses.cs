using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers.Spilling;

/// <summary>How far the next use of each register is, in instructions, at the start of each block.</summary>
/// <remarks>Leaving a loop counts as a long way: what is used inside again is nearer than anything behind it.</remarks>
internal sealed class NextUses
{
    /// <summary>There is no next use.</summary>
    public const int Never = int.MaxValue;

    /// <summary>The key for the next call.</summary>
    public const int Call = 0;

    private const int LeavingLoop = 100_000;

    private readonly MachineFunction _function;
    private readonly Dictionary<int, int>[] _atStart;

    /// <summary>Computes distances backwards to a fixed point.</summary>
    public NextUses(MachineFunction function)
    {
        _function = function;
        _atStart = new Dictionary<int, int>[function.Blocks.Count];
        for (int b = 0; b < _atStart.Length; b++)
        {
            _atStart[b] = [];
        }

        var distances = new Dictionary<int, int>();
        var uses = new List<int>();
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int b = _atStart.Length - 1; b >= 0; b--)
            {
                distances.Clear();
                AtEnd(b, distances);
                Scan(function.Blocks[b], distances, uses);
                changed |= Update(_atStart[b], distances);
            }
        }
    }

    /// <summary>The distance from the start of a block, or <see cref="Never"/>.</summary>
    public int AtStart(int block, int register) => _atStart[block].GetValueOrDefault(register, Never);

    /// <summary>Distances of what is used after the end of a block, counted from its end.</summary>
    public void AtEnd(int block, Dictionary<int, int> distances)
    {
        MachineBlock from = _function.Blocks[block];
        Merge(from, from.Next, distances);
        Merge(from, from.Taken, distances);
    }

    private void Merge(MachineBlock from, int successor, Dictionary<int, int> distances)
    {
        if (successor < 0)
        {
            return;
        }

        int way = _function.Blocks[successor].LoopDepth < from.LoopDepth ? LeavingLoop : 0;
        foreach ((int register, int distance) in _atStart[successor])
        {
            int further = distance + way;
            if (!distances.TryGetValue(register, out int known) || further < known)
            {
                distances[register] = further;
            }
        }

        foreach (int parameter in _function.Blocks[successor].Parameters)
        {
            distances.Remove(parameter);
        }
    }

    /// <summary>From distances at the end of a block to those at its start.</summary>
    private void Scan(MachineBlock block, Dictionary<int, int> distances, List<int> uses)
    {
        // Positions count from the block's first instruction while the scan goes on.
        int length = block.End - block.First;
        foreach (int register in distances.Keys.ToArray())
        {
            distances[register] += length;
        }

        for (int i = length - 1; i >= 0; i--)
        {
            MachineInstruction instruction = _function.Instructions[block.First + i];
            distances.Remove(instruction.Def is 0 ? -1 : instruction.Def);
            if (instruction.Kind == MachineKind.Call)
            {
                distances[Call] = i;
            }

            MachineUses.Read(_function, block, instruction, uses);
            foreach (int register in uses)
            {
                distances[register] = i;
            }
        }
    }

    private static bool Update(Dictionary<int, int> known, Dictionary<int, int> distances)
    {
        bool changed = false;
        foreach ((int register, int distance) in distances)
        {
            if (!known.TryGetValue(register, out int before) || distance < before)
            {
                known[register] = distance;
                changed = true;
            }
        }

        return changed;
    }
}
