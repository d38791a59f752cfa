using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers;

/// <summary>
/// Groups of registers that want to be one: connected by moves, two-address operations and block parameters.
/// </summary>
/// <remarks>Two groups become one when they never live at the same point; the most frequent moves are dealt with
/// first.</remarks>
internal sealed class Bundles
{
    private readonly LiveRanges _ranges;
    private readonly int[] _parents;
    private readonly int[] _heads;
    private readonly float[] _weights;
    private readonly float[] _hints;

    /// <summary>Groups the registers of <paramref name="function"/>.</summary>
    public Bundles(MachineFunction function, LiveRanges ranges, Preferences preferences)
    {
        _ranges = ranges;
        int count = function.RegisterCount;
        _parents = new int[count];
        _heads = new int[count];
        _weights = new float[count];
        _hints = new float[count * RegisterAllocator.RegisterCount];
        for (int i = 0; i < count; i++)
        {
            _parents[i] = i;
            _heads[i] = ranges.Head(i);
            _weights[i] = preferences.Weight(i);
            preferences.Hints(i).CopyTo(_hints.AsSpan(i * RegisterAllocator.RegisterCount));
        }

        MergeAll(preferences.Affinities);
    }

    /// <summary>The member that stands for the group of <paramref name="register"/>.</summary>
    public int Find(int register)
    {
        while (_parents[register] != register)
        {
            _parents[register] = _parents[_parents[register]];
            register = _parents[register];
        }

        return register;
    }

    /// <summary>The first segment of a group named by its representative.</summary>
    public int Head(int bundle) => _heads[bundle];

    /// <summary>How often the members are read and written, by loop depth.</summary>
    public float Weight(int bundle) => _weights[bundle];

    /// <summary>How many moves, by loop depth, go away when the group gets each of R0 to R9.</summary>
    public ReadOnlySpan<float> Hints(int bundle) =>
        _hints.AsSpan(bundle * RegisterAllocator.RegisterCount, RegisterAllocator.RegisterCount);

    /// <summary>The heaviest first; of equal ones the smallest numbers first, so that the order is fixed.</summary>
    private void MergeAll(IReadOnlyDictionary<(int A, int B), float> affinities)
    {
        var order = new (float Weight, int A, int B)[affinities.Count];
        int i = 0;
        foreach (((int a, int b), float weight) in affinities)
        {
            order[i++] = (weight, a, b);
        }

        Array.Sort(order, static (x, y) =>
            x.Weight != y.Weight ? y.Weight.CompareTo(x.Weight) : x.A != y.A ? x.A - y.A : x.B - y.B);
        foreach ((_, int a, int b) in order)
        {
            TryMerge(a, b);
        }
    }

    private void TryMerge(int a, int b)
    {
        a = Find(a);
        b = Find(b);
        if (a == b || _heads[a] == 0 || _heads[b] == 0 || _ranges.Overlap(_heads[a], _heads[b]))
        {
            return;
        }

        _heads[a] = _ranges.Merge(_heads[a], _heads[b]);
        _parents[b] = a;
        _weights[a] += _weights[b];
        for (int r = 0; r < RegisterAllocator.RegisterCount; r++)
        {
            _hints[(a * RegisterAllocator.RegisterCount) + r] += _hints[(b * RegisterAllocator.RegisterCount) + r];
        }
    }
}
