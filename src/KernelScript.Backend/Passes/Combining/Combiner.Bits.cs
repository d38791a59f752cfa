using KernelScript.Ir;

namespace KernelScript.Backend.Passes.Combining;

/// <content>Bitwise operations, shifts and byte swaps; also of bools.</content>
internal sealed partial class Combiner
{
    private Value ReplaceBits(IrInstruction instruction)
    {
        Value a = instruction.Operands[0];
        Value b = instruction.Operands[1];
        IrType type = TypeOf(a);
        if (a == b)
        {
            return instruction.Op == IrOp.Xor ? default : a;
        }

        if (!IsConstant(b, out long constant))
        {
            return default;
        }

        bool isAllOnes = constant == ConstantFolder.Canonical(-1, type);
        return instruction.Op switch
        {
            IrOp.And when constant == 0 => b,
            IrOp.And when isAllOnes => a,
            IrOp.Or when isAllOnes => b,
            IrOp.Or or IrOp.Xor when constant == 0 => a,

            // x & mask → x when the bits that the mask clears are zero already
            IrOp.And when (KnownBits.PossibleOnes(a, function, _definitions) & ~(ulong)constant) == 0 => a,
            _ => default,
        };
    }

    private bool RewriteBits(IrInstruction instruction)
    {
        Value a = instruction.Operands[0];
        Value b = instruction.Operands[1];
        IrType type = TypeOf(a);
        if (a == b && instruction.Op == IrOp.Xor)
        {
            return BecomeConstant(instruction, 0);
        }

        if (!IsConstant(b, out long constant))
        {
            return false;
        }

        // (x & c) & d → x & (c & d), and so on
        if (IsOperationOnConstant(a, instruction.Op, out Value inner, out long first))
        {
            long both = instruction.Op switch
            {
                IrOp.And => first & constant,
                IrOp.Or => first | constant,
                _ => first ^ constant,
            };
            return Become(instruction, instruction.Op, inner, Constant(type, both));
        }

        // x ^ -1 → ~x, b ^ true → !b
        return instruction.Op == IrOp.Xor && constant == ConstantFolder.Canonical(-1, type)
            && Become(instruction, IrOp.Not, a);
    }

    private Value ReplaceShift(IrInstruction instruction)
    {
        int width = TypeOf(instruction.Operands[0]).Bits;
        bool isNothing = IsConstant(instruction.Operands[1], out long count) && (count & (width - 1)) == 0;
        return isNothing || IsConstant(instruction.Operands[0], 0) ? instruction.Operands[0] : default;
    }

    private bool RewriteShift(IrInstruction instruction)
    {
        Value a = instruction.Operands[0];
        IrType type = TypeOf(a);
        if (!IsConstant(instruction.Operands[1], out long raw))
        {
            return false;
        }

        int count = (int)raw & (type.Bits - 1);
        if (count != raw)
        {
            return Become(instruction, instruction.Op, a, Constant(type, count));
        }

        if (IsOperationOnConstant(a, instruction.Op, out Value inner, out long first))
        {
            return RewriteDoubleShift(instruction, inner, count + ((int)first & (type.Bits - 1)), type);
        }

        // (x << c) >> c → x & mask and (x >> c) << c → x & ~mask, where the mask fits an instruction
        IrOp opposite = instruction.Op == IrOp.Shl ? IrOp.LShr : IrOp.Shl;
        if (instruction.Op == IrOp.AShr || !IsOperationOnConstant(a, opposite, out inner, out first)
            || ((int)first & (type.Bits - 1)) != count)
        {
            return false;
        }

        ulong all = ConstantFolder.Unsigned(-1, type);
        ulong mask = instruction.Op == IrOp.Shl ? all << count & all : all >> count;
        long canonical = ConstantFolder.Canonical((long)mask, type);
        return canonical == (int)canonical && Become(instruction, IrOp.And, inner, Constant(type, canonical));
    }

    /// <summary>(x shifted c) shifted d, where both shifts are the same operation.</summary>
    private bool RewriteDoubleShift(IrInstruction instruction, Value x, int count, IrType type)
    {
        if (count < type.Bits)
        {
            return Become(instruction, instruction.Op, x, Constant(type, count));
        }

        return instruction.Op == IrOp.AShr
            ? Become(instruction, IrOp.AShr, x, Constant(type, type.Bits - 1))
            : BecomeConstant(instruction, 0);
    }

    /// <summary>Two of them undo each other.</summary>
    private Value ReplaceInverse(IrInstruction instruction) =>
        DefinitionOf(instruction.Operands[0]) is { } inner && inner.Op == instruction.Op ? inner.Operands[0] : default;

    /// <summary>!(a &lt; b) → a &gt;= b, if nobody else needs a &lt; b.</summary>
    private bool RewriteNot(IrInstruction instruction)
    {
        Value a = instruction.Operands[0];
        return DefinitionOf(a) is { Op: >= IrOp.Eq and <= IrOp.SGe } comparison && _definitions.UsesOf(a) == 1
            && Become(instruction, Comparison.Inverted(comparison.Op), comparison.Operands);
    }

    private Value ReplaceSelect(IrInstruction instruction)
    {
        Value whenTrue = instruction.Operands[1];
        Value whenFalse = instruction.Operands[2];
        if (whenTrue == whenFalse)
        {
            return whenTrue;
        }

        if (IsConstant(instruction.Operands[0], out long decided))
        {
            return decided != 0 ? whenTrue : whenFalse;
        }

        // c ? true : false → c
        return TypeOf(whenTrue) == IrType.Bool && IsConstant(whenTrue, 1) && IsConstant(whenFalse, 0)
            ? instruction.Operands[0]
            : default;
    }

    private bool RewriteSelect(IrInstruction instruction)
    {
        Value condition = instruction.Operands[0];
        Value whenTrue = instruction.Operands[1];
        Value whenFalse = instruction.Operands[2];
        if (DefinitionOf(condition) is { Op: IrOp.Not } inverted)
        {
            return Become(instruction, IrOp.Select, inverted.Operands[0], whenFalse, whenTrue);
        }

        if (TypeOf(whenTrue) == IrType.Bool)
        {
            // c ? false : true → !c
            return IsConstant(whenTrue, 0) && IsConstant(whenFalse, 1) && Become(instruction, IrOp.Not, condition);
        }

        // c ? 1 : 0 → c as a number
        return TypeOf(whenTrue).IsInteger && IsConstant(whenTrue, 1) && IsConstant(whenFalse, 0)
            && Become(instruction, IrOp.ZExt, condition);
    }
}
