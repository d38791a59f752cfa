using KernelScript.Backend.Passes.Memory;
using KernelScript.Ir;

namespace KernelScript.Backend.Passes.Numbering;

/// <content>Map entries: a lookup costs as much as a hundred simple instructions.</content>
internal sealed partial class Numbering
{
    /// <summary><c>BPF_NOEXIST</c>: such an update fails for a key that is there.</summary>
    private const long NoExist = 1;

    private bool VisitLookup(IrInstruction lookup)
    {
        if (_context.Module.FindMap(lookup.Symbol!) is not { } map || !HasStableEntries(map))
        {
            return false;
        }

        (MemoryLocation key, KnownContent[] pieces) = KeyOf(lookup.Operands[0], map);
        Value known = FindLookup(map, key, pieces);
        if (known.IsValid && _function.TypeOf(known) == _function.TypeOf(lookup.Result) && Step())
        {
            _replacements.Replace(lookup.Result, known);
            return true;
        }

        _memory.Add(new KnownLookup(map.Name, key, pieces, lookup.Result));
        return false;
    }

    /// <summary>An update of an entry known to be there writes the value into it and gives 0.</summary>
    private bool VisitUpdate(IrInstruction update)
    {
        if (_context.Module.FindMap(update.Symbol!) is { } map && HasStableEntries(map) && update.Imm != NoExist)
        {
            (MemoryLocation key, KnownContent[] pieces) = KeyOf(update.Operands[0], map);
            Value entry = FindLookup(map, key, pieces);
            if (entry.IsValid && IsKnownNonNull(entry) && Step())
            {
                WriteEntry(update, map, entry);
                return true;
            }
        }

        _memory.Forget(update, _effects, _context.Module);
        return false;
    }

    private void WriteEntry(IrInstruction update, IrMap map, Value entry)
    {
        MemoryLocation source = _origins.Locate(update.Operands[1], 0, map.Value.Size);
        Value pointer = Emit(
            IrOp.NonNull, _function.TypeOf(entry).AsNonNull(), [entry], position: update.Position);

        // A value written in one piece needs no detour through memory.
        if (_memory.PiecesOf(source) is [{ Value.IsValid: true } whole])
        {
            Emit(IrOp.Store, IrType.Void, [pointer, whole.Value], position: update.Position);
        }
        else
        {
            Emit(
                IrOp.MemCopy, IrType.Void, [pointer, update.Operands[1]], size: map.Value.Size,
                position: update.Position);
        }

        if (update.Result.IsValid)
        {
            _replacements.Replace(
                update.Result, Emit(IrOp.Const, _function.TypeOf(update.Result), [], position: update.Position));
        }
    }

    private (MemoryLocation Key, KnownContent[] Pieces) KeyOf(Value pointer, IrMap map)
    {
        MemoryLocation key = _origins.Locate(pointer, 0, map.Key.Size);
        return (key, _memory.PiecesOf(key));
    }

    private Value FindLookup(IrMap map, MemoryLocation key, KnownContent[] pieces)
    {
        foreach (KnownLookup lookup in _memory.Lookups)
        {
            bool isSameKey = (key.Offset is not null && lookup.Key == key)
                || (pieces.Length > 0 && lookup.Pieces.AsSpan().SequenceEqual(pieces));
            if (isSameKey && lookup.Map == map.Name)
            {
                return lookup.Result;
            }
        }

        return default;
    }

    /// <summary>
    /// Hash maps and arrays: what a lookup found stays there until the program itself changes the map.
    /// </summary>
    private static bool HasStableEntries(IrMap map) => MapKinds.IsHash(map.Type) || MapKinds.IsArray(map.Type);
}
