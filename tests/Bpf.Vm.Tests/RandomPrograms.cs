using System.Collections.Immutable;
using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Vm.Tests;

/// <summary>
/// Random programs that the verifier accepts: arithmetic, forward jumps, stack memory, atomics, local calls.
/// </summary>
/// <remarks>
/// The start values come from the packet, so the verifier knows nothing of them; at the end all registers and the stack
/// go back into it. Atomic operations work on a map only: when one reads a register spilled to the stack, the verifier
/// of Linux 6.18 keeps its range but does not track its precision, and may drop a branch that is taken.
/// </remarks>
internal sealed class RandomPrograms(int seed)
{
    private const int StackSlots = 8;
    private const int Cells = 4;
    private const string CellMap = "cells";

    private static readonly Register[] _pool =
    [
        Register.R0, Register.R2, Register.R3, Register.R4, Register.R5, Register.R7, Register.R8, Register.R9,
    ];

    private static readonly AluOp[] _operations =
    [
        AluOp.Add, AluOp.Sub, AluOp.Mul, AluOp.Div, AluOp.Or, AluOp.And, AluOp.Lsh, AluOp.Rsh, AluOp.Mod, AluOp.Xor,
        AluOp.Mov, AluOp.Arsh,
    ];

    private static readonly JumpOp[] _comparisons =
    [
        JumpOp.Jeq, JumpOp.Jgt, JumpOp.Jge, JumpOp.Jset, JumpOp.Jne, JumpOp.Jsgt, JumpOp.Jsge, JumpOp.Jlt, JumpOp.Jle,
        JumpOp.Jslt, JumpOp.Jsle,
    ];

    private readonly Random _random = new(seed);
    private readonly CodeBuilder _builder = new(IsaLevel.V4);
    private bool _hasCall;

    /// <summary>Bytes that a program wants of its packet.</summary>
    public static int PacketSize => 8 * (_pool.Length + StackSlots + Cells);

    public ProgramCase Create()
    {
        Label drop = _builder.CreateLabel();
        Label function = _builder.CreateLabel();
        Prologue(drop);
        int count = _random.Next(10, 60);
        int branches = 0;
        for (int i = 0; i < count; i++)
        {
            switch (_random.Next(10))
            {
                case 0 when branches < 8:
                    branches++;
                    Branch();
                    break;
                case 1 or 2:
                    Memory();
                    break;
                case 3 when _random.Next(4) == 0:
                    Call(function);
                    break;
                default:
                    Arithmetic();
                    break;
            }
        }

        Epilogue(drop);
        if (_hasCall)
        {
            Function(function);
        }

        var cells = new VmMapShape { Type = MapType.Array, KeySize = 4, ValueSize = 8 * Cells, MaxEntries = 1 };
        return new ProgramCase
        {
            Type = ProgramType.Xdp,
            Code = _builder.Build(),
            Maps = ImmutableDictionary<string, VmMapShape>.Empty.Add(CellMap, cells),
        };
    }

    private void Prologue(Label drop)
    {
        _builder.Emit(Instruction.Load(MemorySize.Word, Register.R6, Register.R1, 0));
        _builder.Emit(Instruction.Load(MemorySize.Word, Register.R2, Register.R1, 4));
        _builder.Emit(Instruction.Mov(Register.R3, Register.R6));
        _builder.Emit(Instruction.Alu(AluOp.Add, Register.R3, PacketSize));
        _builder.JumpIf(JumpOp.Jgt, Register.R3, Register.R2, drop);
        for (int i = 0; i < StackSlots; i++)
        {
            short offset = (short)(8 * (_pool.Length + i));
            _builder.Emit(Instruction.Load(MemorySize.Double, Register.R0, Register.R6, offset));
            _builder.Emit(Instruction.Store(MemorySize.Double, Register.R10, StackOffset(i), Register.R0));
        }

        _builder.LoadMapValue(Register.R1, CellMap, 0);
        for (int i = 0; i < Cells; i++)
        {
            _builder.Emit(Instruction.Load(MemorySize.Double, Register.R0, Register.R6, CellInPacket(i)));
            _builder.Emit(Instruction.Store(MemorySize.Double, Register.R1, (short)(8 * i), Register.R0));
        }

        for (int i = 0; i < _pool.Length; i++)
        {
            _builder.Emit(Instruction.Load(MemorySize.Double, _pool[i], Register.R6, (short)(8 * i)));
        }
    }

