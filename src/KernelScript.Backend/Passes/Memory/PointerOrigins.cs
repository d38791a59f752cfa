using KernelScript.Ir;
using KernelScript.Ir.Analyses;

namespace KernelScript.Backend.Passes.Memory;

/// <summary>Traces pointers to what they were computed from, and tells which memory may overlap.</summary>
/// <remarks>
/// Roots are locals, globals, map entries, records, the packet, and pointers of unknown origin. A local is private when
/// its address is only used to access it and as an argument: nobody else can reach it outside of such a call.
/// </remarks>
internal sealed class PointerOrigins
{
    private readonly IrFunction _function;
    private readonly Definitions _definitions;
    private readonly bool[] _isShared;
    private readonly Dictionary<string, Value> _globals = [];

    /// <summary>Looks at <paramref name="function"/>.</summary>
    public PointerOrigins(IrFunction function, Definitions definitions)
    {
        _function = function;
        _definitions = definitions;
        _isShared = new bool[function.ValueCount];
        foreach (IrBlock block in function.Blocks)
        {
            foreach (IrInstruction instruction in block.Instructions)
            {
                Scan(instruction);
            }
        }
    }

    /// <summary>
    /// The location of <paramref name="size"/> bytes at <paramref name="pointer"/> + <paramref name="offset"/>.
    /// </summary>
    public MemoryLocation Locate(Value pointer, long offset, int size)
    {
        Value root = pointer;
        long? sum = offset;
        while (_definitions.InstructionOf(root) is { Op: IrOp.PtrAdd or IrOp.Copy or IrOp.NonNull } step)
        {
            root = step.Operands[0];
            if (step.Op == IrOp.PtrAdd)
            {
                sum += _definitions.TryGetConstant(step.Operands[1], out long constant) ? constant : null;
            }
        }

        if (_definitions.InstructionOf(root) is { Op: IrOp.GlobalAddr, Symbol: { } name } address)
        {
            // Each mention of a global computes its address anew.
            root = _globals.TryGetValue(name, out Value first) ? first : root;
            sum += address.Imm;
        }

        return new MemoryLocation(_function.TypeOf(pointer).Space, root, sum, size);
    }

    /// <summary>
    /// Whether the location is in a local that only this function's own accesses and arguments reach.
    /// </summary>
    public bool IsPrivate(MemoryLocation location) =>
        location.Root.Index < _isShared.Length && !_isShared[location.Root.Index]
        && _definitions.InstructionOf(location.Root) is { Op: IrOp.Alloca };

    /// <summary>The map that the location is an entry of, if that is known.</summary>
    public string? MapOf(MemoryLocation location) =>
        _definitions.InstructionOf(location.Root) is { Op: IrOp.MapLookup } lookup ? lookup.Symbol : null;

    /// <summary>Whether the two may have a byte in common.</summary>
    public bool MayOverlap(MemoryLocation a, MemoryLocation b)
    {
        if (a.Space != b.Space)
        {
            return false;
        }

        if (a.Root != b.Root)
        {
            return !AreDistinct(a, b);
        }

        bool areApart = a.Offset is { } x && b.Offset is { } y
            && ((a.Size > 0 && x + a.Size <= y) || (b.Size > 0 && y + b.Size <= x));
        return !areApart;
    }

    /// <summary>Whether two roots can be told apart for sure.</summary>
    private bool AreDistinct(MemoryLocation a, MemoryLocation b)
    {
        if (IsPrivate(a) || IsPrivate(b))
        {
            return true;
        }

        IrOp first = _definitions.InstructionOf(a.Root)?.Op ?? IrOp.None;
        IrOp second = _definitions.InstructionOf(b.Root)?.Op ?? IrOp.None;
        return (first, second) switch
        {
            (IrOp.Alloca, IrOp.Alloca) or (IrOp.GlobalAddr, IrOp.GlobalAddr)
                or (IrOp.RingReserve, IrOp.RingReserve) => true,
            (IrOp.MapLookup, IrOp.MapLookup) => MapOf(a) != MapOf(b),
            _ => false,
        };
    }

    private void Scan(IrInstruction instruction)
    {
        if (instruction is { Op: IrOp.GlobalAddr, Symbol: { } name })
        {
            _globals.TryAdd(name, instruction.Result);
        }

        // The address may be used to access memory, to compute with, and as an argument for the time of a call.
        int firstShared = instruction.Op switch
        {
            IrOp.Load or IrOp.MemZero or IrOp.MemCopy or IrOp.PtrAdd or IrOp.Copy or IrOp.NonNull => int.MaxValue,
            IrOp.Eq or IrOp.Ne or IrOp.PtrDiff => int.MaxValue,
            IrOp.MapLookup or IrOp.MapUpdate or IrOp.MapDelete or IrOp.Helper or IrOp.Call => int.MaxValue,
            IrOp.Store or (>= IrOp.AtomicAdd and <= IrOp.AtomicCompareExchange) => 1,
            _ => 0,
        };
        for (int i = firstShared; i < instruction.Operands.Length; i++)
        {
            Share(instruction.Operands[i]);
        }

        foreach (BlockTarget target in instruction.Targets)
        {
            foreach (Value argument in target.Arguments)
            {
                Share(argument);
            }
        }
    }

    private void Share(Value value)
    {
        if (_function.TypeOf(value).Space == AddressSpace.Stack)
        {
            _isShared[Locate(value, 0, 0).Root.Index] = true;
        }
    }
}
