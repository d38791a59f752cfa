using System.Numerics;
using KernelScript.Ir;
using KernelScript.Ir.Analyses;

namespace KernelScript.Backend.Passes.Combining;

/// <summary>Which bits of a value may be other than zero.</summary>
/// <remarks>
/// Only facts that the kernel's verifier finds too, from the same instructions, because checks are dropped on their
/// grounds: widths of loads, zero extension, masks, shifts, and what bitwise operations make of these.
/// </remarks>
internal static class KnownBits
{
    private const int Deepest = 6;

    /// <summary>A mask with each bit that may be one; zero above the width of the type.</summary>
    public static ulong PossibleOnes(Value value, IrFunction function, Definitions definitions) =>
        PossibleOnes(value, function, definitions, 0);

    private static ulong PossibleOnes(Value value, IrFunction function, Definitions definitions, int depth)
    {
        IrType type = function.TypeOf(value);
        ulong all = ConstantFolder.Unsigned(-1, type);
        if (depth > Deepest || definitions.InstructionOf(value) is not { } definition)
        {
            return all;
        }

        ulong Of(int operand) => PossibleOnes(definition.Operands[operand], function, definitions, depth + 1);
        switch (definition.Op)
        {
            case IrOp.Const:
                return (ulong)definition.Imm & all;
            case IrOp.Copy or IrOp.ZExt:
                return Of(0);
            case IrOp.Trunc:
                return Of(0) & all;
            case IrOp.And:
                return Of(0) & Of(1);
            case IrOp.Or or IrOp.Xor:
                return Of(0) | Of(1);
            case IrOp.Select:
                return Of(1) | Of(2);
            case IrOp.Shl when definitions.TryGetConstant(definition.Operands[1], out long count):
                return (Of(0) << ((int)count & (type.Bits - 1))) & all;
            case IrOp.LShr when definitions.TryGetConstant(definition.Operands[1], out long count):
                return Of(0) >> ((int)count & (type.Bits - 1));
            case IrOp.Add:
                return Sum(Of(0), Of(1)) & all;
            default:
                return all;
        }
    }

    /// <summary>A sum has at most one bit more than the longer of its operands.</summary>
    private static ulong Sum(ulong a, ulong b)
    {
        int length = 65 - BitOperations.LeadingZeroCount(a | b);
        return length >= 64 ? ulong.MaxValue : (1UL << length) - 1;
    }
}
