using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>A map entry reference that a change of its map made unusable.</summary>
/// <param name="Variable">The variable that refers to the entry.</param>
/// <param name="Map">The map changed.</param>
/// <param name="Change">The statement or call that changed it.</param>
internal readonly record struct DeadReference(VariableSymbol Variable, MapSymbol Map, SyntaxNode Change);

/// <summary>A variable that refers to an entry of a map.</summary>
/// <param name="Key">The key it was looked up with; null when its parts have changed since.</param>
internal readonly record struct EntryReference(VariableSymbol Variable, MapSymbol Map, BoundExpression? Key);

/// <summary>A ring-buffer record that a variable holds.</summary>
/// <param name="Reserve">The call of <c>reserve</c>.</param>
/// <param name="IsReleased">Whether it was submitted or discarded on this path.</param>
internal readonly record struct OpenRecord(VariableSymbol Variable, MapSymbol Map, SyntaxNode Reserve, bool IsReleased);

/// <summary>What is known at a point of a function. Immutable: branches copy it for nothing.</summary>
/// <remarks>
/// Facts that must hold on every way here (<see cref="NonNull"/>) are intersected where ways meet; those that may hold
/// on
/// one of them (<see cref="Dead"/>, <see cref="References"/>, <see cref="Records"/>) are united. A point that cannot be
/// reached is neutral in both.
/// </remarks>
internal readonly record struct FlowState(
    bool IsReachable,
    ImmutableArray<Place> NonNull,
    ImmutableArray<EntryReference> References,
    ImmutableArray<DeadReference> Dead,
    ImmutableArray<OpenRecord> Records)
{
    /// <summary>The start of a function.</summary>
    public static FlowState Start => new(true, [], [], [], []);

    /// <summary>A point that no way leads to.</summary>
    public static FlowState Unreachable => new(false, [], [], [], []);

    /// <summary>Whether the place is known not to be null.</summary>
    public bool IsNonNull(Place place) => NonNull.Contains(place);

    /// <summary>The place is not null from here on.</summary>
    public FlowState WithNonNull(Place place) =>
        NonNull.Contains(place) ? this : this with { NonNull = NonNull.Add(place) };

    /// <summary>The variable was assigned: nothing is known of it any more.</summary>
    public FlowState Without(VariableSymbol variable)
    {
        FlowState state = this;
        if (!NonNull.IsEmpty)
        {
            state = state with { NonNull = NonNull.RemoveAll(p => ReferenceEquals(p.Variable, variable)) };
        }

        if (!References.IsEmpty)
        {
            ImmutableArray<EntryReference> kept = References.RemoveAll(r => ReferenceEquals(r.Variable, variable));
            state = state with
            {
                References = [.. kept.Select(r => KeyMentions(r.Key, variable) ? r with { Key = null } : r)],
            };
        }

        return Dead.IsEmpty
            ? state
            : state with { Dead = Dead.RemoveAll(d => ReferenceEquals(d.Variable, variable)) };
    }

    /// <summary>A field was assigned: what was known of it, and of what it leads to, is not any more.</summary>
    public FlowState Without(Place place)
    {
        if (place.First is null)
        {
            return Without(place.Variable);
        }

        return NonNull.IsEmpty
            ? this
            : this with
            {
                NonNull = NonNull.RemoveAll(p => ReferenceEquals(p.Variable, place.Variable) && p.First == place.First
                    && (place.Second is null || p.Second == place.Second)),
            };
    }

    /// <summary>The variable refers to a map entry.</summary>
    public FlowState WithReference(EntryReference reference) => this with { References = References.Add(reference) };

    /// <summary>The reference must not be used any more.</summary>
    public FlowState WithDead(DeadReference dead) =>
        Dead.Any(d => ReferenceEquals(d.Variable, dead.Variable)) ? this : this with { Dead = Dead.Add(dead) };

    /// <summary>The variable holds a record.</summary>
    public FlowState WithRecord(OpenRecord record) => this with { Records = Records.Add(record) };

    /// <summary>The variable's record was submitted or discarded.</summary>
    public FlowState WithReleased(VariableSymbol variable) => Records.IsEmpty ? this : this with
    {
        Records = [.. Records.Select(r => ReferenceEquals(r.Variable, variable) ? r with { IsReleased = true } : r)],
    };

    /// <summary>The variable holds no record: it is null, or it is assigned anew.</summary>
    public FlowState WithoutRecord(VariableSymbol variable) => Records.IsEmpty
        ? this
        : this with { Records = Records.RemoveAll(r => ReferenceEquals(r.Variable, variable)) };

    /// <summary>The variable's block is closed.</summary>
    public FlowState Forget(VariableSymbol variable) => Without(variable).WithoutRecord(variable);

    /// <summary>What is known where two ways meet.</summary>
    public static FlowState Join(in FlowState a, in FlowState b)
    {
        if (!a.IsReachable)
        {
            return b;
        }

        if (!b.IsReachable)
        {
            return a;
        }

        ImmutableArray<Place> other = b.NonNull;
        return new FlowState(
            true,
            a.NonNull.IsEmpty || a.NonNull == other ? a.NonNull : a.NonNull.RemoveAll(p => !other.Contains(p)),
            Union(a.References, b.References),
            Union(a.Dead, b.Dead),
            JoinRecords(a.Records, b.Records));
    }

    /// <summary>
    /// Whether a second round of a loop that starts with <paramref name="other"/> too would learn anything new.
    /// </summary>
    public bool Covers(in FlowState other)
    {
        if (!other.IsReachable)
        {
            return true;
        }

        ImmutableArray<Place> theirs = other.NonNull;
        return NonNull.All(p => theirs.Contains(p))
            && (other.Dead.IsEmpty || other.Dead.All(Dead.Contains))
            && (other.Records.IsEmpty || other.Records.All(Records.Contains))
            && (other.References.IsEmpty || other.References.All(CoversReference));
    }

    // Keys are bound anew in each round and so never the same objects.
    private bool CoversReference(EntryReference other)
    {
        foreach (EntryReference own in References)
        {
            if (ReferenceEquals(own.Variable, other.Variable) && ReferenceEquals(own.Map, other.Map)
                && (own.Key is null || other.Key is not null))
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableArray<T> Union<T>(ImmutableArray<T> a, ImmutableArray<T> b)
    {
        if (b.IsEmpty || a == b)
        {
            return a;
        }

        ImmutableArray<T> result = a;
        foreach (T item in b)
        {
            if (!result.Contains(item))
            {
                result = result.Add(item);
            }
        }

        return result;
    }

    // A record is released only if it is on both ways; one that a way does not have was null there.
    private static ImmutableArray<OpenRecord> JoinRecords(ImmutableArray<OpenRecord> a, ImmutableArray<OpenRecord> b)
    {
        if (b.IsEmpty || a == b)
        {
            return a;
        }

        ImmutableArray<OpenRecord> result = a;
        foreach (OpenRecord record in b)
        {
            OpenRecord opposite = record with { IsReleased = !record.IsReleased };
            if (result.Contains(opposite))
            {
                result = result.Replace(opposite, record with { IsReleased = false });
            }
            else if (!result.Contains(record))
            {
                result = result.Add(record);
            }
        }

        return result;
    }

    private static bool KeyMentions(BoundExpression? key, VariableSymbol variable) => key switch
    {
        null => false,
        BoundVariable v => ReferenceEquals(v.Variable, variable),
        BoundConversion c => KeyMentions(c.Operand, variable),
        BoundField f => KeyMentions(f.Receiver, variable),
        BoundNonNull n => KeyMentions(n.Operand, variable),
        BoundLiteral => false,
        _ => true,
    };
}
