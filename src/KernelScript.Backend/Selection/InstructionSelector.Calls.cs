using Bpf.Asm;
using KernelScript.Ir;

namespace KernelScript.Backend.Selection;

/// <content>Calls of helpers, functions of the module and kernel functions.</content>
internal sealed partial class InstructionSelector
{
    private void SelectCall(IrInstruction instruction)
    {
        switch (instruction.Op)
        {
            case IrOp.Helper:
                FinishCall(instruction, CallKind.Helper, UseAll(instruction.Operands));
                break;
            case IrOp.Kfunc:
                FinishCall(instruction, CallKind.Kfunc, UseAll(instruction.Operands));
                break;
            case IrOp.Call:
                FinishCall(instruction, CallKind.Local, UseAll(instruction.Operands));
                break;
            case IrOp.TailCall:
                int context = Use(instruction.Operands[0]);
                int index = Use(instruction.Operands[1]);
                CallHelper(instruction, HelperFunction.TailCall, [context, MapAddress(instruction), index]);
                break;
            default:
                SelectMapCall(instruction);
                break;
        }
    }

    private void SelectMapCall(IrInstruction instruction)
    {
        int first = instruction.Operands.Length > 0 ? Use(instruction.Operands[0]) : 0;
        switch (instruction.Op)
        {
            case IrOp.MapLookup:
                CallHelper(instruction, HelperFunction.MapLookupElem, [MapAddress(instruction), first]);
                break;
            case IrOp.MapUpdate:
                int value = Use(instruction.Operands[1]);
                int flags = Constant(IrType.I64, instruction.Imm);
                CallHelper(instruction, HelperFunction.MapUpdateElem, [MapAddress(instruction), first, value, flags]);
                break;
            case IrOp.MapDelete:
                CallHelper(instruction, HelperFunction.MapDeleteElem, [MapAddress(instruction), first]);
                break;
            case IrOp.RingReserve:
                int size = ShortConstant(instruction.Size);
                int none = ShortConstant(0);
                CallHelper(instruction, HelperFunction.RingbufReserve, [MapAddress(instruction), size, none]);
                break;
            default:
                HelperFunction helper = instruction.Op == IrOp.RingSubmit
                    ? HelperFunction.RingbufSubmit
                    : HelperFunction.RingbufDiscard;
                CallHelper(instruction, helper, [first, Constant(IrType.I64, instruction.Imm)]);
                break;
        }
    }

    private int MapAddress(IrInstruction instruction) => SymbolAddress(RelocationKind.Map, instruction.Symbol!, 0);

    private void CallHelper(IrInstruction instruction, HelperFunction helper, int[] arguments) =>
        BindResult(instruction, Call(CallKind.Helper, (int)helper, null, arguments, 64, IsUsed(instruction)));

    private void FinishCall(IrInstruction instruction, CallKind callee, int[] arguments)
    {
        // Functions of the module return clean values; what the kernel leaves above a narrow result is not said.
        int bits = callee == CallKind.Local ? Math.Max(_function.TypeOf(instruction.Result).Bits, 1) : 64;
        BindResult(
            instruction,
            Call(callee, (int)instruction.Imm, instruction.Symbol, arguments, bits, IsUsed(instruction)));
    }

    private bool IsUsed(IrInstruction instruction) =>
        instruction.Result.IsValid && _uses.UseCount(instruction.Result) > 0;

    private void BindResult(IrInstruction instruction, int register)
    {
        if (register != 0)
        {
            Define(instruction.Result, register);
        }
    }
}
