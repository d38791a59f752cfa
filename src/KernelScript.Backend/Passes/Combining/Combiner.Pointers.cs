using KernelScript.Ir;

namespace KernelScript.Backend.Passes.Combining;

/// <content>Addresses and packet checks.</content>
internal sealed partial class Combiner
{
    private const int LargestPacketOffset = 0xffff;

    /// <summary>Offsets are folded as far as an instruction can hold them.</summary>
    private const int LargestOffset = short.MaxValue;

    private Value ReplacePointer(IrInstruction instruction)
    {
        Value a = instruction.Operands[0];
        return instruction.Op switch
        {
            IrOp.PtrAdd when IsConstant(instruction.Operands[1], 0) => a,

            // (p + x) - p → x
            IrOp.PtrDiff when DefinitionOf(a) is { Op: IrOp.PtrAdd } sum
                && sum.Operands[0] == instruction.Operands[1] => sum.Operands[1],

            IrOp.PtrToInt when DefinitionOf(a) is { Op: IrOp.IntToPtr } number => number.Operands[0],
            IrOp.IntToPtr when DefinitionOf(a) is { Op: IrOp.PtrToInt } pointer
                && TypeOf(pointer.Operands[0]) == TypeOf(instruction.Result) => pointer.Operands[0],
            _ => default,
        };
    }

    /// <summary>(p + c) + d → p + (c + d), and (p + c) + x → (p + x) + c, so that the constant can be folded.</summary>
    private bool RewritePointerSum(IrInstruction instruction)
    {
        Value a = instruction.Operands[0];
        if (!IsOperationOnConstant(a, IrOp.PtrAdd, out Value start, out long first))
        {
            return false;
        }

        if (IsConstant(instruction.Operands[1], out long second))
        {
            return Become(instruction, IrOp.PtrAdd, start, Constant(IrType.I64, first + second));
        }

        // Only where nobody else needs p + c: otherwise there would be one more addition.
        if (_definitions.UsesOf(a) > 1)
        {
            return false;
        }

        Value moved = Emit(IrOp.PtrAdd, TypeOf(a), start, instruction.Operands[1]);
        return Become(instruction, IrOp.PtrAdd, moved, Constant(IrType.I64, first));
    }

    /// <summary>load (p + c) + d → load p + (c + d)</summary>
    private bool FoldOffset(IrInstruction instruction)
    {
        if (!IsOperationOnConstant(instruction.Operands[0], IrOp.PtrAdd, out Value start, out long offset)
            || instruction.Imm + offset is < -LargestOffset or > LargestOffset)
        {
            return false;
        }

        instruction.Imm += offset;
        return Become(instruction, instruction.Op, [start, .. instruction.Operands[1..]]);
    }

    /// <summary>A check of n bytes at p + c is one of c + n bytes at p: checks of one base can be compared.</summary>
    private bool RewritePacketCheck(IrInstruction instruction)
    {
        if (!IsOperationOnConstant(instruction.Operands[0], IrOp.PtrAdd, out Value start, out long offset)
            || offset < 0 || instruction.Imm + offset > LargestPacketOffset)
        {
            return false;
        }

        instruction.Imm += offset;
        return Become(instruction, IrOp.PacketCheck, start, instruction.Operands[1]);
    }

    /// <summary>data + n &lt;= data_end, in all its forms → packet.check data, data_end, n</summary>
    private bool RewritePacketOrder(IrInstruction instruction, Value a, Value b)
    {
        (IrOp op, Value pointer, Value end) = TypeOf(a).Space == AddressSpace.PacketEnd
            ? (Comparison.Swapped(instruction.Op), b, a)
            : (instruction.Op, a, b);
        if (TypeOf(pointer).Space != AddressSpace.Packet || TypeOf(end).Space != AddressSpace.PacketEnd)
        {
            return false;
        }

        // p < end holds when one more byte fits; p > end and p >= end are the opposites.
        bool isStrict = op is IrOp.ULt or IrOp.UGe;
        long size = isStrict ? 1 : 0;
        if (IsOperationOnConstant(pointer, IrOp.PtrAdd, out Value start, out long offset)
            && offset >= 0 && offset + size <= LargestPacketOffset)
        {
            pointer = start;
            size += offset;
        }

        switch (op)
        {
            case IrOp.ULt or IrOp.ULe:
                instruction.Imm = size;
                return Become(instruction, IrOp.PacketCheck, pointer, end);
            case IrOp.UGt or IrOp.UGe:
                return Become(instruction, IrOp.Not, Emit(IrOp.PacketCheck, IrType.Bool, [pointer, end], size));
            default:
                return false;
        }
    }
}
