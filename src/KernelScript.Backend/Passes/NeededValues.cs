using KernelScript.Ir;
using KernelScript.Ir.Analyses;

namespace KernelScript.Backend.Passes;

/// <summary>Which values something with an effect depends on.</summary>
/// <remarks>
/// Starts at effects and control flow and goes backwards. A write to a local counts only once the local itself is
/// needed, that is, once something else than such a write uses its address.
/// </remarks>
internal sealed class NeededValues
{
    private readonly IrFunction _function;
    private readonly PassContext _context;
    private readonly Definitions _definitions;
    private readonly bool[] _needed;
    private readonly List<(Value Local, IrInstruction Write)> _writes = [];
    private readonly Stack<Value> _work = new();
    private readonly ControlFlow _flow;

    /// <summary>Looks at <paramref name="function"/>, all of whose blocks are reachable.</summary>
    public NeededValues(IrFunction function, PassContext context)
    {
        _function = function;
        _context = context;
        _definitions = new Definitions(function);
        _flow = new ControlFlow(function);
        _needed = new bool[function.ValueCount];
        foreach (IrBlock block in function.Blocks)
        {
            foreach (IrInstruction instruction in block.Instructions)
            {
                Start(instruction);
            }
        }

        while (_work.TryPop(out Value value))
        {
            Follow(value);
        }
    }

    /// <summary>Whether anything with an effect depends on <paramref name="value"/>.</summary>
    public bool Contains(Value value) => _needed[value.Index];

    /// <summary>Whether the function does the same without <paramref name="instruction"/>.</summary>
    public bool IsDead(IrInstruction instruction) =>
        IsRemovable(instruction)
            ? !_needed[instruction.Result.Index]
            : LocalWrittenBy(instruction) is { IsValid: true } local && !_needed[local.Index];

    private void Start(IrInstruction instruction)
    {
        if (IsRemovable(instruction))
        {
            return;
        }

        Value local = LocalWrittenBy(instruction);
        if (!local.IsValid)
        {
            Need(instruction.Operands);
            return;
        }

        _writes.Add((local, instruction));
    }

    private void Follow(Value value)
    {
        if (_definitions.InstructionOf(value) is not { } definition)
        {
            FollowParameter(value);
            return;
        }

        Need(definition.Operands);
        if (definition.Op == IrOp.Alloca)
        {
            foreach ((Value local, IrInstruction write) in _writes)
            {
                Need(local == value ? write.Operands : []);
            }
        }
    }

    private void FollowParameter(Value parameter)
    {
        IrBlock block = _definitions.BlockOf(parameter)!;
        int index = block.Parameters.IndexOf(parameter);
        foreach (IrBlock predecessor in _flow.Predecessors(block.Id))
        {
            foreach (BlockTarget target in predecessor.Terminator.Targets)
            {
                if (target.Block == block.Id)
                {
                    Need(target.Arguments[index]);
                }
            }
        }
    }

    private void Need(Value[] values)
    {
        foreach (Value value in values)
        {
            Need(value);
        }
    }

    private void Need(Value value)
    {
        if (!_needed[value.Index])
        {
            _needed[value.Index] = true;
            _work.Push(value);
        }
    }

    /// <summary>Whether the instruction can go when nobody wants its result.</summary>
    private bool IsRemovable(IrInstruction instruction)
    {
        switch (instruction.Op)
        {
            case IrOp.Load or IrOp.CtxLoad:
                return true;
            case IrOp.MapLookup:
                // A lookup in an LRU map says that the entry is in use.
                return _context.Module.FindMap(instruction.Symbol!) is { } map && !MapKinds.IsLru(map.Type);
            case IrOp.Call:
                return _context.Summaries.Of(instruction.Symbol!).IsReadOnly;
            case IrOp.Helper:
                return HelperEffects.IsQuiet((int)instruction.Imm);
            default:
                return IrOpInfo.Of(instruction.Op).IsPure;
        }
    }

    /// <summary>The local that a store, clear or copy writes to, if it does nothing else.</summary>
    private Value LocalWrittenBy(IrInstruction instruction)
    {
        if (instruction.Op is not (IrOp.Store or IrOp.MemZero or IrOp.MemCopy))
        {
            return default;
        }

        Value address = instruction.Operands[0];
        while (_definitions.InstructionOf(address) is { Op: IrOp.PtrAdd or IrOp.Copy } derived)
        {
            address = derived.Operands[0];
        }

        return _definitions.InstructionOf(address) is { Op: IrOp.Alloca } ? address : default;
    }
}
