using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers;

/// <summary>
/// Groups of registers that want to be one: connected by moves, two-address operations and block parameters.
/// </summary>
/// <remarks>
/// Two groups become one when they never live at the same point and that costs fewer moves to fixed registers than it
/// saves; the most frequent moves are dealt with first.
/// </remarks>
internal sealed class Bundles
{
    private readonly LiveRanges _ranges;
    private readonly int[] _parents;
    private readonly SegmentList?[] _merged;
    private readonly bool[] _crosses;
    private readonly float[] _weights;
    private readonly float[] _hints;

    /// <summary>Groups the registers of <paramref name="function"/>.</summary>
    public Bundles(MachineFunction function, LiveRanges ranges, Preferences preferences)
    {
        _ranges = ranges;
        int count = function.RegisterCount;
        _parents = new int[count];
        _merged = new SegmentList?[count];
        _crosses = new bool[count];
        _weights = new float[count];
        _hints = new float[count * RegisterAllocator.RegisterCount];
        for (int i = 0; i < count; i++)
        {
            _parents[i] = i;
            _crosses[i] = ranges.CrossesCall(ranges.Of(i));
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

    /// <summary>The segments of a group named by its representative.</summary>
    public ReadOnlySpan<Segment> Segments(int bundle) =>
        _merged[bundle] is { } list ? list.Segments : _ranges.Of(bundle);

    /// <summary>How often the members are read and written, by loop depth.</summary>
    public float Weight(int bundle) => _weights[bundle];

    /// <summary>How many moves, by loop depth, go away when the group gets each of R0 to R9.</summary>
    public ReadOnlySpan<float> Hints(int bundle) =>
        _hints.AsSpan(bundle * RegisterAllocator.RegisterCount, RegisterAllocator.RegisterCount);

    /// <summary>
    /// The heaviest first. Of equal ones those that lose no other preference, then those that lose no more than they
    /// save; of those the smallest numbers first, so that the order is fixed.
    /// </summary>
    private void MergeAll(IReadOnlyDictionary<(int A, int B), float> affinities)
    {
        var order = new (float Weight, int A, int B)[affinities.Count];
        int count = 0;
        foreach (((int a, int b), float weight) in affinities)
        {
            order[count++] = (weight, a, b);
        }

        Array.Sort(order, static (x, y) =>
            x.Weight != y.Weight ? y.Weight.CompareTo(x.Weight) : x.A != y.A ? x.A - y.A : x.B - y.B);
        for (int first = 0; first < order.Length;)
        {
            float weight = order[first].Weight;
            int end = first;
            while (end < order.Length && order[end].Weight == weight)
            {
                end++;
            }

            MergeEqual(order.AsSpan(first, end - first), mostLoss: 0);
            MergeEqual(order.AsSpan(first, end - first), weight);
            first = end;
        }
    }

    private void MergeEqual(ReadOnlySpan<(float Weight, int A, int B)> pairs, float mostLoss)
    {
        foreach ((_, int x, int y) in pairs)
        {
            int a = Find(x);
            int b = Find(y);
            if (a != b && !Segments(a).IsEmpty && !Segments(b).IsEmpty)
            {
                float loss = Worth(a) + Worth(b) - WorthTogether(a, b);
                if (loss <= mostLoss && !Segment.Overlap(Segments(a), Segments(b)))
                {
                    Merge(a, b);
                }
            }
        }
    }

    private void Merge(int a, int b)
    {
        if (Segments(a).Length < Segments(b).Length)
        {
            (a, b) = (b, a);
        }

        (_merged[a] ??= new SegmentList(_ranges.Of(a))).Add(Segments(b));
        _crosses[a] |= _crosses[b];
        _parents[b] = a;
        _weights[a] += _weights[b];
        for (int r = 0; r < RegisterAllocator.RegisterCount; r++)
        {
            _hints[(a * RegisterAllocator.RegisterCount) + r] += _hints[(b * RegisterAllocator.RegisterCount) + r];
        }
    }

    /// <summary>The moves that the best machine register for the group saves.</summary>
    private float Worth(int bundle) => _crosses[bundle] ? 0 : Largest(Hints(bundle));

    private float WorthTogether(int a, int b)
    {
        if (_crosses[a] || _crosses[b])
        {
            return 0;
        }

        float best = 0;
        ReadOnlySpan<float> x = Hints(a);
        ReadOnlySpan<float> y = Hints(b);
        for (int r = 0; r <= RegisterAllocator.LastLost; r++)
        {
            best = Math.Max(best, x[r] + y[r]);
        }

        return best;
    }

    private static float Largest(ReadOnlySpan<float> values)
    {
        float best = 0;
        foreach (float value in values)
        {
            best = Math.Max(best, value);
        }

        return best;
    }
}
