using KernelScript.Ir;

namespace KernelScript.Backend.Passes.Memory;

/// <summary>A value known to be in memory.</summary>
/// <param name="Location">Where.</param>
/// <param name="Value">What; invalid when all bytes there are zero.</param>
internal readonly record struct KnownContent(MemoryLocation Location, Value Value);

/// <summary>A value known to be in memory if a condition holds, or if it does not.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Holds">Whether it must hold.</param>
/// <param name="Content">What is in memory then.</param>
internal readonly record struct ConditionalContent(Value Condition, bool Holds, KnownContent Content);

/// <summary>A lookup whose result still holds.</summary>
/// <param name="Map">The map looked into.</param>
/// <param name="Key">Where the key was, while it is still there; its root is invalid otherwise.</param>
/// <param name="Pieces">What the key was made of, or empty when that is not known.</param>
/// <param name="Result">The pointer found, or null.</param>
internal readonly record struct KnownLookup(string Map, MemoryLocation Key, KnownContent[] Pieces, Value Result);

/// <summary>A call whose result a repetition would give again.</summary>
/// <param name="Call">The call.</param>
/// <param name="Reads">Spaces it reads, as bits.</param>
internal readonly record struct KnownCall(IrInstruction Call, uint Reads);

/// <summary>What is known about memory at one point of a function.</summary>
internal sealed class MemoryState
{
    /// <summary>The oldest facts are forgotten beyond this: each write looks at all of them.</summary>
    private const int MostContents = 48;
    private readonly List<KnownContent> _contents;
    private readonly List<KnownLookup> _lookups;
    private readonly List<KnownCall> _calls;
    private readonly List<ConditionalContent> _conditional;

    /// <summary>Nothing is known.</summary>
    public MemoryState()
    {
        _contents = [];
        _lookups = [];
        _calls = [];
        _conditional = [];
    }

    /// <summary>The same is known as in <paramref name="other"/>.</summary>
    public MemoryState(MemoryState other)
    {
        _contents = new List<KnownContent>(other._contents);
        _lookups = new List<KnownLookup>(other._lookups);
        _calls = new List<KnownCall>(other._calls);
        _conditional = new List<ConditionalContent>(other._conditional);
    }

    /// <summary>Values known to be in memory.</summary>
    public IReadOnlyList<KnownContent> Contents => _contents;

    /// <summary>Lookups whose result still holds.</summary>
    public IReadOnlyList<KnownLookup> Lookups => _lookups;

    /// <summary>Calls whose results still hold.</summary>
    public IReadOnlyList<KnownCall> Calls => _calls;

    /// <summary>
    /// The value of type <paramref name="type"/> in exactly that place; invalid when it is not known.
    /// </summary>
    public Value Find(MemoryLocation location, IrType type, IrFunction function)
    {
        for (int i = _contents.Count - 1; i >= 0; i--)
        {
            if (_contents[i].Location == location && _contents[i].Value.IsValid
                && function.TypeOf(_contents[i].Value) == type)
            {
                return _contents[i].Value;
            }
        }

        return default;
    }

