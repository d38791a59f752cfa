using System.Numerics;
using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers;

/// <summary>Where each register lives: ascending lists of segments over the points of the function.</summary>
/// <remarks>Segments of all registers share one pool and are linked by index; 0 ends a list.</remarks>
internal sealed class LiveRanges
{
    private readonly List<(int Start, int End, int Next)> _segments = [default];
    private readonly int[] _heads;
    private readonly List<int> _calls = [];

    /// <summary>Builds the ranges block by block from the end, each block backwards.</summary>
    public LiveRanges(MachineFunction function, Liveness liveness)
    {
        _heads = new int[function.RegisterCount];
        for (int b = function.Blocks.Count - 1; b >= 0; b--)
        {
            ScanBlock(function, function.Blocks[b], liveness.Out(b));
        }

        foreach (int parameter in function.Parameters)
        {
            if (_heads[parameter] != 0)
            {
                SetStart(parameter, 0);
            }
        }

        for (int i = 0; i < function.Instructions.Count; i++)
        {
            if (function.Instructions[i].Kind == MachineKind.Call)
            {
                _calls.Add((i * Points.PerInstruction) + Points.Write);
            }
        }
    }

    /// <summary>Index of the first segment of a register, 0 if it never lives.</summary>
    public int Head(int register) => _heads[register];

    /// <summary>Start and end (exclusive) of a segment, and the index of the next one.</summary>
    public (int Start, int End, int Next) Segment(int index) => _segments[index];

    /// <summary>Whether a call happens inside a segment of a list: only R6 to R9 can hold it.</summary>
    public bool CrossesCall(int head)
    {
        if (_calls.Count == 0)
        {
            return false;
        }

        for (int s = head; s != 0;)
        {
            (int start, int end, int next) = _segments[s];
            int at = _calls.BinarySearch(start);
            at = at < 0 ? ~at : at;
            if (at < _calls.Count && _calls[at] < end)
            {
                return true;
            }

            s = next;
        }

        return false;
    }

    /// <summary>Whether two lists have a point in common.</summary>
    public bool Overlap(int a, int b)
    {
        while (a != 0 && b != 0)
        {
            (int Start, int End, int Next) x = _segments[a];
            (int Start, int End, int Next) y = _segments[b];
            if (x.End <= y.Start)
            {
                a = x.Next;
            }
            else if (y.End <= x.Start)
            {
                b = y.Next;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A new list with the segments of both, which do not overlap.</summary>
    public int Merge(int a, int b)
    {
        int head = 0;
        int tail = 0;
        while (a != 0 || b != 0)
        {
            bool fromA = b == 0 || (a != 0 && _segments[a].Start < _segments[b].Start);
            (int start, int end, int next) = _segments[fromA ? a : b];
            (a, b) = fromA ? (next, b) : (a, next);
            _segments.Add((start, end, 0));
            int added = _segments.Count - 1;
            if (tail != 0)
            {
                _segments[tail] = _segments[tail] with { Next = added };
            }

            head = head == 0 ? added : head;
            tail = added;
        }

        return head;
    }

    private void ScanBlock(MachineFunction function, MachineBlock block, Span<ulong> live)
    {
        int start = block.First * Points.PerInstruction;
        for (int w = 0; w < live.Length; w++)
        {
            for (ulong bits = live[w]; bits != 0; bits &= bits - 1)
            {
                AddSegment((w << 6) + BitOperations.TrailingZeroCount(bits), start, block.End * Points.PerInstruction);
            }
        }

        Span<int> registers = stackalloc int[OperandReader.MaxOperands];
        Span<int> points = stackalloc int[OperandReader.MaxOperands];
        for (int i = block.End - 1; i >= block.First; i--)
        {
            MachineInstruction instruction = function.Instructions[i];
            int point = i * Points.PerInstruction;
            if (instruction.Def > 0)
            {
                Define(instruction.Def, point + OperandReader.DefinitionPoint(instruction), start);
            }

            if (instruction.Kind == MachineKind.Call)
            {
                ReadAll(function.Calls[instruction.Extra].Arguments, start, point);
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
