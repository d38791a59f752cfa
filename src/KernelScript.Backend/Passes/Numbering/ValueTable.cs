using KernelScript.Ir;

namespace KernelScript.Backend.Passes.Numbering;

/// <summary>
/// Finds the instruction that already computed the same. Entries go away in the reverse order they came.
/// </summary>
/// <remarks>
/// Chains of equal hashes in arrays: filling a dictionary with keys that hold arrays costs several times more.
/// </remarks>
internal sealed class ValueTable(IrFunction function)
{
    private readonly int[] _heads = CreateHeads(function.ValueCount);
    private readonly List<(IrInstruction Instruction, int Hash, int Next)> _entries = [];

    /// <summary>Number of entries, to come back to.</summary>
    public int Mark => _entries.Count;

    /// <summary>The result of an earlier instruction like this one; invalid when there is none.</summary>
    public Value Find(IrInstruction instruction) => Find(
        instruction.Op, instruction.Operands, instruction.Imm, instruction.Size, instruction.Symbol,
        instruction.Result.IsValid ? function.TypeOf(instruction.Result) : IrType.Void);

    /// <summary>The result of an earlier instruction with those parts.</summary>
    public Value Find(IrOp op, ReadOnlySpan<Value> operands, long imm, int size, string? symbol, IrType type)
    {
        int hash = Hash(op, operands, imm, symbol, type);
        for (int i = _heads[hash & (_heads.Length - 1)]; i >= 0; i = _entries[i].Next)
        {
            IrInstruction other = _entries[i].Instruction;
            if (_entries[i].Hash == hash && other.Op == op && other.Imm == imm && other.Size == size
                && other.Symbol == symbol && other.Operands.AsSpan().SequenceEqual(operands)
                && function.TypeOf(other.Result) == type)
            {
                return other.Result;
            }
        }

        return default;
    }

    /// <summary>Makes the instruction findable.</summary>
    public void Add(IrInstruction instruction)
    {
        int hash = Hash(
            instruction.Op, instruction.Operands, instruction.Imm, instruction.Symbol,
            function.TypeOf(instruction.Result));
        ref int head = ref _heads[hash & (_heads.Length - 1)];
        _entries.Add((instruction, hash, head));
        head = _entries.Count - 1;
    }

    /// <summary>Forgets everything added since there were <paramref name="mark"/> entries.</summary>
    public void Unwind(int mark)
    {
        for (int i = _entries.Count - 1; i >= mark; i--)
        {
            _heads[_entries[i].Hash & (_heads.Length - 1)] = _entries[i].Next;
        }

        _entries.RemoveRange(mark, _entries.Count - mark);
    }

    private static int Hash(IrOp op, ReadOnlySpan<Value> operands, long imm, string? symbol, IrType type)
    {
        int hash = ((int)op * 31) + (int)type.Kind;
        foreach (Value operand in operands)
        {
            hash = (hash * 0x01000193) ^ operand.Index;
        }

        hash = (hash * 0x01000193) ^ (int)imm ^ (int)(imm >> 32);
        hash = symbol is null ? hash : (hash * 31) + string.GetHashCode(symbol, StringComparison.Ordinal);
        return hash ^ (hash >>> 15);
    }

    private static int[] CreateHeads(int values)
    {
        var heads = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(values, 16))];
        Array.Fill(heads, -1);
        return heads;
    }
}