    private void Epilogue(Label drop)
    {
        for (int i = 0; i < _pool.Length; i++)
        {
            _builder.Emit(Instruction.Store(MemorySize.Double, Register.R6, (short)(8 * i), _pool[i]));
        }

        for (int i = 0; i < StackSlots; i++)
        {
            short offset = (short)(8 * (_pool.Length + i));
            _builder.Emit(Instruction.Load(MemorySize.Double, Register.R1, Register.R10, StackOffset(i)));
            _builder.Emit(Instruction.Store(MemorySize.Double, Register.R6, offset, Register.R1));
        }

        _builder.LoadMapValue(Register.R1, CellMap, 0);
        for (int i = 0; i < Cells; i++)
        {
            _builder.Emit(Instruction.Load(MemorySize.Double, Register.R2, Register.R1, (short)(8 * i)));
            _builder.Emit(Instruction.Store(MemorySize.Double, Register.R6, CellInPacket(i), Register.R2));
        }

        _builder.Emit(Instruction.Exit());
        _builder.Place(drop);
        _builder.Emit(Instruction.Mov(Register.R0, 0));
        _builder.Emit(Instruction.Exit());
    }

    // A function of two numbers; what it does differs from program to program.
    private void Function(Label function)
    {
        _builder.Place(function);
        _builder.Emit(Instruction.Mov(Register.R0, Register.R1));
        _builder.Emit(Instruction.Alu(AluOp.Mul, Register.R0, _random.Next() | 1));
        _builder.Emit(Instruction.Alu32(AluOp.Xor, Register.R2, Register.R0));
        _builder.Emit(Instruction.Store(MemorySize.Double, Register.R10, -8, Register.R2));
        _builder.Emit(Instruction.Mov(Register.R6, 7));
        _builder.Emit(Instruction.Load(MemorySize.Double, Register.R3, Register.R10, -8));
        _builder.Emit(Instruction.Alu(AluOp.Sub, Register.R0, Register.R3));
        _builder.Emit(Instruction.Exit());
    }

    private void Arithmetic()
    {
        Register dst = Pick();
        switch (_random.Next(8))
        {
            case 0:
                _builder.Emit(_random.Next(2) == 0 ? Instruction.Neg(dst) : Instruction.Neg32(dst));
                break;
            case 1:
                _builder.Emit(Swap(dst));
                break;
            case 2:
                _builder.Emit(SignExtension(dst));
                break;
            case 3:
                _builder.Emit(Instruction.LoadImm64(dst, _random.NextInt64(long.MinValue, long.MaxValue)));
                break;
            default:
                _builder.Emit(TwoOperands(dst));
                break;
        }
    }

    private Instruction TwoOperands(Register dst)
    {
        AluOp op = _operations[_random.Next(_operations.Length)];
        bool is32 = _random.Next(2) == 0;
        bool isDivision = op is AluOp.Div or AluOp.Mod;
        Instruction instruction;
        if (_random.Next(2) == 0)
        {
            Register src = Pick();
            instruction = is32 ? Instruction.Alu32(op, dst, src) : Instruction.Alu(op, dst, src);
        }
        else
        {
            // The verifier refuses shifts by the width or more and divisions by 0 when it sees the number.
            int imm = op is AluOp.Lsh or AluOp.Rsh or AluOp.Arsh ? _random.Next(is32 ? 32 : 64) : Number();
            imm = isDivision && imm == 0 ? 3 : imm;
            instruction = is32 ? Instruction.Alu32(op, dst, imm) : Instruction.Alu(op, dst, imm);
        }

        return isDivision && _random.Next(2) == 0 ? instruction with { Offset = 1 } : instruction;
    }

    private Instruction Swap(Register dst)
    {
        int bits = 16 << _random.Next(3);
        return _random.Next(3) switch
        {
            0 => Instruction.ToBigEndian(dst, bits),
            1 => Instruction.ToLittleEndian(dst, bits),
            _ => Instruction.ByteSwap(dst, bits),
        };
    }

