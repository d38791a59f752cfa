using KernelScript.Ir;
using KernelScript.Ir.Analyses;

namespace KernelScript.Backend.Passes.Combining;

/// <summary>
/// One round of <see cref="InstructionCombining"/>. The rules are in the other parts, by kind of operation.
/// </summary>
/// <remarks>
/// A rule gets an instruction. It gives the value that takes the place of the result, or changes the instruction and
/// returns true, or does neither. What it needs computed before is emitted in front.
/// </remarks>
internal sealed partial class Combiner(IrFunction function, PassContext context)
{
    private readonly Definitions _definitions = new(function);
    private readonly Replacements _replacements = new(function);
    private readonly List<IrInstruction> _output = [];
    private IrBlock _block = function.Entry;
    private SourcePosition _position;

    /// <summary>Goes over the function once.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Run()
    {
        bool changed = false;
        foreach (IrBlock block in new ControlFlow(function).ReversePostorder)
        {
            _block = block;
            _output.Clear();
            foreach (IrInstruction instruction in block.Instructions)
            {
                changed |= Visit(instruction);
            }

            block.Instructions.Clear();
            block.Instructions.AddRange(_output);
        }

        _replacements.Apply();
        return changed;
    }

    private bool Visit(IrInstruction instruction)
    {
        _position = instruction.Position;
        _replacements.Rewrite(instruction);
        if (context.IsExhausted || !Simplify(instruction, out Value by))
        {
            _output.Add(instruction);
            return false;
        }

        context.Step();
        if (by.IsValid)
        {
            _replacements.Replace(instruction.Result, by);
        }
        else
        {
            _output.Add(instruction);
        }

        return true;
    }

    private bool Simplify(IrInstruction instruction, out Value by)
    {
        by = default;
        if (FoldConstants(instruction) || MoveConstantRight(instruction))
        {
            return true;
        }

        by = Replacement(instruction);
        return (by.IsValid && by != instruction.Result) || Rewrite(instruction);
    }

    /// <summary>A value already there that is the same as the result; invalid when there is none.</summary>
    private Value Replacement(IrInstruction instruction) => instruction.Op switch
    {
        IrOp.Copy => instruction.Operands[0],
        IrOp.Add or IrOp.Sub or IrOp.Mul => ReplaceSum(instruction),
        >= IrOp.UDiv and <= IrOp.SRem => ReplaceQuotient(instruction),
        IrOp.And or IrOp.Or or IrOp.Xor => ReplaceBits(instruction),
        IrOp.Shl or IrOp.LShr or IrOp.AShr => ReplaceShift(instruction),
        IrOp.Neg or IrOp.Not or IrOp.BSwap => ReplaceInverse(instruction),
        >= IrOp.Eq and <= IrOp.SGe => ReplaceComparison(instruction),
        IrOp.Select => ReplaceSelect(instruction),
        IrOp.ZExt or IrOp.SExt or IrOp.Trunc => ReplaceConversion(instruction),
        IrOp.PtrAdd or IrOp.PtrDiff or IrOp.PtrToInt or IrOp.IntToPtr => ReplacePointer(instruction),
        _ => default,
    };

    /// <summary>Changes the instruction to a simpler one; false when there is none.</summary>
    private bool Rewrite(IrInstruction instruction) => instruction.Op switch
    {
        IrOp.Add or IrOp.Sub or IrOp.Mul => RewriteSum(instruction),
        >= IrOp.UDiv and <= IrOp.SRem => RewriteQuotient(instruction),
        IrOp.And or IrOp.Or or IrOp.Xor => RewriteBits(instruction),
        IrOp.Shl or IrOp.LShr or IrOp.AShr => RewriteShift(instruction),
        IrOp.Not => RewriteNot(instruction),
        >= IrOp.Eq and <= IrOp.SGe => RewriteComparison(instruction),
        IrOp.Select => RewriteSelect(instruction),
        IrOp.ZExt or IrOp.SExt or IrOp.Trunc => RewriteConversion(instruction),
        IrOp.PtrAdd => RewritePointerSum(instruction),
        IrOp.Load or IrOp.Store or IrOp.MemZero => FoldOffset(instruction),
        >= IrOp.AtomicAdd and <= IrOp.AtomicCompareExchange => FoldOffset(instruction),
        IrOp.PacketCheck => RewritePacketCheck(instruction),
        IrOp.CondBranch => RewriteBranch(instruction),
        IrOp.Switch => RewriteSwitch(instruction),
        _ => false,
    };

