using KernelScript.Ir;
using KernelScript.Ir.Analyses;

namespace KernelScript.Backend.Passes;

/// <summary>Turns locals whose address goes nowhere into SSA values, structs part by part.</summary>
/// <remarks>
/// Which locals and parts is the business of <see cref="LocalSlots"/>. Values are looked up backwards from each load
/// that its own block does not answer, and a block parameter is made only where several predecessors meet on the way:
/// Braun et al., "Simple and Efficient Construction of Static Single Assignment Form" (2013). Parameters that turn out
/// to always have one value, and the locals themselves, are left to <c>dce</c>.
/// </remarks>
public sealed class SsaConstruction : IFunctionPass
{
    /// <inheritdoc/>
    public string Name => "ssa";

    /// <inheritdoc/>
    public bool Run(IrFunction function, PassContext context)
    {
        if (!function.Entry.Instructions.Exists(i => i.Op == IrOp.Alloca))
        {
            return false;
        }

        bool changed = SimplifyCfg.RemoveUnreachable(function, context);
        var slots = new LocalSlots(function);
        if (slots.Slots.Count == 0 || !context.Step())
        {
            return changed;
        }

        new Renaming(function, slots).Run();
        return true;
    }

    private sealed class Renaming(IrFunction function, LocalSlots slots)
    {
        private readonly ControlFlow _flow = new(function);
        private readonly Replacements _replacements = new(function);
        private readonly int _count = slots.Slots.Count;
        private readonly Value[] _atExit = new Value[function.BlockCount * slots.Slots.Count];
        private readonly Value[] _atEntry = new Value[function.BlockCount * slots.Slots.Count];
        private readonly List<(Value Value, IrBlock Block, int Slot)> _open = [];
        private readonly Queue<(IrBlock Block, int Slot)> _unfilled = new();
        private readonly Dictionary<IrType, Value> _zeros = [];
        private readonly List<IrInstruction> _output = [];

        public void Run()
        {
            foreach (IrBlock block in _flow.ReversePostorder)
            {
                Rewrite(block);
            }

            foreach ((Value value, IrBlock block, int slot) in _open)
            {
                _replacements.Replace(value, AtEntry(block, slot));
            }

            while (_unfilled.TryDequeue(out (IrBlock Block, int Slot) next))
            {
                FillArguments(next.Block, next.Slot);
            }

            foreach (Value zero in _zeros.Values)
            {
                function.Entry.Instructions.Insert(0, new IrInstruction { Op = IrOp.Const, Result = zero });
            }

            _replacements.Apply();
        }

        /// <summary>Answers what the block itself answers, and takes the accesses out of it.</summary>
        private void Rewrite(IrBlock block)
        {
            _output.Clear();
            Span<Value> current = _atExit.AsSpan(block.Id.Index * _count, _count);
            foreach (IrInstruction instruction in block.Instructions)
            {
                if (!Rewrite(instruction, block, current))
                {
                    _output.Add(instruction);
                }
            }

            block.Instructions.Clear();
            block.Instructions.AddRange(_output);
        }

        private bool Rewrite(IrInstruction instruction, IrBlock block, Span<Value> current)
        {
            switch (instruction.Op)
            {
                case IrOp.Load when slots.IsPromoted(instruction.Operands[0]):
                    ReplaceLoad(instruction, block, current);
                    return true;
                case IrOp.Store when slots.IsPromoted(instruction.Operands[0]):
                    current[slots.SlotAt(instruction.Operands[0], instruction.Imm)] = instruction.Operands[1];
                    return true;
                case IrOp.MemZero when slots.IsPromoted(instruction.Operands[0]):
                    Clear(instruction, current);
                    return true;
                case IrOp.MemCopy when slots.IsPromoted(instruction.Operands[0]):
                    CopyIn(instruction, block, current);
                    return true;
                case IrOp.MemCopy when slots.IsPromoted(instruction.Operands[1]):
                    CopyOut(instruction, block, current);
                    return true;
                default:
                    return false;
            }
        }

