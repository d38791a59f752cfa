using KernelScript.Ir;

namespace Differential.Tests.Programs;

/// <summary>
/// Random programs that the verifier accepts: much arithmetic, many live values, calls, loops, all kinds of memory.
/// </summary>
/// <remarks>
/// The program is of type XDP and needs a packet of <see cref="PacketBytes"/> bytes. What it computes goes into the
/// packet, the map and the global, and into its return value.
/// </remarks>
internal sealed partial class RandomProgram
{
    public const int PacketBytes = 96;
    public const string Name = "prog";
    public const string Array = "cells";
    public const string Hash = "flows";
    public const string Global = "total";
    private const int FrameBytes = 32;
    private static readonly IrType[] _types = [IrType.I8, IrType.I16, IrType.I32, IrType.I64, IrType.I64, IrType.I32];
    private static readonly IrOp[] _operations =
    [
        IrOp.Add, IrOp.Sub, IrOp.Mul, IrOp.UDiv, IrOp.SDiv, IrOp.URem, IrOp.SRem, IrOp.And, IrOp.Or, IrOp.Xor, IrOp.Shl,
        IrOp.LShr, IrOp.AShr, IrOp.Add, IrOp.Xor, IrOp.And,
    ];

    private readonly Random _random;
    private readonly IrModule _module = new();
    private readonly List<Value> _values = [];
    private IrBuilder _build = null!;
    private Value _packet;
    private Value _frame;
    private Value _mapValue;
    private Value _key;
    private int _budget;
    private int _depth;

    private RandomProgram(int seed) => _random = new Random(seed);

    public static IrModule Create(int seed) => new RandomProgram(seed).Module();

    private IrModule Module()
    {
        var u64 = new IntegerData("u64", 8, IntegerEncoding.Unsigned);
        var u32 = new IntegerData("u32", 4, IntegerEncoding.Unsigned);
        var four = new ArrayData(u64, 4);
        _module.Maps.Add(new IrMap { Name = Array, Type = 2, Key = u32, Value = four, MaxEntries = 4 });
        _module.Maps.Add(new IrMap { Name = Hash, Type = 1, Key = u64, Value = new ArrayData(u64, 2), MaxEntries = 3 });
        _module.Globals.Add(new IrGlobal { Name = Global, Section = GlobalSection.Bss, Type = four, Alignment = 8 });
        _module.Globals.Add(new IrGlobal
        {
            Name = "zero", Section = GlobalSection.Bss, Type = u64, Alignment = 8, IsHidden = true,
        });
        _module.Globals.Add(new IrGlobal
        {
            Name = "table", Section = GlobalSection.ReadOnlyData, Type = new ArrayData(u64, 2), Alignment = 8,
            Contents = [.. Enumerable.Range(1, 16).Select(i => (byte)(i * 37))],
        });
        for (int i = 0; i < 2; i++)
        {
            AddFunction($"sub{i}");
        }

        AddProgram();
        return _module;
    }

    private void AddFunction(string name)
    {
        var function = new IrFunction(name, Pick(_types));
        _build = new IrBuilder(function);
        _values.Clear();
        _packet = _mapValue = _key = default;
        for (int i = _random.Next(1, 5); i > 0; i--)
        {
            _values.Add(function.NewParameter(function.Entry, Pick(_types)));
        }

        _frame = _build.Alloca(FrameBytes);
        _build.Emit(IrOp.MemZero, IrType.Void, [_frame], size: FrameBytes);
        _budget = 12;
        Statements();
        _build.Return(Any(function.ReturnType));
        _module.Functions.Add(function);
    }