    private bool FoldConstants(IrInstruction instruction)
    {
        if (instruction.Op == IrOp.Const || !instruction.Result.IsValid || instruction.Operands.Length is 0 or > 3)
        {
            return false;
        }

        Span<long> values = stackalloc long[3];
        for (int i = 0; i < instruction.Operands.Length; i++)
        {
            if (!IsConstant(instruction.Operands[i], out values[i]))
            {
                return false;
            }
        }

        IrType type = TypeOf(instruction.Operands[0]);
        long? folded = ConstantFolder.Fold(
            instruction.Op, type, TypeOf(instruction.Result), values[0], values[1], values[2]);
        return folded is { } value && BecomeConstant(instruction, value);
    }

    private bool MoveConstantRight(IrInstruction instruction)
    {
        bool isCommutative = instruction.Op is IrOp.Add or IrOp.Mul or IrOp.And or IrOp.Or or IrOp.Xor;
        bool isComparison = instruction.Op is >= IrOp.Eq and <= IrOp.SGe;
        if ((!isCommutative && !isComparison)
            || !IsConstant(instruction.Operands[0], out _) || IsConstant(instruction.Operands[1], out _))
        {
            return false;
        }

        IrOp op = isComparison ? Comparison.Swapped(instruction.Op) : instruction.Op;
        return Become(instruction, op, instruction.Operands[1], instruction.Operands[0]);
    }

    private IrType TypeOf(Value value) => function.TypeOf(value);

    private IrInstruction? DefinitionOf(Value value) => _definitions.InstructionOf(value);

    /// <summary>The constant in canonical form.</summary>
    private bool IsConstant(Value value, out long constant)
    {
        bool isConstant = _definitions.TryGetConstant(value, out constant);
        constant = ConstantFolder.Canonical(constant, TypeOf(value));
        return isConstant;
    }

    private bool IsConstant(Value value, long wanted) => IsConstant(value, out long constant) && constant == wanted;

    /// <summary>
    /// The first operand of <paramref name="value"/> and its second, a constant, if it is such an operation.
    /// </summary>
    private bool IsOperationOnConstant(Value value, IrOp op, out Value first, out long second)
    {
        if (DefinitionOf(value) is { } definition && definition.Op == op
            && IsConstant(definition.Operands[1], out second))
        {
            first = definition.Operands[0];
            return true;
        }

        first = default;
        second = 0;
        return false;
    }

    private Value Constant(IrType type, long value) =>
        Emit(IrOp.Const, type, [], ConstantFolder.Canonical(value, type));

    private Value Emit(IrOp op, IrType type, params ReadOnlySpan<Value> operands) => Emit(op, type, operands, 0);

    private Value Emit(IrOp op, IrType type, ReadOnlySpan<Value> operands, long imm)
    {
        var instruction = new IrInstruction
        {
            Op = op, Result = function.NewValue(type), Operands = operands.ToArray(), Imm = imm, Position = _position,
        };
        _output.Add(instruction);
        _definitions.Add(instruction, _block);
        return instruction.Result;
    }

    private static bool Become(IrInstruction instruction, IrOp op, params ReadOnlySpan<Value> operands)
    {
        instruction.Op = op;
        instruction.Operands = operands.ToArray();
        return true;
    }

    private bool BecomeConstant(IrInstruction instruction, long value)
    {
        instruction.Imm = ConstantFolder.Canonical(value, TypeOf(instruction.Result));
        return Become(instruction, IrOp.Const);
    }

    /// <summary>The exponent when <paramref name="value"/> is a power of two in its type; otherwise -1.</summary>
    private static int PowerOfTwo(long value, IrType type)
    {
        ulong unsigned = ConstantFolder.Unsigned(value, type);
        return System.Numerics.BitOperations.IsPow2(unsigned)
            ? System.Numerics.BitOperations.TrailingZeroCount(unsigned)
            : -1;
    }
}
