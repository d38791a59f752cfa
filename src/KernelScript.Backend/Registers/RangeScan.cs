using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers;

/// <summary>Collects live segments while a function is scanned backwards.</summary>
/// <remarks>Segments of all registers share one pool and are linked by index, the lowest first; 0 ends a
/// list.</remarks>
internal sealed class RangeScan
{
    private readonly MachineFunction _function;
    private readonly List<(int Start, int End, int Next)> _segments = [default];
    private readonly int[] _heads;

    /// <summary>Prepares to scan <paramref name="function"/>.</summary>
    public RangeScan(MachineFunction function)
    {
        _function = function;
        _heads = new int[function.RegisterCount];
    }

    /// <summary>Scans a block; blocks come from the last to the first.</summary>
    public void ScanBlock(MachineBlock block, Liveness liveness)
    {
        KeepAlive(block, block.Next, liveness);
        KeepAlive(block, block.Taken, liveness);
        ScanInstructions(block);
    }

    /// <summary>All segments, register after register, and where those of each register start.</summary>
    public (Segment[] Segments, int[] Starts) Finish()
    {
        foreach (int parameter in _function.Parameters)
        {
            if (_heads[parameter] != 0)
            {
                SetStart(parameter, 0);
            }
        }

        var all = new Segment[_segments.Count - 1];
        var starts = new int[_heads.Length + 1];
        int count = 0;
        for (int register = 0; register < _heads.Length; register++)
        {
            starts[register] = count;
            for (int s = _heads[register]; s != 0; s = _segments[s].Next)
            {
                all[count++] = new Segment(_segments[s].Start, _segments[s].End);
            }
        }

        starts[^1] = count;
        return (all, starts);
    }

    /// <summary>What lives at the start of a successor lives through the block until its definition is met.</summary>
    private void KeepAlive(MachineBlock block, int successor, Liveness liveness)
    {
        if (successor >= 0)
        {
            foreach (int register in liveness.In(successor))
            {
                AddSegment(register, block.First * Points.PerInstruction, block.End * Points.PerInstruction);
            }
        }
    }

    private void ScanInstructions(MachineBlock block)
    {
        int start = block.First * Points.PerInstruction;
        Span<int> registers = stackalloc int[OperandReader.MaxOperands];
        Span<int> points = stackalloc int[OperandReader.MaxOperands];
        for (int i = block.End - 1; i >= block.First; i--)
        {
            MachineInstruction instruction = _function.Instructions[i];
            int point = i * Points.PerInstruction;
            if (instruction.Def > 0)
            {
                Define(instruction.Def, point + OperandReader.DefinitionPoint(instruction), start);
            }

            if (instruction.Kind == MachineKind.Call)
            {
                ReadAll(_function.Calls[instruction.Extra].Arguments, start, point);
            }
            else if (instruction.Kind == MachineKind.Goto)
            {
                ReadAll(block.Arguments, start, point);
            }
            else
            {
                int count = OperandReader.Read(instruction, registers, points);
                for (int k = 0; k < count; k++)
                {
                    AddSegment(registers[k], start, point + points[k] + 1);
                }
            }
        }

        foreach (int parameter in block.Parameters)
        {
            // A parameter that nobody reads gets no segment: nothing is passed to it.
            if (parameter > 0 && _heads[parameter] != 0)
            {
                Define(parameter, start, start);
            }
        }
    }

    private void ReadAll(ReadOnlySpan<int> registers, int start, int point)
    {
        foreach (int register in registers)
        {
            if (register > 0)
            {
                AddSegment(register, start, point + Points.Before + 1);
            }
        }
    }

    /// <summary>
    /// Adds a segment from the block's start; the scan runs backwards, so the first segment is the nearest.
    /// </summary>
    private void AddSegment(int register, int start, int end)
    {
        int head = _heads[register];
        if (head != 0)
        {
            (int Start, int End, int Next) first = _segments[head];
            if (first.Start <= start)
            {
                return; // Lives further on in this block already.
            }

            if (first.Start == end)
            {
                _segments[head] = first with { Start = start };
                return;
            }
        }

        _segments.Add((start, end, head));
        _heads[register] = _segments.Count - 1;
    }

    private void Define(int register, int point, int blockStart)
    {
        int head = _heads[register];
        if (head != 0 && _segments[head].Start == blockStart)
        {
            SetStart(register, point);
            return;
        }

        // Nobody reads it, but it is written: for one point it needs a register.
        _segments.Add((point, point + 1, head));
        _heads[register] = _segments.Count - 1;
    }

    private void SetStart(int register, int point) =>
        _segments[_heads[register]] = _segments[_heads[register]] with { Start = point };
}
