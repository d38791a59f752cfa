using KernelScript.Ir;

namespace KernelScript.Backend.Passes;

internal sealed partial class LocalSlots
{
    /// <summary>Copies between two split locals: both get the slots of both, until nothing is new.</summary>
    private void ShareSlots()
    {
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (IrInstruction copy in _copies)
            {
                changed |= Share(copy.Operands[0], copy.Operands[1], copy.Size);
                changed |= Share(copy.Operands[1], copy.Operands[0], copy.Size);
            }
        }
    }

    private bool Share(Value from, Value to, int size)
    {
        int source = _localOf[from.Index];
        int target = _localOf[to.Index];
        if (source < 0 || target < 0 || !_locals[source].IsSplit || !_locals[target].IsSplit)
        {
            return false;
        }

        bool changed = false;
        int shift = _offsetOf[to.Index] - _offsetOf[from.Index];
        int start = _offsetOf[from.Index];
        foreach (LocalSlot slot in _locals[source].Slots.ToArray())
        {
            if (slot.Offset >= start && slot.End <= start + size)
            {
                int count = _locals[target].Slots.Count;
                LocalSlot image = slot with { Local = target, Offset = slot.Offset + shift };
                _locals[target].IsSplit &= _locals[target].Add(image, isLoad: true) && count < MostSlots;
                changed |= _locals[target].Slots.Count > count;
            }
        }

        return changed;
    }

    /// <summary>
    /// A copy into memory writes all its bytes, padding too: the bytes of its source that are in no slot get slots.
    /// </summary>
    private void FillGaps()
    {
        foreach (IrInstruction copy in _copies)
        {
            int source = _localOf[copy.Operands[1].Index];
            if (source < 0 || !_locals[source].IsSplit || IsSplit(copy.Operands[0]))
            {
                continue;
            }

            int at = _offsetOf[copy.Operands[1].Index];
            int end = at + copy.Size;
            while (at < end && _locals[source].IsSplit)
            {
                at = FillGap(_locals[source], source, at, end);
            }
        }
    }

    /// <summary>Goes past the slot at <paramref name="at"/>, or makes the largest aligned one that fits.</summary>
    private static int FillGap(Local local, int index, int at, int end)
    {
        foreach (LocalSlot slot in local.Slots)
        {
            if (slot.Offset <= at && at < slot.End)
            {
                return slot.End;
            }

            if (slot.Offset > at)
            {
                end = Math.Min(end, slot.Offset);
                break;
            }
        }

        int size = 8;
        while (at + size > end || at % size != 0)
        {
            size /= 2;
        }

        local.IsSplit &= local.Slots.Count < MostSlots;
        local.Add(new LocalSlot(index, at, IrType.Integer(8 * size)), isLoad: true);
        return at + size;
    }

    private bool IsSplit(Value pointer) => _localOf[pointer.Index] is >= 0 and var local && _locals[local].IsSplit;

    /// <summary>
    /// Clears and copies must cover slots wholly, and a copy from or to memory must be possible slot by slot.
    /// </summary>
    private void CheckRanges()
    {
        foreach ((int local, int offset, int size) in _ranges)
        {
            foreach (LocalSlot slot in _locals[local].Slots)
            {
                bool isInside = slot.Offset >= offset && slot.End <= offset + size;
                bool isOutside = slot.End <= offset || slot.Offset >= offset + size;
                _locals[local].IsSplit &= isInside || isOutside;
            }
        }

        // Keeping one side of a copy in memory makes it a copy from or to memory for the other side.
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (IrInstruction copy in _copies)
            {
                changed |= CheckSide(copy.Operands[0], copy.Operands[1], copy.Size, isSource: false);
                changed |= CheckSide(copy.Operands[1], copy.Operands[0], copy.Size, isSource: true);
            }
        }
    }

    /// <summary>Whether each slot that the copy writes has one that it reads.</summary>
    private bool HasPartners(Value target, Value source, int size)
    {
        List<LocalSlot> sources = _locals[_localOf[source.Index]].Slots;
        int shift = _offsetOf[source.Index] - _offsetOf[target.Index];
        int start = _offsetOf[target.Index];
        return _locals[_localOf[target.Index]].Slots.TrueForAll(slot =>
            slot.Offset < start || slot.End > start + size
            || sources.Exists(s => s.Offset == slot.Offset + shift && s.Type == slot.Type));
    }

    private bool CheckSide(Value side, Value other, int size, bool isSource)
    {
        if (!IsSplit(side))
        {
            return false;
        }

        Local local = _locals[_localOf[side.Index]];
        if (IsSplit(other))
        {
            local.IsSplit = isSource || HasPartners(side, other, size);
            return !local.IsSplit;
        }

        AddressSpace space = _function.TypeOf(other).Space;
        int start = _offsetOf[side.Index];
        int covered = 0;
        bool isPossible = space is not (AddressSpace.Kernel or AddressSpace.User or AddressSpace.Btf);
        foreach (LocalSlot slot in local.Slots)
        {
            if (slot.Offset >= start && slot.End <= start + size)
            {
                covered += slot.Type.Bytes;
                isPossible &= !slot.Type.IsPointer || space == AddressSpace.Stack;
            }
        }

        local.IsSplit = isPossible && (!isSource || covered == size);
        return !local.IsSplit;
    }
}
