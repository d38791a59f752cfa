using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Frames;

/// <summary>Which parts of the frame hold something of value at the same time and so need different places.</summary>
/// <remarks>
/// Parts are the frame objects, then the spill slots. A part is of value where some access may have happened before and
/// some access may happen later; a store to a spill slot ends what was before it.
/// </remarks>
internal sealed class FrameInterference
{
    private readonly MachineFunction _function;
    private readonly FrameAccesses _accesses;
    private readonly int _objects;
    private readonly int _words;
    private readonly ulong[] _pairs;

    /// <summary>Computes the relation for all parts of the frame.</summary>
    public FrameInterference(MachineFunction function)
    {
        _function = function;
        _accesses = new FrameAccesses(function);
        _objects = function.FrameObjects.Count;
        Count = _objects + function.SpillSlotCount;
        _words = (Count + 63) >> 6;
        _pairs = new ulong[Count * _words];
        if (Count > 1)
        {
            Relate();
        }
    }

    /// <summary>Number of parts.</summary>
    public int Count { get; }

    /// <summary>Whether the two parts need different places.</summary>
    public bool Interfere(int a, int b) => Contains(_pairs.AsSpan(a * _words, _words), b);

    private void Relate()
    {
        int blocks = _function.Blocks.Count;
        var later = new ulong[blocks * _words];
        var before = new ulong[blocks * _words];
        while (FlowBackwards(later) | FlowForwards(before))
        {
        }

        Span<ulong> live = stackalloc ulong[_words];
        Span<ulong> touched = stackalloc ulong[_words];
        for (int b = 0; b < blocks; b++)
        {
            before.AsSpan(b * _words, _words).CopyTo(touched);
            RelateBlock(_function.Blocks[b], later, touched, live);
        }

        for (int o = 0; o < _objects; o++)
        {
            for (int other = 0; _accesses.IsEscaped(o) && other < Count; other++)
            {
                Add(_pairs.AsSpan(o * _words, _words), other);
                Add(_pairs.AsSpan(other * _words, _words), o);
            }
        }
    }

    /// <summary>
    /// Goes through a block forwards; what is needed later is found by a scan backwards from each access.
    /// </summary>
    private void RelateBlock(MachineBlock block, ulong[] later, Span<ulong> touched, Span<ulong> live)
    {
        int length = block.End - block.First;
        var needed = new ulong[(length + 1) * _words];
        Span<ulong> set = needed.AsSpan(length * _words, _words);
        SuccessorsNeed(block, later, set);
        for (int i = length - 1; i >= 0; i--)
        {
            Span<ulong> earlier = needed.AsSpan(i * _words, _words);
            needed.AsSpan((i + 1) * _words, _words).CopyTo(earlier);
            StepBackwards(_function.Instructions[block.First + i], block, earlier);
        }

        Both(touched, needed.AsSpan(0, _words), live);
        RelateAll(live);
        for (int i = 0; i < length; i++)
        {
            StepForwards(_function.Instructions[block.First + i], block, touched);
            Both(touched, needed.AsSpan((i + 1) * _words, _words), live);

            // What is written here needs a place even if nobody reads it.
            Span<ulong> written = needed.AsSpan(i * _words, _words);
            written.Clear();
            StepForwards(_function.Instructions[block.First + i], block, written);
            for (int w = 0; w < _words; w++)
            {
                live[w] |= written[w];
            }

            if (written.ContainsAnyExcept(0UL))
            {
                RelateAll(live);
            }
        }
    }

    private void RelateAll(ReadOnlySpan<ulong> live)
    {
        for (int part = 0; part < Count; part++)
        {
            if (Contains(live, part))
            {
                Span<ulong> row = _pairs.AsSpan(part * _words, _words);
                for (int w = 0; w < _words; w++)
                {
                    row[w] |= live[w];
                }
            }
        }
    }

