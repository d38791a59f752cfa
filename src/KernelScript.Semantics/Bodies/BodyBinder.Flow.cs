using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// What the order of execution says: null tests, dead entry references, records to submit.
internal sealed partial class BodyBinder
{
    // Records reported already: one report for each, whatever the number of ways that lose it.
    private readonly List<SyntaxNode> _lostRecords = [];

    /// <summary>Closes a block: its variables are gone, and with them what was known of them.</summary>
    private void LeaveScope((int Count, int Start) mark)
    {
        foreach ((_, Symbol symbol) in _scope.Innermost)
        {
            if (symbol is VariableSymbol variable)
            {
                CheckReleased(variable);
                _flow = _flow.Forget(variable);
            }
        }

        _scope.Leave(mark);
    }

    /// <summary>The function is left here: records that are still held are lost.</summary>
    private void Leave(SyntaxNode at)
    {
        foreach (OpenRecord record in _flow.Records)
        {
            ReportLost(record, at);
        }

        _flow = FlowState.Unreachable;
    }

    private void CheckReleased(VariableSymbol variable)
    {
        foreach (OpenRecord record in _flow.Records)
        {
            if (ReferenceEquals(record.Variable, variable))
            {
                ReportLost(record, null);
            }
        }
    }

    private void ReportLost(OpenRecord record, SyntaxNode? leaving)
    {
        if (record.IsReleased || _lostRecords.Contains(record.Reserve))
        {
            return;
        }

        _lostRecords.Add(record.Reserve);
        ImmutableArray<DiagnosticNote> notes = leaving is null
            ? []
            : [new DiagnosticNote("the function is left here without it", leaving.Location)];
        Diagnostics.Add(new Diagnostic(
            Descriptors.RecordNotReleased, record.Reserve.Location, record.Map.Name, record.Variable.Name)
        {
            Notes = notes,
        });
    }

    /// <summary>A place was assigned a value: remembers what that says.</summary>
    private void NoteAssigned(Place place, BoundExpression? value)
    {
        if (place.First is null)
        {
            CheckReleased(place.Variable);
            _flow = _flow.WithoutRecord(place.Variable);
        }

        _flow = _flow.Without(place);
        if (value is null)
        {
            return;
        }

        BoundExpression source = StripPointerConversions(value);
        if (value.Type is PointerType { IsNullable: false } || source is BoundNonNull)
        {
            _flow = _flow.WithNonNull(place);
        }

        if (place.First is not null)
        {
            return;
        }

        VariableSymbol variable = place.Variable;
        switch (source)
        {
            case BoundMapReference reference:
                _flow = _flow.WithReference(new EntryReference(variable, reference.Map, reference.Key));
                break;
            case BoundMapOperation { Operation: MapOperation.Reserve } reserve:
                _flow = _flow.WithRecord(new OpenRecord(variable, reserve.Map, reserve.Syntax, false));
                break;
            case BoundMapEntry:
                _entryValues.Add(variable);
                break;
            case BoundVariable { Variable: var other }:
                CopyReference(variable, other);
                break;
            case BoundNonNull { Operand: BoundVariable { Variable: var other } }:
                CopyReference(variable, other);
                break;
        }
    }

    private void CopyReference(VariableSymbol variable, VariableSymbol source)
    {
        foreach (EntryReference reference in _flow.References)
        {
            if (ReferenceEquals(reference.Variable, source))
            {
                _flow = _flow.WithReference(reference with { Variable = variable });
                return;
            }
        }
    }

    private static BoundExpression StripPointerConversions(BoundExpression value)
    {
        while (value is BoundConversion { Type: PointerType } conversion && conversion.Operand.Type is PointerType)
        {
            value = conversion.Operand;
        }

        // A scalar of an entry may be widened on its way; the variable still remembers presence.
        return value is BoundConversion { Operand: BoundMapEntry entry } ? entry : value;
    }

    /// <summary>A map was changed: references to other entries of it may be gone.</summary>
    /// <param name="key">The key updated; null for a deletion.</param>
    private void NoteChange(MapSymbol map, BoundExpression? key, SyntaxNode change)
    {
        if (map.IsArray)
        {
            return;
        }

        foreach (EntryReference reference in _flow.References)
        {
            if (ReferenceEquals(reference.Map, map) && !(key is not null && IsSameValue(reference.Key, key)))
            {
                _flow = _flow.WithDead(new DeadReference(reference.Variable, map, change));
            }
        }
    }

