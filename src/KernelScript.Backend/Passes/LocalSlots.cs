using KernelScript.Ir;
using KernelScript.Ir.Analyses;

namespace KernelScript.Backend.Passes;

/// <summary>A part of a local that is always read and written as a whole.</summary>
/// <param name="Local">Which local, counted from 0.</param>
/// <param name="Offset">Bytes from its start.</param>
/// <param name="Type">Its type. Slots that only a copy needs are integers.</param>
internal readonly record struct LocalSlot(int Local, int Offset, IrType Type)
{
    public int End => Offset + Type.Bytes;
}

/// <summary>
/// The locals whose address stays inside loads, stores, clears and copies at constant offsets, cut into slots that do
/// not overlap.
/// </summary>
/// <remarks>
/// A local is all or nothing: one access that overlaps a slot in part, or one use of the address elsewhere, and it
/// stays in memory. Copies between two such locals carry the slots of each to the other.
/// </remarks>
internal sealed partial class LocalSlots
{
    private const int MostSlots = 16;
    private readonly IrFunction _function;
    private readonly Definitions _definitions;
    private readonly List<Local> _locals = [];
    private readonly int[] _localOf;
    private readonly int[] _offsetOf;
    private readonly List<IrInstruction> _copies = [];
    private readonly List<(int Local, int Offset, int Size)> _ranges = [];

    /// <summary>Looks at <paramref name="function"/>, all of whose blocks are reachable.</summary>
    public LocalSlots(IrFunction function)
    {
        _function = function;
        _localOf = new int[function.ValueCount];
        _offsetOf = new int[function.ValueCount];
        Array.Fill(_localOf, -1);
        FindLocals();
        _definitions = _locals.Count > 0 ? new Definitions(function) : null!;
        if (_locals.Count > 0)
        {
            CollectAccesses();
            ShareSlots();
            FillGaps();
            ShareSlots();
            CheckPointers();
            CheckRanges();
            NumberSlots();
        }
    }

    /// <summary>The slots of all locals that can leave memory.</summary>
    public List<LocalSlot> Slots { get; } = [];

    /// <summary>Whether <paramref name="pointer"/> points into a local that can leave memory.</summary>
    public bool IsPromoted(Value pointer) =>
        pointer.Index < _localOf.Length && _localOf[pointer.Index] is >= 0 and var local && _locals[local].IsSplit;

    /// <summary>The number of the slot at <paramref name="pointer"/> + <paramref name="offset"/>.</summary>
    public int SlotAt(Value pointer, long offset)
    {
        Local local = _locals[_localOf[pointer.Index]];
        int at = _offsetOf[pointer.Index] + (int)offset;
        return local.FirstSlot + local.Slots.FindIndex(s => s.Offset == at);
    }

    /// <summary>The numbers of the slots in a range, with their offsets from its start.</summary>
    public IEnumerable<(int Slot, int Offset)> SlotsIn(Value pointer, long offset, int size)
    {
        Local local = _locals[_localOf[pointer.Index]];
        int start = _offsetOf[pointer.Index] + (int)offset;
        for (int i = 0; i < local.Slots.Count; i++)
        {
            if (local.Slots[i].Offset >= start && local.Slots[i].End <= start + size)
            {
                yield return (local.FirstSlot + i, local.Slots[i].Offset - start);
            }
        }
    }

    private void FindLocals()
    {
        foreach (IrInstruction instruction in _function.Entry.Instructions)
        {
            if (instruction.Op == IrOp.Alloca)
            {
                _localOf[instruction.Result.Index] = _locals.Count;
                _locals.Add(new Local((int)Math.Min(instruction.Imm, int.MaxValue)));
            }
        }
    }

    /// <summary>Blocks come in reverse postorder, so that a derived pointer is known before it is used.</summary>
    private void CollectAccesses()
    {
        foreach (IrBlock block in new ControlFlow(_function).ReversePostorder)
        {
            foreach (IrInstruction instruction in block.Instructions)
            {
                Collect(instruction);
                foreach (BlockTarget target in instruction.Targets)
                {
                    KeepInMemory(target.Arguments, 0);
                }
            }
        }
    }

    private void Collect(IrInstruction instruction)
    {
        switch (instruction.Op)
        {
            case IrOp.Copy:
                Derive(instruction, 0);
                break;
            case IrOp.PtrAdd when _definitions.TryGetConstant(instruction.Operands[1], out long offset):
                Derive(instruction, offset);
                break;
            case IrOp.Load:
                AddAccess(instruction.Operands[0], instruction.Imm, _function.TypeOf(instruction.Result), isLoad: true);
                break;
            case IrOp.Store:
                AddAccess(
                    instruction.Operands[0], instruction.Imm, _function.TypeOf(instruction.Operands[1]), isLoad: false);
                KeepInMemory(instruction.Operands, 1);
                break;
            case IrOp.MemZero:
                AddRange(instruction.Operands[0], instruction.Imm, instruction.Size);
                break;
            case IrOp.MemCopy:
                AddRange(instruction.Operands[0], 0, instruction.Size);
                AddRange(instruction.Operands[1], 0, instruction.Size);
                _copies.Add(instruction);
                break;
            default:
                KeepInMemory(instruction.Operands, 0);
                break;
        }
    }

