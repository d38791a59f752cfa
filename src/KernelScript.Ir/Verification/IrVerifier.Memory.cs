using KernelScript.Ir.Text;

namespace KernelScript.Ir.Verification;

public sealed partial class IrVerifier
{
    private const int LargestPacketOffset = 0xffff;

    private void CheckPointerOperation(IrInstruction instruction)
    {
        IrType type = TypeOf(instruction.Operands[0]);
        switch (instruction.Op)
        {
            case IrOp.PtrAdd:
                Expect(IsMovable(type.Space) && !type.IsNullable, $"nothing can be added to {IrNames.Of(type)}");
                ExpectOperand(1, IrType.I64);
                ExpectResult(type);
                break;
            case IrOp.PtrDiff:
                IrType other = TypeOf(instruction.Operands[1]);
                Expect(type.IsPointer && other.IsPointer && AreComparable(type.Space, other.Space),
                    "the operands are not pointers into the same space");
                ExpectResult(IrType.I64);
                break;
            case IrOp.PtrToInt:
                Expect(type.IsPointer, "operand 1 is no pointer");
                ExpectResult(IrType.I64);
                break;
            case IrOp.IntToPtr:
                ExpectOperand(0, IrType.I64);
                Expect(ResultType.Space is AddressSpace.Kernel or AddressSpace.User,
                    "a number can only become a kernel or user pointer");
                break;
            case IrOp.NonNull:
                Expect(type.IsPointer && type.IsNullable, "operand 1 is no nullable pointer");
                ExpectResult(type.AsNonNull());
                break;
        }
    }

    private void CheckMemoryOperation(IrInstruction instruction)
    {
        switch (instruction.Op)
        {
            case IrOp.Alloca:
                Expect(_block == _function.Entry, "an alloca stands in the entry block");
                Expect(instruction.Imm is > 0 and <= int.MaxValue, "its size is not positive");
                ExpectResult(IrType.Pointer(AddressSpace.Stack));
                break;
            case IrOp.Load:
                CheckLoad(instruction);
                break;
            case IrOp.Store:
                ExpectWritable(0);
                ExpectStorable(TypeOf(instruction.Operands[1]), TypeOf(instruction.Operands[0]).Space);
                ExpectNoResult();
                break;
            case IrOp.MemZero:
                ExpectWritable(0);
                ExpectSize(instruction.Size);
                ExpectNoResult();
                break;
            case IrOp.MemCopy:
                ExpectWritable(0);
                ExpectReadable(1);
                ExpectSize(instruction.Size);
                ExpectNoResult();
                break;
            case IrOp.CtxLoad or IrOp.CtxStore:
                CheckContextAccess(instruction);
                break;
            case IrOp.PacketCheck:
                ExpectOperand(0, IrType.Pointer(AddressSpace.Packet));
                ExpectOperand(1, IrType.Pointer(AddressSpace.PacketEnd));
                Expect(instruction.Imm is >= 0 and <= LargestPacketOffset, "a packet has 0 to 65535 bytes");
                ExpectResult(IrType.Bool);
                break;
            case IrOp.GlobalAddr or IrOp.MapAddr or IrOp.FuncAddr:
                CheckAddress(instruction);
                break;
        }
    }

    private void CheckLoad(IrInstruction instruction)
    {
        ExpectReadable(0);
        ExpectSomeResult();
        ExpectStorable(ResultType, TypeOf(instruction.Operands[0]).Space);
        Expect(instruction.Imm is >= int.MinValue and <= int.MaxValue, "its offset is out of range");
    }

    private void CheckContextAccess(IrInstruction instruction)
    {
        ExpectOperand(0, IrType.Pointer(AddressSpace.Context));
        Expect(instruction.Imm is >= 0 and <= short.MaxValue, "its offset is out of range");
        if (instruction.Op == IrOp.CtxStore)
        {
            ExpectInteger(1, allowBool: false);
            ExpectNoResult();
            return;
        }

        Expect(instruction.Size is 1 or 2 or 4 or 8, "its size is not 1, 2, 4 or 8 bytes");
        Expect(ResultType.Bytes >= instruction.Size, "the result is narrower than the field");
    }

    private void CheckAddress(IrInstruction instruction)
    {
        string name = instruction.Symbol ?? "";
        switch (instruction.Op)
        {
            case IrOp.GlobalAddr:
                IrGlobal? global = _module.FindGlobal(name);
                Expect(global is not null, $"there is no global @{name}");
                Expect(global is null || (instruction.Imm >= 0 && instruction.Imm <= global.Type.Size),
                    "the address is outside the global");
                ExpectResult(IrType.Pointer(AddressSpace.Global));
                break;
            case IrOp.MapAddr:
                ExpectMap(name);
                ExpectResult(IrType.Pointer(AddressSpace.Map));
                break;
            case IrOp.FuncAddr:
                Expect(_module.FindFunction(name) is not null, $"there is no function ${name}");
                ExpectResult(IrType.Pointer(AddressSpace.Function));
                break;
        }
    }

    private IrMap? ExpectMap(string name)
    {
        IrMap? map = _module.FindMap(name);
        Expect(map is not null, $"there is no map @{name}");
        return map;
    }

    private void ExpectSize(int size) => Expect(size > 0, "its size is not positive");

    private void ExpectReadable(int operand)
    {
        IrType type = TypeOf(_instruction!.Operands[operand]);
        bool isReadable = IsWritable(type.Space) || type.Space is AddressSpace.Kernel or AddressSpace.User;
        Expect(isReadable && !type.IsNullable, $"{IrNames.Of(type)} cannot be read through");
    }

    private void ExpectWritable(int operand)
    {
        IrType type = TypeOf(_instruction!.Operands[operand]);
        Expect(IsWritable(type.Space) && !type.IsNullable, $"{IrNames.Of(type)} cannot be written through");
        IrInstruction? origin = DefinitionOf(_instruction.Operands[operand]);
        bool isReadOnly = origin is { Op: IrOp.GlobalAddr, Symbol: { } name }
            && _module.FindGlobal(name) is { Section: GlobalSection.ReadOnlyData };
        Expect(!isReadOnly, "the global is read-only");
    }

    /// <summary>
    /// Outside the frame a pointer in memory is just a number, which only kernel and user pointers can be.
    /// </summary>
    private void ExpectStorable(IrType type, AddressSpace space)
    {
        bool isStorable = !type.IsPointer || space is AddressSpace.Stack or AddressSpace.Btf
            || type.Space is AddressSpace.Kernel or AddressSpace.User or AddressSpace.Btf;
        Expect(isStorable, $"{IrNames.Of(type)} can only be kept on the stack");
    }

    private IrInstruction? DefinitionOf(Value value) =>
        _definedAt[value.Index] is >= 0 and var at ? _definedIn[value.Index]?.Instructions[at] : null;

    private static bool IsWritable(AddressSpace space) =>
        space is AddressSpace.Stack or AddressSpace.Packet or AddressSpace.MapValue or AddressSpace.RingBuffer
            or AddressSpace.Global or AddressSpace.Btf;

    private static bool IsMovable(AddressSpace space) =>
        IsWritable(space) || space is AddressSpace.Kernel or AddressSpace.User;
}