    /// <summary>A function was called that may change maps.</summary>
    private void NoteCall(FunctionSymbol function, SyntaxNode call)
    {
        if (_flow.References.IsEmpty)
        {
            return;
        }

        foreach (MapSymbol map in _binder.Changes.Of(function))
        {
            NoteChange(map, null, call);
        }
    }

    /// <summary>
    /// Whether two keys are the same value: equal expressions of variables that were not assigned between.
    /// </summary>
    private static bool IsSameValue(BoundExpression? a, BoundExpression? b) => (a, b) switch
    {
        (BoundLiteral x, BoundLiteral y) => x.Value == y.Value && x.Type.IsSame(y.Type),
        (BoundVariable x, BoundVariable y) => ReferenceEquals(x.Variable, y.Variable),
        (BoundNonNull x, BoundNonNull y) => IsSameValue(x.Operand, y.Operand),
        (BoundField x, BoundField y) => x.Field == y.Field && IsSameValue(x.Receiver, y.Receiver),
        (BoundConversion x, BoundConversion y) => x.Type.IsSame(y.Type) && IsSameValue(x.Operand, y.Operand),
        _ => false,
    };

    /// <summary>Reports the use of a variable whose entry or record is gone.</summary>
    private void CheckAlive(SyntaxNode syntax, VariableSymbol variable)
    {
        foreach (DeadReference dead in _flow.Dead)
        {
            if (ReferenceEquals(dead.Variable, variable))
            {
                Diagnostics.Add(
                    new Diagnostic(Descriptors.InvalidatedEntry, syntax.Location, variable.Name, dead.Map.Name)
                {
                    Notes = [new DiagnosticNote($"'{dead.Map.Name}' was changed here", dead.Change.Location)],
                });
                _flow = _flow with { Dead = _flow.Dead.Remove(dead) };
                return;
            }
        }

        foreach (OpenRecord record in _flow.Records)
        {
            if (record.IsReleased && ReferenceEquals(record.Variable, variable))
            {
                Report(Descriptors.RecordReleased, syntax, variable.Name);
                _flow = _flow.WithoutRecord(variable);
                return;
            }
        }
    }

    /// <summary>Makes a pointer ready to be followed; reports one that may be null, once.</summary>
    private BoundExpression RequireNonNull(BoundExpression pointer)
    {
        if (!pointer.Type.IsNullablePointer())
        {
            return pointer;
        }

        Diagnostic diagnostic = DescribeNull(pointer);
        BoundExpression source = SourceOf(pointer);
        if (source is BoundVariable { Variable: { Kind: VariableKind.Parameter, IsWritten: false } parameter }
            && _function is not null)
        {
            _binder.Nullness.AddUse(parameter, IsKernel, diagnostic);
        }
        else
        {
            Diagnostics.Add(diagnostic);
        }

        if (Place.Of(source) is { } place)
        {
            _flow = _flow.WithNonNull(place);
        }

        return AsNonNull(pointer);
    }

    /// <summary>The pointer that another one was computed from: they are null together.</summary>
    private static BoundExpression SourceOf(BoundExpression pointer) => pointer switch
    {
        BoundBinary { Operation: BinaryOperation.PointerAdd or BinaryOperation.PointerSubtract } sum =>
            SourceOf(sum.Left),
        BoundConversion { Operand.Type: PointerType } conversion => SourceOf(conversion.Operand),
        _ => pointer,
    };

    private static BoundNonNull AsNonNull(BoundExpression pointer) =>
        new(pointer.Syntax, new PointerType(((PointerType)pointer.Type).Element, false), pointer);

    private Diagnostic DescribeNull(BoundExpression pointer)
    {
        BoundExpression source = StripPointerConversions(pointer);
        if (source is BoundMapReference direct)
        {
            return new Diagnostic(
                Descriptors.EntryMayBeAbsent, pointer.Syntax.Location, direct.Map.Name, pointer.Syntax.ToString());
        }

        if (source is BoundVariable { Variable: var variable })
        {
            foreach (EntryReference reference in _flow.References)
            {
                if (ReferenceEquals(reference.Variable, variable))
                {
                    return new Diagnostic(
                        Descriptors.EntryMayBeAbsent, pointer.Syntax.Location, reference.Map.Name, variable.Name);
                }
            }
        }

        return new Diagnostic(Descriptors.MayBeNull, pointer.Syntax.Location, pointer.Syntax.ToString());
    }
}
