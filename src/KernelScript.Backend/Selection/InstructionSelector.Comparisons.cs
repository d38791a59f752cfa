using Bpf.Asm;
using KernelScript.Ir;

namespace KernelScript.Backend.Selection;

/// <content>Conditions: comparisons become part of branches, and numbers only where somebody stores them.</content>
internal sealed partial class InstructionSelector
{
    /// <summary>A condition where it stands: computed only if some use needs it in a register.</summary>
    private void SelectTruth(IrInstruction instruction)
    {
        if (_uses.NeedsRegister(instruction.Result))
        {
            _registers[instruction.Result.Index] = Truth(instruction.Result);
        }
    }

    /// <summary>The condition as 0 or 1 in a register.</summary>
    private int Truth(Value condition)
    {
        IrInstruction definition = _uses.Definition(condition)!;
        switch (definition.Op)
        {
            case IrOp.Not:
                return Alu32(AluOp.Xor, Use(definition.Operands[0]), 1, 1);
            case IrOp.And or IrOp.Or:
                AluOp op = definition.Op == IrOp.And ? AluOp.And : AluOp.Or;
                int left = Use(definition.Operands[0]);
                return Alu(op, wide: false, left, Use(definition.Operands[1]), 1);
            case IrOp.Ne when IsTruthTest(definition, out int tested):
                return tested;
            default:
                return TruthByBranch(condition);
        }
    }

    /// <summary>x != 0 where x is 0 or 1 already.</summary>
    private bool IsTruthTest(IrInstruction comparison, out int register)
    {
        register = TryConstant(comparison.Operands[1], out long zero) && zero == 0 ? Use(comparison.Operands[0]) : 0;
        return register != 0 && _bits[register] == 1;
    }

    /// <summary>Ends the block: goes to one block when the condition holds, to the other when not.</summary>
    /// <remarks>Each of the two is entered by this branch only.</remarks>
    private void SelectBranch(Value condition, int whenTrue, int whenFalse)
    {
        Value root = _uses.Root(condition);
        IrInstruction? definition = _registers[root.Index] == 0 ? _uses.Definition(root) : null;
        switch (definition?.Op)
        {
            case IrOp.Const:
                Goto(definition.Imm != 0 ? whenTrue : whenFalse, []);
                break;
            case IrOp.Not:
                SelectBranch(definition.Operands[0], whenFalse, whenTrue);
                break;
            case IrOp.And:
                SelectConjunction(definition.Operands, whenTrue, whenFalse, isAnd: true);
                break;
            case IrOp.Or:
                SelectConjunction(definition.Operands, whenFalse, whenTrue, isAnd: false);
                break;
            case IrOp.PacketCheck:
                SelectPacketCheck(definition, whenTrue, whenFalse);
                break;
            case >= IrOp.Eq and <= IrOp.SGe:
                SelectComparison(definition, whenTrue, whenFalse);
                break;
            default:
                BranchImmediate(JumpOp.Jne, wide: true, Use(root), 0, whenTrue, whenFalse);
                break;
        }
    }

    /// <summary>Both have to agree to go on; either one decides for the way out.</summary>
    private void SelectConjunction(Value[] operands, int goOn, int wayOut, bool isAnd)
    {
        int second = NewBlock();
        int firstOut = Fork(wayOut);
        int secondOut = Fork(wayOut);
        SelectBranch(operands[0], isAnd ? second : firstOut, isAnd ? firstOut : second);
        StartBlock(second);
        SelectBranch(operands[1], isAnd ? goOn : secondOut, isAnd ? secondOut : goOn);
    }

    /// <summary>A block of its own that goes on to <paramref name="block"/>.</summary>
    private int Fork(int block)
    {
        int fork = NewBlock();
        _pendingEdges.Add((fork, null, block));
        return fork;
    }

    private void SelectPacketCheck(IrInstruction check, int whenTrue, int whenFalse)
    {
        Address limit = AddressOf(check.Operands[0], check.Imm);
        int end = Use(check.Operands[1]);
        Branch(JumpOp.Jgt, wide: true, AddressInRegister(limit), end, whenFalse, whenTrue);
    }