    private void AddProgram()
    {
        var function = new IrFunction(Name, IrType.I32) { Program = new IrProgramInfo(6, 37, "xdp", null) };
        _build = new IrBuilder(function);
        _values.Clear();
        Value context = function.NewParameter(function.Entry, IrType.Pointer(AddressSpace.Context));
        _frame = _build.Alloca(FrameBytes);
        Value key = _build.Alloca(4);
        _key = _build.Alloca(8);
        _build.Emit(IrOp.MemZero, IrType.Void, [_frame], size: FrameBytes);
        _build.Store(key, 0, _build.Const(IrType.I32, _random.Next(4)));
        Value found = _build.Emit(
            IrOp.MapLookup, IrType.NullablePointer(AddressSpace.MapValue), [key], symbol: Array);
        IrBlock present = function.NewBlock();
        IrBlock wrong = function.NewBlock();
        Value none = _build.Const(IrType.NullablePointer(AddressSpace.MapValue), 0);
        _build.CondBranch(_build.Compare(IrOp.Eq, found, none), wrong, present);
        _build.Block = wrong;
        _build.Return(_build.Const(IrType.I32, 0));
        _build.Block = present;
        _mapValue = _build.Emit(IrOp.NonNull, IrType.Pointer(AddressSpace.MapValue), [found]);
        _packet = _build.Emit(IrOp.CtxLoad, IrType.Pointer(AddressSpace.Packet), [context], 0, size: 4);
        Value end = _build.Emit(IrOp.CtxLoad, IrType.Pointer(AddressSpace.PacketEnd), [context], 4, size: 4);
        IrBlock inside = function.NewBlock();
        _build.CondBranch(_build.Emit(IrOp.PacketCheck, IrType.Bool, [_packet, end], PacketBytes), inside, wrong);
        _build.Block = inside;
        for (int i = _random.Next(2, 24); i > 0; i--)
        {
            Load();
        }

        _budget = _random.Next(4, 60);
        Statements();
        Finish();
        _build.Return(Any(IrType.I32));
        _module.Functions.Add(function);
    }

    /// <summary>Writes the last values to the packet, so that all of them matter.</summary>
    private void Finish()
    {
        int offset = 0;
        for (int i = _values.Count - 1; i >= 0 && offset < PacketBytes - 8; i--)
        {
            _build.Store(_packet, offset, _values[i]);
            offset += Type(_values[i]).Bytes;
        }
    }

    private void Statements()
    {
        int count = _random.Next(1, 10);
        for (int i = 0; i < count && _budget-- > 0; i++)
        {
            Statement();
        }
    }

    private void Statement()
    {
        switch (_random.Next(_depth < 3 ? 28 : 22))
        {
            case < 8:
                Binary();
                break;
            case < 10:
                Unary();
                break;
            case < 12:
                Convert();
                break;
            case 12:
                Compare();
                break;
            case 13:
                Choose();
                break;
            case < 16:
                Load();
                break;
            case < 18:
                Store();
                break;
            case 18:
                Call();
                break;
            case 19:
                Atomic();
                break;
            case 20:
                UseHash();
                break;
            case 21:
                if (_random.Next(3) == 0)
                {
                    ReadNowhere();
                }

                break;
            case < 25:
                Decide();
                break;
            case 25:
                Switch();
                break;
            default:
                Loop();
                break;
        }
    }

    private void Add(Value value) => _values.Add(value);

    private IrType Type(Value value) => _build.Function.TypeOf(value);

    private T Pick<T>(T[] items) => items[_random.Next(items.Length)];

    /// <summary>A value of that type: one there is, mostly a recent one, or a constant.</summary>
    private Value Any(IrType type)
    {
        for (int i = 0; i < 4; i++)
        {
            if (_values.Count > 0 && _random.Next(6) != 0)
            {
                int back = _random.Next(_random.Next(3) == 0 ? _values.Count : Math.Min(8, _values.Count));
                Value value = _values[_values.Count - 1 - back];
                if (Type(value) == type)
                {
                    return value;
                }
            }
        }

        return _build.Const(type, Constant(type));
    }

    private long Constant(IrType type)
    {
        long value = _random.Next(8) switch
        {
            0 => 0,
            1 => -1,
            2 => _random.NextInt64(),
            3 => 1L << _random.Next(64),
            4 => long.MinValue,
            5 => int.MaxValue + (long)_random.Next(3),
            _ => _random.Next(-20, 40),
        };
        return type.Bits == 64 ? value : value << (64 - type.Bits) >> (64 - type.Bits);
    }
}