        private void ReplaceLoad(IrInstruction load, IrBlock block, Span<Value> current)
        {
            ref Value value = ref current[slots.SlotAt(load.Operands[0], load.Imm)];
            if (value.IsValid)
            {
                _replacements.Replace(load.Result, value);
                return;
            }

            // The load's own result stands for the value at the start of the block until that is found.
            _open.Add((load.Result, block, slots.SlotAt(load.Operands[0], load.Imm)));
            value = load.Result;
        }

        private void Clear(IrInstruction clear, Span<Value> current)
        {
            foreach ((int slot, _) in slots.SlotsIn(clear.Operands[0], clear.Imm, clear.Size))
            {
                IrType type = slots.Slots[slot].Type;
                if (!type.IsPointer || type.IsNullable)
                {
                    current[slot] = Zero(type);
                }
            }
        }

        private void CopyIn(IrInstruction copy, IrBlock block, Span<Value> current)
        {
            foreach ((int slot, int offset) in slots.SlotsIn(copy.Operands[0], 0, copy.Size).ToArray())
            {
                if (slots.IsPromoted(copy.Operands[1]))
                {
                    current[slot] = Current(slots.SlotAt(copy.Operands[1], offset), block, current);
                    continue;
                }

                current[slot] = function.NewValue(slots.Slots[slot].Type);
                _output.Add(new IrInstruction
                {
                    Op = IrOp.Load, Result = current[slot], Operands = [copy.Operands[1]], Imm = offset,
                    Position = copy.Position,
                });
            }
        }

        private void CopyOut(IrInstruction copy, IrBlock block, Span<Value> current)
        {
            foreach ((int slot, int offset) in slots.SlotsIn(copy.Operands[1], 0, copy.Size).ToArray())
            {
                _output.Add(new IrInstruction
                {
                    Op = IrOp.Store, Operands = [copy.Operands[0], Current(slot, block, current)], Imm = offset,
                    Position = copy.Position,
                });
            }
        }

        private Value Current(int slot, IrBlock block, Span<Value> current)
        {
            if (!current[slot].IsValid)
            {
                current[slot] = function.NewValue(slots.Slots[slot].Type);
                _open.Add((current[slot], block, slot));
            }

            return current[slot];
        }

        private Value AtExit(IrBlock block, int slot) =>
            _atExit[(block.Id.Index * _count) + slot] is { IsValid: true } value ? value : AtEntry(block, slot);

        /// <summary>
        /// Goes up while there is one way to come, then takes what is known there or makes a parameter.
        /// </summary>
        private Value AtEntry(IrBlock block, int slot)
        {
            IrBlock top = block;
            Value found = _atEntry[(top.Id.Index * _count) + slot];
            while (!found.IsValid && _flow.Predecessors(top.Id) is [var only])
            {
                found = _atExit[(only.Id.Index * _count) + slot];
                found = found.IsValid ? found : _atEntry[(only.Id.Index * _count) + slot];
                top = only;
            }

            if (!found.IsValid)
            {
                found = top == function.Entry ? Zero(slots.Slots[slot].Type) : NewParameter(top, slot);
            }

            _atEntry[(block.Id.Index * _count) + slot] = found;
            return found;
        }

        private Value NewParameter(IrBlock block, int slot)
        {
            Value parameter = function.NewParameter(block, slots.Slots[slot].Type);
            _atEntry[(block.Id.Index * _count) + slot] = parameter;
            _unfilled.Enqueue((block, slot));
            return parameter;
        }

        /// <summary>
        /// Parameters are filled in the order they were made, so that arguments keep the order of parameters.
        /// </summary>
        private void FillArguments(IrBlock block, int slot)
        {
            IrBlock? last = null;
            foreach (IrBlock predecessor in _flow.Predecessors(block.Id))
            {
                // Several edges from one block stand side by side.
                foreach (BlockTarget target in predecessor != last ? predecessor.Terminator.Targets : [])
                {
                    if (target.Block == block.Id)
                    {
                        target.Arguments = [.. target.Arguments, AtExit(predecessor, slot)];
                    }
                }

                last = predecessor;
            }
        }

        /// <summary>Zero also stands for what was never written.</summary>
        private Value Zero(IrType type)
        {
            if (!_zeros.TryGetValue(type, out Value zero))
            {
                zero = function.NewValue(type);
                _zeros.Add(type, zero);
            }

            return zero;
        }
    }
}