    private bool FlowBackwards(ulong[] later)
    {
        bool changed = false;
        Span<ulong> set = stackalloc ulong[_words];
        for (int b = _function.Blocks.Count - 1; b >= 0; b--)
        {
            MachineBlock block = _function.Blocks[b];
            set.Clear();
            SuccessorsNeed(block, later, set);
            for (int i = block.End - 1; i >= block.First; i--)
            {
                StepBackwards(_function.Instructions[i], block, set);
            }

            foreach (int parameter in block.Parameters)
            {
                if (parameter < 0)
                {
                    Remove(set, _objects + ~parameter);
                }
            }

            changed |= Merge(set, later.AsSpan(b * _words, _words));
        }

        return changed;
    }

    private bool FlowForwards(ulong[] before)
    {
        bool changed = false;
        Span<ulong> set = stackalloc ulong[_words];
        for (int b = 0; b < _function.Blocks.Count; b++)
        {
            MachineBlock block = _function.Blocks[b];
            before.AsSpan(b * _words, _words).CopyTo(set);
            for (int i = block.First; i < block.End; i++)
            {
                StepForwards(_function.Instructions[i], block, set);
            }

            changed |= block.Taken >= 0 && Merge(set, before.AsSpan(block.Taken * _words, _words));
            changed |= block.Next >= 0 && Merge(set, before.AsSpan(block.Next * _words, _words));
        }

        return changed;
    }

    private void SuccessorsNeed(MachineBlock block, ulong[] later, Span<ulong> set)
    {
        _ = block.Taken >= 0 && Merge(later.AsSpan(block.Taken * _words, _words), set);
        _ = block.Next >= 0 && Merge(later.AsSpan(block.Next * _words, _words), set);
    }

    private void StepBackwards(in MachineInstruction instruction, MachineBlock block, Span<ulong> set)
    {
        if (instruction.Kind == MachineKind.Spill)
        {
            Remove(set, _objects + instruction.Extra);
            return;
        }

        if (instruction.Kind == MachineKind.Goto)
        {
            foreach (int argument in block.Arguments)
            {
                AddSlot(argument, set);
            }
        }

        Touch(instruction, set);
    }

    private void StepForwards(in MachineInstruction instruction, MachineBlock block, Span<ulong> set)
    {
        if (instruction.Kind == MachineKind.Goto)
        {
            foreach (int parameter in _function.Blocks[block.Next].Parameters)
            {
                AddSlot(parameter, set);
            }
        }

        Touch(instruction, set);
    }

    private void AddSlot(int operand, Span<ulong> set)
    {
        if (operand < 0 && !MachineBlock.IsRecipe(operand, out _))
        {
            Add(set, _objects + ~operand);
        }
    }

    private void Touch(in MachineInstruction instruction, Span<ulong> set)
    {
        if (instruction.Kind is MachineKind.Spill or MachineKind.Fill)
        {
            Add(set, _objects + instruction.Extra);
        }
        else if (instruction.Kind == MachineKind.Call)
        {
            foreach (int argument in _function.Calls[instruction.Extra].Arguments)
            {
                AddObject(_accesses.ObjectOf(argument), set);
            }
        }

        AddObject(FrameAccesses.DirectObject(instruction), set);
        AddObject(_accesses.ObjectOf(instruction.A), set);
        AddObject(_accesses.ObjectOf(instruction.B), set);
    }

    private static void AddObject(int frameObject, Span<ulong> set)
    {
        if (frameObject != FrameAccesses.None)
        {
            Add(set, frameObject);
        }
    }

    private static void Both(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> result)
    {
        for (int w = 0; w < result.Length; w++)
        {
            result[w] = a[w] & b[w];
        }
    }

    private static bool Merge(ReadOnlySpan<ulong> from, Span<ulong> into)
    {
        bool changed = false;
        for (int w = 0; w < into.Length; w++)
        {
            changed |= (from[w] & ~into[w]) != 0;
            into[w] |= from[w];
        }

        return changed;
    }

    private static bool Contains(ReadOnlySpan<ulong> set, int part) => (set[part >> 6] >> part & 1) != 0;

    private static void Add(Span<ulong> set, int part) => set[part >> 6] |= 1UL << part;

    private static void Remove(Span<ulong> set, int part) => set[part >> 6] &= ~(1UL << part);
}
