using KernelScript.Ir.Text;

namespace KernelScript.Ir.Verification;

public sealed partial class IrVerifier
{
    private const int MaxArguments = 5;

    private void CheckCallOperation(IrInstruction instruction)
    {
        switch (instruction.Op)
        {
            case IrOp.MapLookup:
                ExpectMap(instruction.Symbol ?? "");
                ExpectMemory(0);
                Expect(ResultType is { IsNullable: true, Space: AddressSpace.MapValue or AddressSpace.Map },
                    "the result is a nullable pointer to a map value");
                break;
            case IrOp.MapUpdate or IrOp.MapDelete:
                ExpectMap(instruction.Symbol ?? "");
                ExpectMemory(0);
                ExpectMemory(instruction.Operands.Length - 1);
                Expect(ResultType == IrType.I64 || ResultType == IrType.Void, "the result is i64");
                break;
            case >= IrOp.RingReserve and <= IrOp.RingDiscard:
                CheckRingBuffer(instruction);
                break;
            case >= IrOp.AtomicAdd and <= IrOp.AtomicCompareExchange:
                CheckAtomic(instruction);
                break;
            case IrOp.Helper:
                Expect(instruction.Imm is > 0 and <= int.MaxValue, "helpers are numbered from 1");
                ExpectArguments(instruction);
                Expect(ResultType == IrType.I64 || ResultType.IsPointer || ResultType == IrType.Void,
                    "the result is i64, a pointer or nothing");
                break;
            case IrOp.Kfunc:
                Expect(!string.IsNullOrEmpty(instruction.Symbol), "it names no kernel function");
                ExpectArguments(instruction);
                break;
            case IrOp.Call:
                CheckCall(instruction);
                break;
            case IrOp.TailCall:
                ExpectMap(instruction.Symbol ?? "");
                ExpectOperand(0, IrType.Pointer(AddressSpace.Context));
                ExpectOperand(1, IrType.I32);
                ExpectNoResult();
                break;
        }
    }

    private void CheckRingBuffer(IrInstruction instruction)
    {
        if (instruction.Op == IrOp.RingReserve)
        {
            ExpectMap(instruction.Symbol ?? "");
            ExpectSize(instruction.Size);
            ExpectResult(IrType.NullablePointer(AddressSpace.RingBuffer));
            return;
        }

        ExpectOperand(0, IrType.Pointer(AddressSpace.RingBuffer));
        ExpectNoResult();
    }

    private void CheckAtomic(IrInstruction instruction)
    {
        IrType pointer = TypeOf(instruction.Operands[0]);
        bool isShared = pointer.Space is AddressSpace.Stack or AddressSpace.MapValue or AddressSpace.Global
            or AddressSpace.RingBuffer;
        Expect(isShared && !pointer.IsNullable, $"the kernel has no atomics on {IrNames.Of(pointer)}");
        IrType value = TypeOf(instruction.Operands[1]);
        Expect(value == IrType.I32 || value == IrType.I64, "atomics are 32 or 64 bits wide");
        ExpectOperand(instruction.Operands.Length - 1, value);
        Expect(ResultType == value || ResultType == IrType.Void, $"the result is {IrNames.Of(value)} or nothing");
    }

    private void CheckCall(IrInstruction instruction)
    {
        IrFunction? callee = _module.FindFunction(instruction.Symbol ?? "");
        if (callee is null || callee.Blocks.Count == 0)
        {
            Report($"there is no function ${instruction.Symbol}");
            return;
        }

        List<Value> parameters = callee.Entry.Parameters;
        Expect(ResultType == callee.ReturnType || ResultType == IrType.Void,
            $"the function returns {IrNames.Of(callee.ReturnType)}");
        if (parameters.Count != instruction.Operands.Length)
        {
            Report($"the function takes {parameters.Count} arguments, here are {instruction.Operands.Length}");
            return;
        }

        for (int i = 0; i < parameters.Count; i++)
        {
            ExpectAssignable(TypeOf(instruction.Operands[i]), callee.TypeOf(parameters[i]), "argument", i + 1);
        }
    }

    private void ExpectArguments(IrInstruction instruction) =>
        Expect(instruction.Operands.Length <= MaxArguments,
            $"it has {instruction.Operands.Length} arguments; the kernel passes at most {MaxArguments}");

    /// <summary>Keys and values are memory that the kernel reads while the program waits.</summary>
    private void ExpectMemory(int operand)
    {
        IrType type = TypeOf(_instruction!.Operands[operand]);
        bool isMemory = type.Space is AddressSpace.Stack or AddressSpace.MapValue or AddressSpace.Packet
            or AddressSpace.Global or AddressSpace.RingBuffer;
        Expect(isMemory && !type.IsNullable,
            $"operand {operand + 1} is {IrNames.Of(type)}, not memory that helpers take");
    }
}