    private Instruction SignExtension(Register dst) => _random.Next(2) == 0
        ? Instruction.MovSx(dst, Pick(), 8 << _random.Next(3))
        : Instruction.MovSx32(dst, Pick(), 8 << _random.Next(2));

    private void Memory()
    {
        MemorySize size = MemorySizeExtensions.FromBytes(1 << _random.Next(4));
        short offset = (short)(StackOffset(_random.Next(StackSlots)) + _random.Next(8 / size.Bytes()) * size.Bytes());
        Register register = Pick();
        switch (_random.Next(6))
        {
            case 0:
                _builder.Emit(Instruction.Load(size, register, Register.R10, offset));
                break;
            case 1 when size != MemorySize.Double:
                _builder.Emit(Instruction.LoadSx(size, register, Register.R10, offset));
                break;
            case 2:
                _builder.Emit(Instruction.StoreImm(size, Register.R10, offset, Number()));
                break;
            case 3:
                _builder.Emit(_random.Next(2) == 0
                    ? Instruction.LoadAcquire(size, register, Register.R10, offset)
                    : Instruction.StoreRelease(size, Register.R10, offset, register));
                break;
            case 4 when size is MemorySize.Word or MemorySize.Double:
                short cell = (short)(8 * _random.Next(Cells) + _random.Next(8 / size.Bytes()) * size.Bytes());
                _builder.LoadMapValue(Register.R1, CellMap, 0);
                _builder.Emit(Instruction.Atomic(ReadModifyWrite(), size, Register.R1, cell, register));
                break;
            default:
                _builder.Emit(Instruction.Store(size, Register.R10, offset, register));
                break;
        }
    }

    private AtomicOp ReadModifyWrite()
    {
        AtomicOp[] all =
        [
            .. Enum.GetValues<AtomicOp>().Where(op => op is not (AtomicOp.LoadAcquire or AtomicOp.StoreRelease)),
        ];
        return all[_random.Next(all.Length)];
    }

    // A branch over a few instructions.
    private void Branch()
    {
        Label over = _builder.CreateLabel();
        JumpOp op = _comparisons[_random.Next(_comparisons.Length)];
        bool is32 = _random.Next(2) == 0;
        Instruction jump = (is32, _random.Next(2) == 0) switch
        {
            (true, true) => Instruction.JumpIf32(op, Pick(), Pick(), 0),
            (true, false) => Instruction.JumpIf32(op, Pick(), Number(), 0),
            (false, true) => Instruction.JumpIf(op, Pick(), Pick(), 0),
            (false, false) => Instruction.JumpIf(op, Pick(), Number(), 0),
        };
        _builder.Emit(jump, over);
        int count = _random.Next(1, 4);
        for (int i = 0; i < count; i++)
        {
            Arithmetic();
        }

        if (_random.Next(3) == 0)
        {
            Label end = _builder.CreateLabel();
            _builder.Emit(_random.Next(2) == 0 ? Instruction.Jump(0) : Instruction.JumpLong(0), end);
            _builder.Place(over);
            Arithmetic();
            _builder.Place(end);
        }
        else
        {
            _builder.Place(over);
        }
    }

    // R2–R5 are lost: they come back from R0 and the registers that survive.
    private void Call(Label function)
    {
        _hasCall = true;
        _builder.Emit(Instruction.Mov(Register.R1, Pick()));
        _builder.Emit(Instruction.CallLocal(0), function);
        _builder.Emit(Instruction.Mov(Register.R2, Register.R0));
        _builder.Emit(Instruction.Mov(Register.R3, Register.R7));
        _builder.Emit(Instruction.Mov(Register.R4, Register.R8));
        _builder.Emit(Instruction.Mov32(Register.R5, Register.R9));
    }

    private Register Pick() => _pool[_random.Next(_pool.Length)];

    private int Number() => _random.Next(4) switch
    {
        0 => _random.Next(-3, 4),
        1 => 1 << _random.Next(32),
        2 => _random.Next(int.MinValue, int.MaxValue),
        _ => _random.Next(256),
    };

    private static short CellInPacket(int cell) => (short)(8 * (_pool.Length + StackSlots + cell));

    private static short StackOffset(int slot) => (short)(-8 * (slot + 1));
}
