using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers.Coloring;

/// <summary>Gives each group of registers one machine register, or gives up.</summary>
/// <remarks>
/// Groups that live across calls come first: only R6 to R9 survive calls. Then those that fixed registers attract, then
/// the others, the densest in uses first. Each takes the free register that saves most moves, R6 to R9 last, because
/// the kernel saves those on entry.
/// </remarks>
internal sealed class BundleColoring
{
    /// <summary>Of equally good registers the first: those that arguments want less come earlier.</summary>
    private static readonly byte[] _preference = [0, 5, 4, 3, 2, 1, 6, 7, 8, 9];

    private readonly MachineFunction _function;
    private readonly LiveRanges _ranges;
    private readonly Bundles _bundles;
    private readonly RegisterOccupancy _occupancy;
    private readonly byte[] _assigned;
    private int _used;

    private BundleColoring(MachineFunction function, LiveRanges ranges, Bundles bundles)
    {
        _function = function;
        _ranges = ranges;
        _bundles = bundles;
        _occupancy = new RegisterOccupancy(function);
        _assigned = new byte[function.RegisterCount];
        Array.Fill(_assigned, Allocation.None);
    }

    /// <summary>The allocation, or null if some group finds no register.</summary>
    public static Allocation? TryColor(MachineFunction function, LiveRanges ranges, Bundles bundles) =>
        new BundleColoring(function, ranges, bundles).TryColor();

    private Allocation? TryColor()
    {
        var crossing = new List<(float Density, int Bundle)>();
        var hinted = new List<(float Density, int Bundle)>();
        var others = new List<(float Density, int Bundle)>();
        for (int v = 1; v < _function.RegisterCount; v++)
        {
            if (_bundles.Find(v) == v && !_bundles.Segments(v).IsEmpty)
            {
                bool crossesCall = _ranges.CrossesCall(_bundles.Segments(v));
                bool isHinted = _bundles.Hints(v).ContainsAnyExcept(0f);
                (crossesCall ? crossing : isHinted ? hinted : others).Add((Density(v), v));
            }
        }

        if (!AssignAll(crossing) || !AssignAll(hinted) || !AssignAll(others))
        {
            return null;
        }

        for (int v = 1; v < _assigned.Length; v++)
        {
            _assigned[v] = _ranges.Of(v).IsEmpty ? Allocation.None : _assigned[_bundles.Find(v)];
        }

        return new Allocation(_assigned, _occupancy);
    }

    private bool AssignAll(List<(float Density, int Bundle)> bundles)
    {
        bundles.Sort(static (x, y) => x.Density != y.Density ? y.Density.CompareTo(x.Density) : x.Bundle - y.Bundle);
        foreach ((_, int bundle) in bundles)
        {
            if (!Assign(bundle))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Uses for each point of the live range.</summary>
    private float Density(int bundle)
    {
        int length = Points.PerInstruction;
        foreach (Segment segment in _bundles.Segments(bundle))
        {
            length += segment.End - segment.Start;
        }

        return _bundles.Weight(bundle) / length;
    }

    private bool Assign(int bundle)
    {
        ReadOnlySpan<Segment> segments = _bundles.Segments(bundle);
        ReadOnlySpan<float> hints = _bundles.Hints(bundle);
        int best = -1;
        float bestScore = 0;
        foreach (byte register in _preference)
        {
            bool survivesCalls = register > RegisterAllocator.LastLost;
            float score = hints[register] - (!survivesCalls ? 0 : (_used >> register & 1) != 0 ? 0.1f : 0.5f);
            if ((best < 0 || score > bestScore) && _occupancy.IsFreeIn(register, segments))
            {
                (best, bestScore) = (register, score);
            }
        }

        if (best < 0)
        {
            return false;
        }

        _occupancy.Take(best, segments);
        _assigned[bundle] = (byte)best;
        _used |= 1 << best;
        return true;
    }
}
