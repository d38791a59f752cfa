using KernelScript.Backend.Machine;
using KernelScript.Backend.Registers.Spilling;

namespace KernelScript.Backend.Registers;

/// <summary>Gives every virtual register one of R0 to R9, spilling what does not fit.</summary>
/// <remarks>
/// <para>Registers that moves connect are grouped (<see cref="Bundles"/>), and each group gets one machine register for all of
/// its live range. Groups that live across calls come first: only R6 to R9 survive calls. Then those that fixed registers
/// attract, then the others, the densest in uses first. Each takes the free register that saves most moves, R6 to R9 last,
/// because the kernel saves those on entry.</para>
/// <para>When some group finds none, <see cref="SpillPlanner"/> lowers the pressure once, by next uses, and all is done anew.
/// What fails then fails for the shape of its range, not for want of registers: a group is taken apart; a single register
/// causes the cheapest one around it (fewest uses for its length) to go to memory. That ends, because what spilling makes
/// lives for one instruction.</para>
/// </remarks>
internal sealed class RegisterAllocator
{
    /// <summary>Registers to give out: R0 to R9.</summary>
    public const int RegisterCount = 10;

    /// <summary>The last register that a call loses.</summary>
    public const int LastLost = 5;

    /// <summary>Of equally good registers the first: those that arguments want less come earlier.</summary>
    private static readonly byte[] _preference = [0, 5, 4, 3, 2, 1, 6, 7, 8, 9];

    private readonly MachineFunction _function;
    private readonly Liveness _liveness;
    private readonly LiveRanges _ranges;
    private readonly Bundles _bundles;
    private readonly RegisterOccupancy _occupancy;
    private readonly byte[] _assigned;
    private readonly List<int> _order = [];
    private readonly List<int> _failed = [];
    private int _used;

    private RegisterAllocator(MachineFunction function, bool[] apart)
    {
        _function = function;
        _liveness = new Liveness(function);
        _ranges = new LiveRanges(function, _liveness);
        _bundles = new Bundles(function, _ranges, apart);
        _occupancy = new RegisterOccupancy(function, _ranges);
        _assigned = new byte[function.RegisterCount];
        Array.Fill(_assigned, Allocation.None);
    }

    /// <summary>Allocates registers; spills change the function.</summary>
    public static Allocation Allocate(MachineFunction function)
    {
        LoopDepths.Compute(function);
        int firstTemporary = function.RegisterCount;
        var apart = new bool[function.RegisterCount];
        for (bool first = true; ; first = false)
        {
            var allocator = new RegisterAllocator(function, apart);
            if (allocator.Color())
            {
                return allocator.Result();
            }

            if (first)
            {
                SpillInserter.Insert(function, SpillPlanner.Plan(function, allocator._liveness), allocator._bundles);
                Array.Resize(ref apart, function.RegisterCount);
                firstTemporary = function.RegisterCount;
            }
            else if (!allocator.TakeApart(apart))
            {
                SpillEverywhere.Spill(function, allocator.ChooseVictims(firstTemporary));
                Array.Resize(ref apart, function.RegisterCount);
            }
        }
    }

    private bool Color()
    {
        var crossing = new List<(float Density, int Bundle)>();
        var hinted = new List<(float Density, int Bundle)>();
        var others = new List<(float Density, int Bundle)>();
        for (int v = 1; v < _function.RegisterCount; v++)
        {
            int head = _bundles.Head(v);
            if (_bundles.Find(v) == v && head != 0)
            {
                bool crossesCall = !_occupancy.IsFreeIn(1, head);
                bool isHinted = _bundles.Hints(v).ContainsAnyExcept(0f);
                (crossesCall ? crossing : isHinted ? hinted : others).Add((Density(v), v));
            }
        }

        AssignAll(crossing);
        AssignAll(hinted);
        AssignAll(others);
        return _failed.Count == 0;
    }

    private void AssignAll(List<(float Density, int Bundle)> bundles)
    {
        bundles.Sort(static (x, y) => Before(x, y));
        foreach ((_, int bundle) in bundles)
        {
            Assign(bundle);
        }
    }

    private static int Before((float Density, int Bundle) x, (float Density, int Bundle) y) =>
        x.Density != y.Density ? y.Density.CompareTo(x.Density) : x.Bundle - y.Bundle;

    /// <summary>Uses for each instruction of the live range: what it costs to have the group in memory.</summary>
    private float Density(int bundle)
    {
        int length = Points.PerInstruction;
        for (int s = _bundles.Head(bundle); s != 0;)
        {
            (int start, int end, int next) = _ranges.Segment(s);
            length += end - start;
            s = next;
        }

        return _bundles.Weight(bundle) / length;
    }

    private void Assign(int bundle)
    {
        int head = _bundles.Head(bundle);
        ReadOnlySpan<float> hints = _bundles.Hints(bundle);
        int best = -1;
        float bestScore = 0;
        foreach (byte register in _preference)
        {
            float score = hints[register] - (register <= LastLost ? 0 : (_used >> register & 1) != 0 ? 0.1f : 0.5f);
            if ((best < 0 || score > bestScore) && _occupancy.IsFreeIn(register, head))
            {
                (best, bestScore) = (register, score);
            }
        }

        if (best < 0)
        {
            _failed.Add(bundle);
            return;
        }

        _occupancy.Take(best, head);
        _assigned[bundle] = (byte)best;
        _used |= 1 << best;
    }

    /// <summary>Separates the members of the groups that failed. False if all of them stood alone already.</summary>
    private bool TakeApart(bool[] apart)
    {
        bool changed = false;
        for (int v = 1; v < _function.RegisterCount; v++)
        {
            if (!apart[v] && _failed.Contains(_bundles.Find(v)))
            {
                apart[v] = true;
                changed |= _bundles.MemberCount(_bundles.Find(v)) > 1;
            }
        }

        return changed;
    }

    /// <summary>For each group that failed, the cheapest one among it and those in its way.</summary>
    private int[] ChooseVictims(int firstTemporary)
    {
        var victims = new HashSet<int>();
        foreach (int failed in _failed)
        {
            int victim = failed;
            float least = SpillCost(failed, firstTemporary);
            for (int v = 1; v < _function.RegisterCount; v++)
            {
                if (_assigned[v] != Allocation.None && _bundles.Find(v) == v
                    && _ranges.Overlap(_bundles.Head(v), _bundles.Head(failed))
                    && SpillCost(v, firstTemporary) is var cost && cost < least)
                {
                    (victim, least) = (v, cost);
                }
            }

            System.Diagnostics.Debug.Assert(least < float.PositiveInfinity, "Something can always be spilled.");
            victims.Add(victim);
        }

        var slots = new int[_function.RegisterCount];
        foreach (int victim in victims)
        {
            int slot = ++_function.SpillSlotCount;
            for (int v = 1; v < slots.Length && v < firstTemporary; v++)
            {
                slots[v] = _bundles.Find(v) == victim ? slot : slots[v];
            }
        }

        return slots;
    }

    /// <summary>What a register costs in memory; registers made by spilling live too shortly to gain anything.</summary>
    private float SpillCost(int bundle, int firstTemporary)
    {
        for (int v = 1; v < firstTemporary; v++)
        {
            if (_bundles.Find(v) == bundle)
            {
                return Density(bundle);
            }
        }

        return float.PositiveInfinity;
    }

    private Allocation Result()
    {
        for (int v = 1; v < _assigned.Length; v++)
        {
            _assigned[v] = _assigned[_bundles.Find(v)];
        }

        return new Allocation(_assigned, _occupancy);
    }
}
