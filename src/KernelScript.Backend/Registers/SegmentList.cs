namespace KernelScript.Backend.Registers;

/// <summary>The ascending segments of a group of registers. Segments that touch become one.</summary>
internal sealed class SegmentList
{
    private Segment[] _segments;
    private int _count;

    /// <summary>A list that starts with the segments given.</summary>
    public SegmentList(ReadOnlySpan<Segment> segments)
    {
        _segments = new Segment[segments.Length + 4];
        segments.CopyTo(_segments);
        _count = segments.Length;
    }

    /// <summary>The segments.</summary>
    public ReadOnlySpan<Segment> Segments => _segments.AsSpan(0, _count);

    /// <summary>Adds segments that overlap none of those here.</summary>
    public void Add(ReadOnlySpan<Segment> segments)
    {
        foreach (Segment segment in segments)
        {
            Add(segment);
        }
    }

    private void Add(Segment segment)
    {
        int at = Segment.FirstEndingAfter(Segments, segment.Start);
        bool touchesBefore = at > 0 && _segments[at - 1].End == segment.Start;
        bool touchesAfter = at < _count && _segments[at].Start == segment.End;
        if (touchesBefore && touchesAfter)
        {
            _segments[at - 1] = new Segment(_segments[at - 1].Start, _segments[at].End);
            Array.Copy(_segments, at + 1, _segments, at, _count - at - 1);
            _count--;
        }
        else if (touchesBefore)
        {
            _segments[at - 1] = new Segment(_segments[at - 1].Start, segment.End);
        }
        else if (touchesAfter)
        {
            _segments[at] = new Segment(segment.Start, _segments[at].End);
        }
        else
        {
            if (_count == _segments.Length)
            {
                Array.Resize(ref _segments, _count * 2);
            }

            Array.Copy(_segments, at, _segments, at + 1, _count - at);
            _segments[at] = segment;
            _count++;
        }
    }
}
