using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers.Coloring;

/// <summary>Gives single registers machine registers in the order of their definitions.</summary>
/// <remarks>
/// In SSA form what lives at a definition are all that the new register can collide with, if definitions are taken in
/// an order that dominance agrees with (Hack, Goos 2006): ten registers suffice when no more than ten live at once.
/// Calls disturb that: what lives across them comes first, in R6 to R9, and can still leave no register for the rest.
/// </remarks>
internal sealed class OrderedColoring
{
    private readonly MachineFunction _function;
    private readonly LiveRanges _ranges;
    private readonly Preferences _preferences;
    private readonly RegisterOccupancy _occupancy;
    private readonly byte[] _assigned;
    private readonly List<int> _failed = [];

    /// <summary>Prepares to color the registers of <paramref name="function"/>.</summary>
    public OrderedColoring(MachineFunction function, LiveRanges ranges, Preferences preferences)
    {
        _function = function;
        _ranges = ranges;
        _preferences = preferences;
        _occupancy = new RegisterOccupancy(function);
        _assigned = new byte[function.RegisterCount];
        Array.Fill(_assigned, Allocation.None);
    }

    /// <summary>The allocation, or null if some register finds none.</summary>
    public Allocation? TryColor()
    {
        var crossing = new List<(int Start, int Register)>();
        var local = new List<(int Start, int Register)>();
        for (int v = 1; v < _function.RegisterCount; v++)
        {
            ReadOnlySpan<Segment> segments = _ranges.Of(v);
            if (!segments.IsEmpty)
            {
                (_ranges.CrossesCall(segments) ? crossing : local).Add((segments[0].Start, v));
            }
        }

        crossing.Sort();
        local.Sort();
        crossing.AddRange(local);
        foreach ((_, int register) in crossing)
        {
            Assign(register);
        }

        return _failed.Count == 0 ? new Allocation(_assigned, _occupancy) : null;
    }

    /// <summary>
    /// For each register that found none: itself, or what occupies some machine register in its way, whichever is used
    /// least.
    /// </summary>
    /// <param name="firstTemporary">
    /// Registers from this one on were made by spilling: they live too shortly to gain anything.
    /// </param>
    /// <returns>For each register the slot it goes to plus 1, or 0.</returns>
    public int[] ChooseVictims(int firstTemporary)
    {
        var slots = new int[_function.RegisterCount];
        foreach (int failed in _failed)
        {
            float least = failed >= firstTemporary ? float.PositiveInfinity : _preferences.Weight(failed);
            int machineRegister = -1;
            for (int r = 0; r < RegisterAllocator.RegisterCount; r++)
            {
                float cost = CostInTheWay(failed, r, firstTemporary, slots);
                (machineRegister, least) = cost < least ? (r, cost) : (machineRegister, least);
            }

            System.Diagnostics.Debug.Assert(least < float.PositiveInfinity, "Something can always be spilled.");
            for (int v = 1; v < slots.Length; v++)
            {
                bool isVictim = machineRegister < 0 ? v == failed : IsInTheWay(v, failed, machineRegister);
                slots[v] = isVictim && slots[v] == 0 ? ++_function.SpillSlotCount : slots[v];
            }
        }

        return slots;
    }

    private void Assign(int register)
    {
        ReadOnlySpan<Segment> segments = _ranges.Of(register);
        ReadOnlySpan<float> hints = _preferences.Hints(register);
        int best = -1;
        float bestScore = 0;
        for (int r = 0; r < RegisterAllocator.RegisterCount; r++)
        {
            float score = hints[r] - (r > RegisterAllocator.LastLost ? 0.1f : 0);
            foreach ((int partner, float weight) in _preferences.Partners(register))
            {
                score += _assigned[partner] == r ? weight : 0;
            }

            if ((best < 0 || score > bestScore) && _occupancy.IsFreeIn(r, segments))
            {
                (best, bestScore) = (r, score);
            }
        }

        if (best < 0)
        {
            _failed.Add(register);
            return;
        }

        _occupancy.Take(best, segments);
        _assigned[register] = (byte)best;
    }

    private bool IsInTheWay(int register, int failed, int machineRegister) =>
        _assigned[register] == machineRegister && Segment.Overlap(_ranges.Of(register), _ranges.Of(failed));

    private float CostInTheWay(int failed, int machineRegister, int firstTemporary, int[] slots)
    {
        if (_occupancy.IsLostIn(machineRegister, _ranges.Of(failed)))
        {
            return float.PositiveInfinity;
        }

        float cost = 0;
        for (int v = 1; v < _function.RegisterCount; v++)
        {
            if (slots[v] == 0 && IsInTheWay(v, failed, machineRegister))
            {
                cost += v >= firstTemporary ? float.PositiveInfinity : _preferences.Weight(v);
            }
        }

        return cost;
    }
}
