using Bpf.Asm;
using KernelScript.Ir;

namespace KernelScript.Backend.Selection;

/// <content>Changes of width and byte order.</content>
internal sealed partial class InstructionSelector
{
    private void SelectConversion(IrInstruction instruction)
    {
        Value operand = instruction.Operands[0];
        if (_registers[instruction.Result.Index] != 0)
        {
            return; // The load of the operand extended its sign already.
        }

        int width = _function.TypeOf(operand).Bits;
        switch (instruction.Op)
        {
            case IrOp.ZExt:
                // The analysis asked for a clean operand: nothing is left to do.
                _registers[instruction.Result.Index] = Use(operand);
                break;
            case IrOp.Trunc:
                Define(instruction.Result, Use(operand));
                break;
            case IrOp.SExt when TryConstant(operand, out long constant):
                Define(instruction.Result, Constant(_function.TypeOf(instruction.Result), Signed(constant, width)));
                break;
            case IrOp.SExt:
                SelectSignExtension(instruction, width);
                break;
            default:
                SelectByteSwap(instruction, width);
                break;
        }
    }

    private void SelectSignExtension(IrInstruction instruction, int width)
    {
        int source = Use(instruction.Operands[0]);
        bool wide = IsWide(instruction.Result);
        int register;
        if (_target.HasSignedForms)
        {
            register = Convert(Form(AluOp.Mov, wide, Source.Register), source, width, wide ? 64 : 32);
        }
        else
        {
            int count = (wide ? 64 : 32) - width;
            int top = ShiftLeft(wide, source, count);
            register = AluImmediate(AluOp.Arsh, wide, top, count, wide ? 64 : 32);
        }

        Define(instruction.Result, register);
    }

    /// <summary>
    /// "To big endian" swaps the bytes on the little-endian machines that code is made for, at every ISA level.
    /// </summary>
    private void SelectByteSwap(IrInstruction instruction, int width)
    {
        int source = Use(instruction.Operands[0]);
        int register = Emit(
            new()
            {
                Kind = Machine.MachineKind.Alu, OpCode = OpCode.Alu32(AluOp.End, Source.Register), A = source,
                Imm = width,
            },
            width);
        Define(instruction.Result, register);
    }
}
