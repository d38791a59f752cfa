using Bpf.Asm;
using KernelScript.Backend.Machine;
using KernelScript.Ir;

namespace KernelScript.Backend.Selection;

/// <content>Arithmetic: 64-bit forms for i64, 32-bit forms for everything narrower.</content>
internal sealed partial class InstructionSelector
{
    private void SelectArithmetic(IrInstruction instruction)
    {
        if (_function.TypeOf(instruction.Result) == IrType.Bool && instruction.Op is IrOp.And or IrOp.Or or IrOp.Not)
        {
            SelectTruth(instruction);
            return;
        }

        if (!_uses.NeedsRegister(instruction.Result))
        {
            return; // Part of the branches that test its bits.
        }

        int register = instruction.Op switch
        {
            IrOp.UDiv or IrOp.URem => UnsignedDivision(instruction),
            IrOp.SDiv or IrOp.SRem => SignedDivision(instruction),
            IrOp.Shl or IrOp.LShr or IrOp.AShr => Shift(instruction),
            IrOp.Neg => Negation(instruction),
            IrOp.Not => Complement(instruction),
            IrOp.Mul => Product(instruction),
            _ => Binary(instruction),
        };
        Define(instruction.Result, register);
    }

    private int Binary(IrInstruction instruction)
    {
        Value a = instruction.Operands[0];
        Value b = instruction.Operands[1];
        if (instruction.Op != IrOp.Sub && TryConstant(a, out _))
        {
            (a, b) = (b, a);
        }

        AluOp op = instruction.Op switch
        {
            IrOp.Add => AluOp.Add,
            IrOp.Sub => AluOp.Sub,
            IrOp.And => AluOp.And,
            IrOp.Or => AluOp.Or,
            IrOp.Xor => AluOp.Xor,
            _ => throw new System.Diagnostics.UnreachableException($"{instruction.Op} is no plain binary operation."),
        };
        bool wide = IsWide(instruction.Result);
        int left = Use(a);
        if (TryConstant(b, out long constant))
        {
            // 32-bit forms take any 32 bits as an immediate; narrower constants have no bits above their width.
            return BinaryConstant(op, wide, left, _function.TypeOf(b).Bits == 32 ? (int)constant : constant);
        }

        int right = Use(b);
        return Alu(op, wide, left, right, ResultBits(op, wide, _bits[left], _bits[right]));
    }

    private int BinaryConstant(AluOp op, bool wide, int left, long constant)
    {
        if (op == AluOp.Sub && FitsImmediate(-constant))
        {
            (op, constant) = (AluOp.Add, -constant);
        }

        if (op == AluOp.And)
        {
            return Masked(wide, left, constant);
        }

        // A negative addend only ever makes the sum narrower by wrapping: nothing is known of its upper bits.
        int bits = ResultBits(op, wide, _bits[left], constant < 0 ? (wide ? 64 : 32) : SignificantBits(constant));
        return FitsImmediate(constant)
            ? AluImmediate(op, wide, left, (int)constant, bits)
            : Alu(op, wide, left, Constant(IrType.I64, constant), bits);
    }

    private int Masked(bool wide, int left, long mask)
    {
        if (wide && mask == uint.MaxValue)
        {
            return _bits[left] <= 32 ? left : Convert(OpCode.Alu32(AluOp.Mov, Source.Register), left, 0, 32);
        }

        // The 32-bit form clears the upper half: it serves every mask that does the same.
        bool half = !wide || (ulong)mask <= uint.MaxValue;
        if (half)
        {
            int bits = Math.Min(SignificantBits((uint)mask), (int)_bits[left]);
            return Alu32(AluOp.And, left, (int)mask, bits);
        }

        if (FitsImmediate(mask))
        {
            return Alu64(AluOp.And, left, (int)mask, _bits[left]);
        }

        int kept = Math.Min(SignificantBits(mask), (int)_bits[left]);
        return Alu(AluOp.And, wide: true, left, Constant(IrType.I64, mask), kept);
    }

    /// <summary>Bits of the result of a sum, difference or bitwise operation of operands that have so many.</summary>
    private static int ResultBits(AluOp op, bool wide, int left, int right)
    {
        int limit = wide ? 64 : 32;
        int bits = op switch
        {
            AluOp.And => Math.Min(left, right),
            AluOp.Or or AluOp.Xor => Math.Max(left, right),
            AluOp.Add => Math.Max(left, right) + 1,
            AluOp.Mul => left + right,
            _ => limit,
        };
        return Math.Min(bits, limit);
    }

