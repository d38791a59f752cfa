using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers;

/// <summary>Where each register lives: ascending segments over the points of the function.</summary>
internal sealed class LiveRanges
{
    private readonly Segment[] _all;
    private readonly int[] _starts;
    private readonly List<int> _calls = [];

    /// <summary>Builds the ranges block by block from the end, each block backwards.</summary>
    public LiveRanges(MachineFunction function, Liveness liveness)
    {
        var scan = new RangeScan(function);
        for (int b = function.Blocks.Count - 1; b >= 0; b--)
        {
            scan.ScanBlock(function.Blocks[b], liveness);
        }

        (_all, _starts) = scan.Finish();
        for (int i = 0; i < function.Instructions.Count; i++)
        {
            if (function.Instructions[i].Kind == MachineKind.Call)
            {
                _calls.Add((i * Points.PerInstruction) + Points.Write);
            }
        }
    }

    /// <summary>The segments of a register; none if it never lives.</summary>
    public ReadOnlySpan<Segment> Of(int register) => _all.AsSpan(_starts[register].._starts[register + 1]);

    /// <summary>Whether a call happens inside a segment: only R6 to R9 can hold what lives there.</summary>
    public bool CrossesCall(ReadOnlySpan<Segment> segments)
    {
        if (_calls.Count == 0)
        {
            return false;
        }

        foreach (Segment segment in segments)
        {
            int at = _calls.BinarySearch(segment.Start);
            at = at < 0 ? ~at : at;
            if (at < _calls.Count && _calls[at] < segment.End)
            {
                return true;
            }
        }

        return false;
    }
}
