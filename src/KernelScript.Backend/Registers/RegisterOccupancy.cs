using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers;

/// <summary>Which of R0 to R9 is taken at which point: one bit each.</summary>
internal sealed class RegisterOccupancy
{
    private readonly int _words;
    private readonly ulong[] _taken;
    private readonly List<(int Point, bool IsCall)> _losses = [];

    /// <summary>All free, save for what calls and compare-exchange lose.</summary>
    public RegisterOccupancy(MachineFunction function)
    {
        _words = ((function.Instructions.Count * Points.PerInstruction) >> 6) + 1;
        _taken = new ulong[_words * RegisterAllocator.RegisterCount];
        for (int i = 0; i < function.Instructions.Count; i++)
        {
            int point = i * Points.PerInstruction;
            switch (function.Instructions[i].Kind)
            {
                case MachineKind.Call:
                    _losses.Add((point + Points.Write, true));
                    for (int r = 0; r <= RegisterAllocator.LastLost; r++)
                    {
                        Set(r, point + Points.Write);
                    }

                    break;
                case MachineKind.CompareExchange:
                    _losses.Add((point + Points.Read, false));
                    Set(0, point + Points.Read);
                    Set(0, point + Points.Write);
                    break;
            }
        }
    }

    /// <summary>Whether the register is free at a point.</summary>
    public bool IsFree(int register, int point) =>
        (_taken[(register * _words) + (point >> 6)] >> point & 1) == 0;

    /// <summary>Whether the register is free in all segments.</summary>
    public bool IsFreeIn(int register, ReadOnlySpan<Segment> segments)
    {
        foreach (Segment segment in segments)
        {
            if (!IsFreeBetween(register * _words, segment.Start, segment.End - 1))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a call or compare-exchange loses the register in the segments.</summary>
    public bool IsLostIn(int register, ReadOnlySpan<Segment> segments)
    {
        foreach ((int point, bool isCall) in _losses)
        {
            bool isLost = isCall ? register <= RegisterAllocator.LastLost : register == 0;
            int at = Segment.FirstEndingAfter(segments, point);
            if (isLost && at < segments.Length && segments[at].Start <= point)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes the register in all segments.</summary>
    public void Take(int register, ReadOnlySpan<Segment> segments)
    {
        int row = register * _words;
        foreach ((int start, int end) in segments)
        {
            int firstWord = start >> 6;
            int lastWord = (end - 1) >> 6;
            for (int w = firstWord; w <= lastWord; w++)
            {
                ulong mask = w == firstWord ? ulong.MaxValue << start : ulong.MaxValue;
                mask &= w == lastWord ? ulong.MaxValue >> (63 - ((end - 1) & 63)) : ulong.MaxValue;
                _taken[row + w] |= mask;
            }
        }
    }

    private void Set(int register, int point) => _taken[(register * _words) + (point >> 6)] |= 1UL << point;

    private bool IsFreeBetween(int row, int first, int last)
    {
        int firstWord = row + (first >> 6);
        int lastWord = row + (last >> 6);
        ulong head = ulong.MaxValue << first;
        ulong tail = ulong.MaxValue >> (63 - (last & 63));
        if (firstWord == lastWord)
        {
            return (_taken[firstWord] & head & tail) == 0;
        }

        ulong any = (_taken[firstWord] & head) | (_taken[lastWord] & tail);
        for (int w = firstWord + 1; w < lastWord; w++)
        {
            any |= _taken[w];
        }

        return any == 0;
    }
}