    private int Product(IrInstruction instruction)
    {
        Value a = instruction.Operands[0];
        Value b = instruction.Operands[1];
        if (TryConstant(a, out _))
        {
            (a, b) = (b, a);
        }

        bool wide = IsWide(instruction.Result);
        int left = Use(a);
        if (!TryConstant(b, out long factor))
        {
            int right = Use(b);
            return Alu(AluOp.Mul, wide, left, right, ResultBits(AluOp.Mul, wide, _bits[left], _bits[right]));
        }

        if (long.IsPow2(factor) && factor > 0)
        {
            return ShiftLeft(wide, left, (int)long.Log2(factor));
        }

        int bits = ResultBits(AluOp.Mul, wide, _bits[left], SignificantBits(factor));
        return !wide || FitsImmediate(factor)
            ? AluImmediate(AluOp.Mul, wide, left, (int)factor, bits)
            : Alu(AluOp.Mul, wide, left, Constant(IrType.I64, factor), bits);
    }

    private int Negation(IrInstruction instruction)
    {
        bool wide = IsWide(instruction.Result);
        return AluImmediate(AluOp.Neg, wide, Use(instruction.Operands[0]), 0, wide ? 64 : 32);
    }

    private int Complement(IrInstruction instruction)
    {
        bool wide = IsWide(instruction.Result);
        return AluImmediate(AluOp.Xor, wide, Use(instruction.Operands[0]), -1, wide ? 64 : 32);
    }

    private int ShiftLeft(bool wide, int register, int count) =>
        count == 0
            ? register
            : AluImmediate(AluOp.Lsh, wide, register, count, Math.Min(_bits[register] + count, wide ? 64 : 32));

    private int Shift(IrInstruction instruction)
    {
        int width = _function.TypeOf(instruction.Result).Bits;
        bool wide = width == 64;
        int left = Use(instruction.Operands[0]);
        if (TryConstant(instruction.Operands[1], out long constant))
        {
            return ShiftConstant(instruction.Op, width, left, (int)constant & (width - 1));
        }

        int count = Use(instruction.Operands[1]);
        if (width < 32)
        {
            // The machine takes the count modulo 32.
            count = Alu32(AluOp.And, count, width - 1, 5);
        }

        return instruction.Op switch
        {
            IrOp.Shl => Alu(AluOp.Lsh, wide, left, count, wide ? 64 : 32),
            IrOp.LShr => Alu(AluOp.Rsh, wide, left, count, wide ? _bits[left] : Math.Min((int)_bits[left], 32)),
            _ => Alu(AluOp.Arsh, wide, SignExtended(left, width), count, wide ? 64 : 32),
        };
    }

    private int ShiftConstant(IrOp op, int width, int left, int count)
    {
        bool wide = width == 64;
        switch (op)
        {
            case IrOp.Shl:
                return ShiftLeft(wide, left, count);
            case IrOp.LShr or IrOp.AShr when count == 0:
                return left;
            case IrOp.LShr:
                int bits = Math.Min((int)_bits[left], wide ? 64 : 32);
                return AluImmediate(AluOp.Rsh, wide, left, count, Math.Max(bits - count, 0));
            case IrOp.AShr when width < 32:
                int top = Alu32(AluOp.Lsh, left, 32 - width);
                return Alu32(AluOp.Arsh, top, 32 - width + count);
            default:
                return AluImmediate(AluOp.Arsh, wide, left, count, wide ? 64 : 32);
        }
    }

    /// <summary>The low 32 bits of the result hold the sign-extended value; i32 and i64 stay as they are.</summary>
    private int SignExtended(int register, int width)
    {
        if (width >= 32)
        {
            return register;
        }

        if (_target.HasSignedForms)
        {
            return Convert(OpCode.Alu32(AluOp.Mov, Source.Register), register, width, 32);
        }

        int top = Alu32(AluOp.Lsh, register, 32 - width);
        return Alu32(AluOp.Arsh, top, 32 - width);
    }

    private void SelectPointerArithmetic(IrInstruction instruction)
    {
        if (_uses.IsFoldedAddress(instruction))
        {
            return;
        }

        if (instruction.Op == IrOp.PtrAdd && TryConstant(instruction.Operands[1], out long offset))
        {
            Address address = AddressOf(instruction.Operands[0], offset);
            Define(instruction.Result, AddressInRegister(address));
            return;
        }

        if (instruction.Op == IrOp.PtrAdd && !_uses.NeedsRegister(instruction.Result))
        {
            SelectIndexing(instruction);
            return;
        }

        int left = Use(instruction.Operands[0]);
        int right = Use(instruction.Operands[1]);
        AluOp op = instruction.Op == IrOp.PtrAdd ? AluOp.Add : AluOp.Sub;
        Define(instruction.Result, Alu(op, wide: true, left, right, 64));
    }

    /// <summary>base + constant + index: the constant is left to the memory operands.</summary>
    private void SelectIndexing(IrInstruction instruction)
    {
        Address address = AddressOf(instruction.Operands[0], 0);
        bool onFrame = address.Base == MachineFunction.FramePointer;
        int left = onFrame ? AddressInRegister(address) : address.Base;
        int right = Use(instruction.Operands[1]);
        _registers[instruction.Result.Index] = Alu(AluOp.Add, wide: true, left, right, 64);
        _offsets[instruction.Result.Index] = onFrame ? 0 : address.Offset;
    }
}
