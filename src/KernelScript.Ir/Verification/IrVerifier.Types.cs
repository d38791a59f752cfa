using System.Diagnostics;
using KernelScript.Ir.Text;

namespace KernelScript.Ir.Verification;

public sealed partial class IrVerifier
{
    private IrType ResultType => _instruction is { Result.IsValid: true } i ? TypeOf(i.Result) : IrType.Void;

    private void CheckOperation(IrInstruction instruction)
    {
        switch (instruction.Op)
        {
            case IrOp.Const:
                CheckConstant(instruction.Imm);
                break;
            case IrOp.Copy:
                ExpectResult(TypeOf(instruction.Operands[0]));
                break;
            case >= IrOp.Add and <= IrOp.AShr:
                CheckArithmetic(instruction);
                break;
            case IrOp.Neg or IrOp.Not:
                ExpectInteger(0, allowBool: instruction.Op == IrOp.Not);
                ExpectResult(TypeOf(instruction.Operands[0]));
                break;
            case >= IrOp.Eq and <= IrOp.SGe:
                CheckComparison(instruction);
                break;
            case IrOp.Select:
                ExpectOperand(0, IrType.Bool);
                ExpectAssignable(TypeOf(instruction.Operands[1]), ResultType, "operand", 2);
                ExpectAssignable(TypeOf(instruction.Operands[2]), ResultType, "operand", 3);
                ExpectSomeResult();
                break;
            case IrOp.ZExt or IrOp.SExt or IrOp.Trunc or IrOp.BSwap:
                CheckConversion(instruction);
                break;
            case IrOp.Branch or IrOp.CondBranch or IrOp.Switch or IrOp.MayGoto or IrOp.Return or IrOp.Unreachable:
                CheckTerminator(instruction);
                break;
            case >= IrOp.PtrAdd and <= IrOp.NonNull:
                CheckPointerOperation(instruction);
                break;
            case >= IrOp.Alloca and <= IrOp.FuncAddr:
                CheckMemoryOperation(instruction);
                break;
            case >= IrOp.MapLookup and <= IrOp.TailCall:
                CheckCallOperation(instruction);
                break;
            default:
                throw new UnreachableException($"No type rule for {instruction.Op}.");
        }
    }

    private void CheckConstant(long value)
    {
        switch (ResultType)
        {
            case { Kind: IrTypeKind.Bool }:
                Expect(value is 0 or 1, "a bool is 0 or 1");
                break;
            case { IsInteger: true, Bits: var bits }:
                long top = value >> (bits - 1);
                Expect(bits == 64 || top is 0 or -1 || value >> bits == 0, $"{value} does not fit {bits} bits");
                break;
            case { IsPointer: true, IsNullable: var isNullable }:
                Expect(isNullable && value == 0, "the only pointer constant is 0, of a nullable type");
                break;
            default:
                ExpectSomeResult();
                break;
        }
    }

    private void CheckArithmetic(IrInstruction instruction)
    {
        bool allowBool = instruction.Op is IrOp.And or IrOp.Or or IrOp.Xor;
        ExpectInteger(0, allowBool);
        ExpectOperand(1, TypeOf(instruction.Operands[0]));
        ExpectResult(TypeOf(instruction.Operands[0]));
    }

    private void CheckComparison(IrInstruction instruction)
    {
        IrType a = TypeOf(instruction.Operands[0]);
        IrType b = TypeOf(instruction.Operands[1]);
        ExpectResult(IrType.Bool);
        if (!a.IsPointer)
        {
            ExpectInteger(0, allowBool: instruction.Op is IrOp.Eq or IrOp.Ne);
            ExpectOperand(1, a);
            return;
        }

        Expect(b.IsPointer && AreComparable(a.Space, b.Space), "pointers into different spaces have no order");
        bool isOrder = instruction.Op is >= IrOp.ULt and <= IrOp.UGe;
        Expect(instruction.Op is IrOp.Eq or IrOp.Ne || (isOrder && IsPacket(a.Space)),
            "only pointers into the packet have an order, an unsigned one");
    }

    private void CheckConversion(IrInstruction instruction)
    {
        IrType from = TypeOf(instruction.Operands[0]);
        ExpectInteger(0, allowBool: instruction.Op == IrOp.ZExt);
        Expect(ResultType.IsInteger, "the result is no integer");
        switch (instruction.Op)
        {
            case IrOp.Trunc:
                Expect(ResultType.Bits < from.Bits, "the result is not narrower than the operand");
                break;
            case IrOp.BSwap:
                Expect(from.Bits >= 16, "a single byte has no order");
                ExpectResult(from);
                break;
            default:
                Expect(ResultType.Bits > from.Bits, "the result is not wider than the operand");
                break;
        }
    }

    private void CheckTerminator(IrInstruction instruction)
    {
        Expect(!instruction.Result.IsValid, "a terminator has no result");
        switch (instruction.Op)
        {
            case IrOp.CondBranch:
                ExpectOperand(0, IrType.Bool);
                break;
            case IrOp.Switch:
                CheckSwitch(instruction);
                break;
            case IrOp.Return when instruction.Operands is [var value]:
                ExpectAssignable(TypeOf(value), _function.ReturnType, "operand", 1);
                break;
            case IrOp.Return:
                Expect(instruction.Operands.Length == 0, "it returns at most one value");
                Expect(_function.ReturnType == IrType.Void, $"it must return {IrNames.Of(_function.ReturnType)}");
                break;
        }
    }

    private void CheckSwitch(IrInstruction instruction)
    {
        ExpectInteger(0, allowBool: false);
        Expect(instruction.Targets.Length == instruction.Cases.Length + 1,
            $"{instruction.Cases.Length} cases need {instruction.Cases.Length + 1} targets");
        int shift = 64 - Math.Clamp(TypeOf(instruction.Operands[0]).Bits, 1, 64);
        Expect(instruction.Cases.Select(c => c << shift).Distinct().Count() == instruction.Cases.Length,
            "two cases are the same");
    }

    private void ExpectSomeResult() => Expect(ResultType != IrType.Void, "it needs a result");

    private void ExpectResult(IrType type) =>
        Expect(ResultType == type, $"the result is {IrNames.Of(ResultType)}, not {IrNames.Of(type)}");

    private void ExpectNoResult() => Expect(ResultType == IrType.Void, "it has no result");

    private void ExpectOperand(int index, IrType type)
    {
        IrType actual = TypeOf(_instruction!.Operands[index]);
        Expect(actual == type, $"operand {index + 1} is {IrNames.Of(actual)}, not {IrNames.Of(type)}");
    }

    private void ExpectInteger(int index, bool allowBool)
    {
        IrType actual = TypeOf(_instruction!.Operands[index]);
        Expect(actual.IsInteger || (allowBool && actual == IrType.Bool),
            $"operand {index + 1} is {IrNames.Of(actual)}, not an integer");
    }

    /// <summary>A pointer that is not null may stand where one that may be null is wanted.</summary>
    private void ExpectAssignable(IrType from, IrType to, string what, int number) =>
        Expect(from == to || (from.IsPointer && to.IsNullable && from.AsNonNull() == to.AsNonNull()),
            $"{what} {number} is {IrNames.Of(from)}, not {IrNames.Of(to)}");

    private static bool AreComparable(AddressSpace a, AddressSpace b) => a == b || (IsPacket(a) && IsPacket(b));

    private static bool IsPacket(AddressSpace space) => space is AddressSpace.Packet or AddressSpace.PacketEnd;
}
