using KernelScript.Ir;

namespace KernelScript.Backend.Passes.Combining;

/// <content>Changes of width.</content>
internal sealed partial class Combiner
{
    /// <summary>trunc (ext x) → x when the width is that of x again</summary>
    private Value ReplaceConversion(IrInstruction instruction) =>
        instruction.Op == IrOp.Trunc && DefinitionOf(instruction.Operands[0]) is { Op: IrOp.ZExt or IrOp.SExt } widened
        && TypeOf(widened.Operands[0]) == TypeOf(instruction.Result)
            ? widened.Operands[0]
            : default;

    private bool RewriteConversion(IrInstruction instruction)
    {
        if (DefinitionOf(instruction.Operands[0]) is not { } inner)
        {
            return false;
        }

        switch (instruction.Op, inner.Op)
        {
            // Twice the same, and a sign extension of what has no sign any more
            case (IrOp.ZExt, IrOp.ZExt) or (IrOp.SExt, IrOp.SExt) or (IrOp.Trunc, IrOp.Trunc):
                return Become(instruction, instruction.Op, inner.Operands);
            case (IrOp.SExt, IrOp.ZExt):
                return Become(instruction, IrOp.ZExt, inner.Operands);
            case (IrOp.Trunc, IrOp.ZExt or IrOp.SExt):
                // What is cut off was only put on, or part of what was put on stays.
                bool cutsDeeper = TypeOf(instruction.Result).Bits < TypeOf(inner.Operands[0]).Bits;
                return Become(instruction, cutsDeeper ? IrOp.Trunc : inner.Op, inner.Operands);
            case (IrOp.Trunc, IrOp.And):
                return RewriteTruncatedMask(instruction, inner);
            default:
                return false;
        }
    }

    /// <summary>trunc (x &amp; mask) → trunc x when the mask keeps all that is left</summary>
    private bool RewriteTruncatedMask(IrInstruction instruction, IrInstruction mask)
    {
        ulong kept = ConstantFolder.Unsigned(-1, TypeOf(instruction.Result));
        return IsConstant(mask.Operands[1], out long bits) && ((ulong)bits & kept) == kept
            && Become(instruction, IrOp.Trunc, mask.Operands[0]);
    }
}
