namespace KernelScript.Backend.Registers;

/// <summary>Points at which a register lives without a break.</summary>
/// <param name="Start">The first point.</param>
/// <param name="End">The point after the last one.</param>
internal readonly record struct Segment(int Start, int End)
{
    /// <summary>Whether two ascending lists have a point in common.</summary>
    public static bool Overlap(ReadOnlySpan<Segment> a, ReadOnlySpan<Segment> b)
    {
        if (a.Length < b.Length)
        {
            ReadOnlySpan<Segment> longer = b;
            b = a;
            a = longer;
        }

        foreach (Segment segment in b)
        {
            int at = FirstEndingAfter(a, segment.Start);
            if (at < a.Length && a[at].Start < segment.End)
            {
                return true;
            }

            a = a[at..];
        }

        return false;
    }

    /// <summary>The first segment of an ascending list that ends after a point.</summary>
    public static int FirstEndingAfter(ReadOnlySpan<Segment> segments, int point)
    {
        int low = 0;
        int high = segments.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = segments[middle].End <= point ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