    private void SelectComparison(IrInstruction comparison, int whenTrue, int whenFalse)
    {
        if (TrySelectBitTest(comparison, whenTrue, whenFalse))
        {
            return;
        }

        Value a = comparison.Operands[0];
        Value b = comparison.Operands[1];
        JumpOp op = ComparisonJump(comparison.Op);
        if (TryConstant(a, out _) && !TryConstant(b, out _))
        {
            (a, b) = (b, a);
            op = Swapped(op);
        }

        int width = _function.TypeOf(a).Bits;
        bool signed = op is JumpOp.Jslt or JumpOp.Jsle or JumpOp.Jsgt or JumpOp.Jsge;
        if (width < 32 || (width == 32 && !_target.HasJump32))
        {
            CompareNarrow(op, a, b, signed ? width : 0, whenTrue, whenFalse);
        }
        else
        {
            Compare(op, a, b, width, signed, whenTrue, whenFalse);
        }
    }

    private void Compare(JumpOp op, Value a, Value b, int width, bool signed, int whenTrue, int whenFalse)
    {
        int left = Use(a);
        bool clean = width == 64 || (!signed && _bits[left] <= 32);
        if (TryConstant(b, out long constant))
        {
            // The 64-bit form tells the verifier more; it serves when both sides have nothing in the upper half.
            bool wide = width == 64 || (clean && constant <= int.MaxValue);
            if (!wide || FitsImmediate(constant))
            {
                BranchImmediate(op, wide, left, (int)constant, whenTrue, whenFalse);
                return;
            }
        }

        int right = Use(b);
        Branch(op, width == 64 || (clean && _bits[right] <= 32), left, right, whenTrue, whenFalse);
    }

    /// <summary>
    /// Compares in 64 bits: unsigned operands are clean, signed ones are shifted so that the sign is on top.
    /// </summary>
    private void CompareNarrow(JumpOp op, Value a, Value b, int signedWidth, int whenTrue, int whenFalse)
    {
        int shift = signedWidth == 0 ? 0 : 64 - signedWidth;
        int left = Use(a);
        left = shift == 0 ? left : Alu64(AluOp.Lsh, left, shift);
        if (TryConstant(b, out long constant))
        {
            constant <<= shift;
            if (FitsImmediate(constant))
            {
                BranchImmediate(op, wide: true, left, (int)constant, whenTrue, whenFalse);
                return;
            }

            Branch(op, wide: true, left, Constant(IrType.I64, constant), whenTrue, whenFalse);
            return;
        }

        int right = Use(b);
        right = shift == 0 ? right : Alu64(AluOp.Lsh, right, shift);
        Branch(op, wide: true, left, right, whenTrue, whenFalse);
    }

    /// <summary><c>(x &amp; y) == 0</c> and <c>!= 0</c> test bits without a register for the result.</summary>
    private bool TrySelectBitTest(IrInstruction comparison, int whenTrue, int whenFalse)
    {
        if (_uses.BitTest(comparison) is not { } and || _registers[and.Result.Index] != 0)
        {
            return false;
        }

        (int set, int clear) = comparison.Op == IrOp.Ne ? (whenTrue, whenFalse) : (whenFalse, whenTrue);
        int left = Use(and.Operands[0]);
        bool wide = IsWide(and.Result);
        if (TryConstant(and.Operands[1], out long mask))
        {
            BranchImmediate(JumpOp.Jset, wide || mask <= int.MaxValue, left, (int)mask, set, clear);
        }
        else
        {
            Branch(JumpOp.Jset, wide, left, Use(and.Operands[1]), set, clear);
        }

        return true;
    }

    private static JumpOp ComparisonJump(IrOp op) => op switch
    {
        IrOp.Eq => JumpOp.Jeq,
        IrOp.Ne => JumpOp.Jne,
        IrOp.ULt => JumpOp.Jlt,
        IrOp.ULe => JumpOp.Jle,
        IrOp.UGt => JumpOp.Jgt,
        IrOp.UGe => JumpOp.Jge,
        IrOp.SLt => JumpOp.Jslt,
        IrOp.SLe => JumpOp.Jsle,
        IrOp.SGt => JumpOp.Jsgt,
        _ => JumpOp.Jsge,
    };

    /// <summary>The jump that holds for b, a when <paramref name="op"/> holds for a, b.</summary>
    private static JumpOp Swapped(JumpOp op) => op switch
    {
        JumpOp.Jlt => JumpOp.Jgt,
        JumpOp.Jle => JumpOp.Jge,
        JumpOp.Jgt => JumpOp.Jlt,
        JumpOp.Jge => JumpOp.Jle,
        JumpOp.Jslt => JumpOp.Jsgt,
        JumpOp.Jsle => JumpOp.Jsge,
        JumpOp.Jsgt => JumpOp.Jslt,
        JumpOp.Jsge => JumpOp.Jsle,
        _ => op,
    };
}
