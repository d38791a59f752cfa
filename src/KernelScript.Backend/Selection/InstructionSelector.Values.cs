using System.Diagnostics;
using Bpf.Asm;
using KernelScript.Backend.Machine;
using KernelScript.Ir;

namespace KernelScript.Backend.Selection;

/// <content>Brings values into registers: constants, addresses and what was left to its users.</content>
internal sealed partial class InstructionSelector
{
    /// <summary>
    /// Wide loads of this block that are worth a register until the next call: they take two slots each.
    /// </summary>
    private readonly Dictionary<(string? Symbol, long Value), int> _shared = [];

    private void ForgetSharedConstants()
    {
        if (_shared.Count > 0)
        {
            _shared.Clear();
        }
    }

    /// <summary>
    /// The register that holds <paramref name="value"/>; computes it here if that was left to the users.
    /// </summary>
    private int Use(Value value)
    {
        Value root = _uses.Root(value);
        int register = _registers[root.Index];
        if (register != 0)
        {
            return _offsets[root.Index] == 0 ? register : AddConstant(register, _offsets[root.Index]);
        }

        IrInstruction definition = _uses.Definition(root)
            ?? throw new UnreachableException($"{_function.Name}: {root} is used before its block.");
        return definition.Op switch
        {
            IrOp.Const => Constant(_function.TypeOf(root), definition.Imm),
            IrOp.GlobalAddr => GlobalAddress(definition.Symbol!, definition.Imm),
            IrOp.MapAddr => SymbolAddress(RelocationKind.Map, definition.Symbol!, 0),
            IrOp.FuncAddr => SymbolAddress(RelocationKind.FunctionAddress, definition.Symbol!, 0),
            IrOp.Alloca or IrOp.PtrAdd => AddressInRegister(AddressOf(root, 0)),
            IrOp.And or IrOp.Or or IrOp.Not or IrOp.PacketCheck or (>= IrOp.Eq and <= IrOp.SGe) => Truth(root),
            _ => throw new UnreachableException($"{_function.Name}: {root} ({definition.Op}) has not been selected."),
        };
    }

    private int[] UseAll(ReadOnlySpan<Value> values)
    {
        var registers = new int[values.Length];
        for (int i = 0; i < registers.Length; i++)
        {
            registers[i] = Use(values[i]);
        }

        return registers;
    }

    private int Constant(IrType type, long value)
    {
        value = Unsigned(value, type.Bits);
        if (value == (int)value || value == (uint)value)
        {
            return ShortConstant(value);
        }

        if (_shared.TryGetValue((null, value), out int register))
        {
            return register;
        }

        register = Emit(Recipe(value), 64);
        _shared.Add((null, value), register);
        return register;
    }

    private int ShortConstant(long value) => Emit(Recipe(value), SignificantBits(value));

    private static MachineInstruction Recipe(long value)
    {
        bool isShort = value == (int)value || value == (uint)value;
        OpCode opCode = value == (int)value ? OpCode.Alu64(AluOp.Mov, Source.Immediate)
            : value == (uint)value ? OpCode.Alu32(AluOp.Mov, Source.Immediate)
            : OpCode.LoadImm64;
        return new() { Kind = MachineKind.Constant, OpCode = opCode, Imm = isShort ? (int)value : value };
    }

    private int GlobalAddress(string name, long addend)
    {
        if (_shared.TryGetValue((name, addend), out int register))
        {
            return register;
        }

        (string section, int offset) = _data.Find(name);
        register = SymbolAddress(RelocationKind.MapValue, section, offset + addend);
        _shared.Add((name, addend), register);
        return register;
    }

    private bool TryConstant(Value value, out long constant)
    {
        Value root = _uses.Root(value);
        IrInstruction? definition = _uses.Definition(root);
        bool isConstant = definition is { Op: IrOp.Const };
        constant = isConstant ? Unsigned(definition!.Imm, _function.TypeOf(root).Bits) : 0;
        return isConstant;
    }

    private bool IsWide(Value value) => _function.TypeOf(value).Bits == 64;

    private static long Unsigned(long value, int bits) => bits >= 64 ? value : value & ((1L << bits) - 1);

    private static long Signed(long value, int bits) => bits >= 64 ? value : value << (64 - bits) >> (64 - bits);

    private static int SignificantBits(long value) => 64 - (int)long.LeadingZeroCount(value);

    private static bool FitsImmediate(long value) => value == (int)value;

    /// <summary>
    /// The memory operand for <paramref name="pointer"/> + <paramref name="offset"/>, constant additions folded.
    /// </summary>
    private Address AddressOf(Value pointer, long offset)
    {
        Value root = _uses.Root(pointer);
        while (_uses.Definition(root) is { } definition)
        {
            if (definition.Op == IrOp.Alloca)
            {
                return new Address(
                    MachineFunction.FramePointer, _frameObjects[root.Index] - 1, (int)offset, Alignment(offset));
            }

            if (_registers[root.Index] != 0 || !_uses.IsFoldedAddress(definition))
            {
                break;
            }

            TryConstant(definition.Operands[1], out long step);
            offset += step;
            root = _uses.Root(definition.Operands[0]);
        }

        int register = _registers[root.Index];
        offset += register == 0 ? 0 : _offsets[root.Index];
        register = register == 0 ? Use(root) : register;
        int alignment = _function.TypeOf(root).Space == AddressSpace.Stack ? 1 : 8;
        return offset == (short)offset
            ? new Address(register, 0, (int)offset, alignment)
            : new Address(AddConstant(register, offset), 0, 0, alignment);
    }

    private static int Alignment(long offset) => (int)Math.Min(8, (offset | 8) & -(offset | 8));

    private int AddressInRegister(Address address) =>
        address.Base == MachineFunction.FramePointer ? FrameAddress(address.FrameObject, address.Offset)
        : address.Offset == 0 ? address.Base
        : AddConstant(address.Base, address.Offset);

    private int AddConstant(int register, long value) =>
        FitsImmediate(value)
            ? Alu64(AluOp.Add, register, (int)value)
            : Alu(AluOp.Add, wide: true, register, Constant(IrType.I64, value), 64);
}
