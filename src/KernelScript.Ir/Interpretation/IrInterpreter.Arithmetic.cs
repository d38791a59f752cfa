using System.Buffers.Binary;
using System.Diagnostics;

namespace KernelScript.Ir.Interpretation;

public sealed partial class IrInterpreter
{
    /// <summary>The result may have anything above its width: the caller cuts it off.</summary>
    private static ulong Compute(IrInstruction instruction, Frame frame)
    {
        ulong a = frame[instruction.Operands[0]];
        ulong b = instruction.Operands.Length > 1 ? frame[instruction.Operands[1]] : 0;
        IrType type = frame.TypeOf(instruction.Operands[0]);
        return instruction.Op switch
        {
            IrOp.Select => a != 0 ? b : frame[instruction.Operands[2]],
            IrOp.ZExt or IrOp.Trunc => a,
            IrOp.SExt => (ulong)Signed(a, type),
            IrOp.BSwap => BinaryPrimitives.ReverseEndianness(a) >> (64 - type.Bits),
            IrOp.Neg => 0 - a,
            IrOp.Not => ~a,
            >= IrOp.Eq and <= IrOp.SGe => Compare(instruction.Op, a, b, type) ? 1UL : 0,
            _ => Arithmetic(instruction.Op, a, b, type),
        };
    }

    private static ulong Arithmetic(IrOp op, ulong a, ulong b, IrType type)
    {
        int count = (int)(b & (ulong)(type.Bits - 1));
        return op switch
        {
            IrOp.Add => a + b,
            IrOp.Sub => a - b,
            IrOp.Mul => a * b,
            IrOp.UDiv => b == 0 ? 0 : a / b,
            IrOp.URem => b == 0 ? a : a % b,
            IrOp.SDiv => SignedDivide(Signed(a, type), Signed(b, type)),
            IrOp.SRem => SignedRemainder(Signed(a, type), Signed(b, type)),
            IrOp.And => a & b,
            IrOp.Or => a | b,
            IrOp.Xor => a ^ b,
            IrOp.Shl => a << count,
            IrOp.LShr => a >> count,
            IrOp.AShr => (ulong)(Signed(a, type) >> count),
            _ => throw new UnreachableException($"No arithmetic for {op}."),
        };
    }

    private static bool Compare(IrOp op, ulong a, ulong b, IrType type) => op switch
    {
        IrOp.Eq => a == b,
        IrOp.Ne => a != b,
        IrOp.ULt => a < b,
        IrOp.ULe => a <= b,
        IrOp.UGt => a > b,
        IrOp.UGe => a >= b,
        IrOp.SLt => Signed(a, type) < Signed(b, type),
        IrOp.SLe => Signed(a, type) <= Signed(b, type),
        IrOp.SGt => Signed(a, type) > Signed(b, type),
        IrOp.SGe => Signed(a, type) >= Signed(b, type),
        _ => throw new UnreachableException($"No comparison for {op}."),
    };

    // .NET throws where the minimum is divided by -1; negation wraps as the definition says.
    private static ulong SignedDivide(long a, long b) => b switch
    {
        0 => 0,
        -1 => 0 - (ulong)a,
        _ => (ulong)(a / b),
    };

    private static ulong SignedRemainder(long a, long b) => b switch
    {
        0 => (ulong)a,
        -1 => 0,
        _ => (ulong)(a % b),
    };

    private static long Signed(ulong value, IrType type)
    {
        int unused = 64 - type.Bits;
        return (long)(value << unused) >> unused;
    }

    private static ulong ComputePointer(IrInstruction instruction, Frame frame)
    {
        ulong a = frame[instruction.Operands[0]];
        return instruction.Op switch
        {
            IrOp.PtrAdd => a + frame[instruction.Operands[1]],
            IrOp.PtrDiff => a - frame[instruction.Operands[1]],
            IrOp.PtrToInt or IrOp.IntToPtr => a,
            IrOp.NonNull when a != 0 => a,
            _ => throw new IrTrapException(IrTrapKind.Unreachable, "the pointer is null"),
        };
    }
}