    private void Derive(IrInstruction instruction, long offset)
    {
        int local = _localOf[instruction.Operands[0].Index];
        if (local >= 0)
        {
            long sum = _offsetOf[instruction.Operands[0].Index] + offset;
            _localOf[instruction.Result.Index] = local;
            _offsetOf[instruction.Result.Index] = (int)sum;
            _locals[local].IsSplit &= sum >= 0 && sum <= _locals[local].Size;
        }
    }

    private void AddAccess(Value pointer, long offset, IrType type, bool isLoad)
    {
        int index = _localOf[pointer.Index];
        if (index >= 0 && _locals[index].IsSplit)
        {
            long at = _offsetOf[pointer.Index] + offset;
            _locals[index].IsSplit = at >= 0 && at + type.Bytes <= _locals[index].Size
                && _locals[index].Add(new LocalSlot(index, (int)at, type), isLoad);
        }
    }

    private void AddRange(Value pointer, long offset, int size)
    {
        int index = _localOf[pointer.Index];
        if (index >= 0)
        {
            long at = _offsetOf[pointer.Index] + offset;
            _locals[index].IsSplit &= at >= 0 && at + size <= _locals[index].Size;
            _ranges.Add((index, (int)at, size));
        }
    }

    private void KeepInMemory(Value[] values, int first)
    {
        for (int i = first; i < values.Length; i++)
        {
            if (_localOf[values[i].Index] is >= 0 and var local)
            {
                _locals[local].IsSplit = false;
            }
        }
    }

    /// <summary>
    /// A slot whose pointers are read as surely not null must hold only such, on every path to each read: there is no
    /// value to stand for what was never written.
    /// </summary>
    private void CheckPointers()
    {
        for (int i = 0; i < _locals.Count; i++)
        {
            foreach (LocalSlot slot in _locals[i].Slots)
            {
                bool isDemanding = _locals[i].NonNullLoads.Contains(slot.Offset);
                _locals[i].IsSplit &= !isDemanding || (!slot.Type.IsNullable && IsWrittenBeforeRead(slot));
            }
        }
    }

    private bool IsWrittenBeforeRead(LocalSlot slot)
    {
        var reached = new bool[_function.BlockCount];
        var work = new Stack<IrBlock>([_function.Entry]);
        while (work.TryPop(out IrBlock? block))
        {
            IrInstruction? first = block.Instructions.Find(i => Touches(i, slot));
            if (first is { Op: not IrOp.Store })
            {
                return false;
            }

            foreach (BlockTarget target in first is null ? block.Terminator.Targets : [])
            {
                if (!reached[target.Block.Index])
                {
                    reached[target.Block.Index] = true;
                    work.Push(_function.GetBlock(target.Block));
                }
            }
        }

        return true;
    }

    /// <summary>Whether it is a store to the slot, or a load or copy that may read it.</summary>
    private bool Touches(IrInstruction instruction, LocalSlot slot) => instruction.Op switch
    {
        IrOp.Load or IrOp.Store => _localOf[instruction.Operands[0].Index] == slot.Local
            && _offsetOf[instruction.Operands[0].Index] + instruction.Imm == slot.Offset,
        IrOp.MemCopy => _localOf[instruction.Operands[0].Index] == slot.Local
            || _localOf[instruction.Operands[1].Index] == slot.Local,
        _ => false,
    };

    private void NumberSlots()
    {
        foreach (Local local in _locals)
        {
            local.FirstSlot = Slots.Count;
            if (local.IsSplit)
            {
                Slots.AddRange(local.Slots);
            }
        }
    }

    /// <summary>A local and its slots in order of their offsets.</summary>
    private sealed class Local(int size)
    {
        public int Size { get; } = size;

        public bool IsSplit { get; set; } = true;

        public int FirstSlot { get; set; }

        public List<LocalSlot> Slots { get; } = [];

        /// <summary>Offsets at which a pointer is read that is surely not null.</summary>
        public HashSet<int> NonNullLoads { get; } = [];

        /// <summary>Makes sure of a slot; false when it overlaps another in part or has another type.</summary>
        public bool Add(LocalSlot slot, bool isLoad)
        {
            if (isLoad && slot.Type is { IsPointer: true, IsNullable: false })
            {
                NonNullLoads.Add(slot.Offset);
            }

            int at = 0;
            while (at < Slots.Count && Slots[at].End <= slot.Offset)
            {
                at++;
            }

            if (at == Slots.Count || Slots[at].Offset >= slot.End)
            {
                Slots.Insert(at, slot);
                return true;
            }

            LocalSlot old = Slots[at];
            if (old.Offset != slot.Offset || old.Type.AsNonNull() != slot.Type.AsNonNull())
            {
                return false;
            }

            Slots[at] = old.Type.IsNullable ? old : slot;
            return true;
        }
    }
}