    /// <summary>Whether all bytes of the place are known to be zero.</summary>
    public bool IsZero(MemoryLocation location)
    {
        foreach (KnownContent content in _contents)
        {
            if (!content.Value.IsValid && content.Location.Space == location.Space
                && content.Location.Root == location.Root && content.Location.Offset is { } start
                && location.Offset >= start && location.Offset + location.Size <= start + content.Location.Size)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Values in the bytes of the place, in order and without gaps; empty when some byte is not known.
    /// </summary>
    public KnownContent[] PiecesOf(MemoryLocation location)
    {
        if (location.Offset is not { } at)
        {
            return [];
        }

        var pieces = new List<KnownContent>();
        long end = at + location.Size;
        while (at < end)
        {
            KnownContent piece = PieceAt(location, at, end);
            if (piece.Location.Size == 0)
            {
                return [];
            }

            // Relative to the start, so that equal contents elsewhere compare equal.
            MemoryLocation relative = new(AddressSpace.None, default, at - location.Offset, piece.Location.Size);
            pieces.Add(new KnownContent(relative, piece.Value));
            at += piece.Location.Size;
        }

        return [.. pieces];
    }

    /// <summary>Notes what a load found or a store wrote.</summary>
    public void Add(MemoryLocation location, Value value)
    {
        if (location.Offset is null)
        {
            return;
        }

        if (_contents.Count == MostContents)
        {
            _contents.RemoveAt(0);
        }

        _contents.Add(new KnownContent(location, value));
    }

    /// <summary>Notes what a lookup gave.</summary>
    public void Add(KnownLookup lookup) => _lookups.Add(lookup);

    /// <summary>Notes what a call gave.</summary>
    public void Add(KnownCall call) => _calls.Add(call);

    /// <summary>Notes what memory holds under a condition.</summary>
    public void Add(ConditionalContent content) => _conditional.Add(content);

    /// <summary>Notes for good what holds because <paramref name="condition"/> does, or does not.</summary>
    public void Assume(Value condition, bool holds)
    {
        foreach (ConditionalContent conditional in _conditional)
        {
            if (conditional.Condition == condition && conditional.Holds == holds)
            {
                Add(conditional.Content.Location, conditional.Content.Value);
            }
        }
    }

    /// <summary>Forgets what <paramref name="instruction"/> may change.</summary>
    public void Forget(IrInstruction instruction, MemoryEffects effects, IrModule module)
    {
        MemoryWrite write = effects.Describe(instruction);
        for (int i = _contents.Count - 1; i >= 0; i--)
        {
            if (effects.MayWrite(write, _contents[i].Location))
            {
                KnownContent content = _contents[i];
                _contents.RemoveAt(i);
                KeepZeroAround(content, write.Location);
            }
        }

        for (int i = _conditional.Count - 1; i >= 0; i--)
        {
            if (effects.MayWrite(write, _conditional[i].Content.Location))
            {
                _conditional.RemoveAt(i);
            }
        }

        for (int i = _calls.Count - 1; i >= 0; i--)
        {
            if (effects.MayWriteIn(instruction, _calls[i].Reads))
            {
                _calls.RemoveAt(i);
            }
        }

        for (int i = _lookups.Count - 1; i >= 0; i--)
        {
            ForgetLookup(i, write, effects, module);
        }
    }

    /// <summary>Keeps only what <paramref name="other"/> knows too.</summary>
    public void Intersect(MemoryState other)
    {
        KeepCommon(_contents, other._contents);
        KeepCommon(_calls, other._calls);
        KeepCommon(_conditional, other._conditional);
        _lookups.RemoveAll(l => !other._lookups.Exists(o => o.Result == l.Result && o.Map == l.Map && o.Key == l.Key
            && o.Pieces.AsSpan().SequenceEqual(l.Pieces)));
    }

    private static void KeepCommon<T>(List<T> facts, List<T> others)
    {
        for (int i = facts.Count - 1; i >= 0; i--)
        {
            if (!others.Contains(facts[i]))
            {
                facts.RemoveAt(i);
            }
        }
    }

    private void ForgetLookup(int index, MemoryWrite write, MemoryEffects effects, IrModule module)
    {
        KnownLookup lookup = _lookups[index];
        bool losesKey = lookup.Key.Root.IsValid && effects.MayWrite(write, lookup.Key);
        if ((losesKey && lookup.Pieces.Length == 0)
            || effects.MayChangeEntries(write.Instruction, module.FindMap(lookup.Map)!))
        {
            _lookups.RemoveAt(index);
        }
        else if (losesKey)
        {
            _lookups[index] = lookup with { Key = default };
        }
    }

    /// <summary>Of a cleared range what lies before and after the bytes written stays zero.</summary>
    private void KeepZeroAround(KnownContent content, MemoryLocation written)
    {
        if (content.Value.IsValid || content.Location.Root != written.Root
            || content.Location.Offset is not { } start || written.Offset is not { } from)
        {
            return;
        }

        long end = start + content.Location.Size;
        long to = from + written.Size;
        if (start < from)
        {
            _contents.Add(content with { Location = content.Location with { Size = (int)(from - start) } });
        }

        if (to < end)
        {
            _contents.Add(content with { Location = content.Location with { Offset = to, Size = (int)(end - to) } });
        }
    }

    private KnownContent PieceAt(MemoryLocation location, long at, long end)
    {
        long next = end;
        KnownContent zero = default;
        for (int i = _contents.Count - 1; i >= 0; i--)
        {
            KnownContent content = _contents[i];
            if (content.Location.Space != location.Space || content.Location.Root != location.Root
                || content.Location.Offset is not { } start)
            {
                continue;
            }

            if (content.Value.IsValid && start == at && start + content.Location.Size <= end)
            {
                return content;
            }

            if (content.Value.IsValid && start > at)
            {
                next = Math.Min(next, start);
            }
            else if (!content.Value.IsValid && start <= at && at < start + content.Location.Size)
            {
                zero = content;
            }
        }

        if (zero.Location.Size == 0)
        {
            return default;
        }

        next = Math.Min(next, zero.Location.Offset!.Value + zero.Location.Size);
        return zero with { Location = zero.Location with { Offset = at, Size = (int)(next - at) } };
    }
}
