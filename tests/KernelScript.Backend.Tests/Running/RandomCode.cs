using KernelScript.Ir;

namespace KernelScript.Backend.Tests.Running;

/// <summary>Random programs that the verifier accepts: much arithmetic, many live values, calls, loops, all kinds of memory.</summary>
/// <remarks>
/// The program is of type XDP and needs a packet of <see cref="PacketBytes"/> bytes. What it computes goes into the packet, the
/// map and the global, and into its return value.
/// </remarks>
internal sealed class RandomCode
{
    public const int PacketBytes = 96;
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
    private int _budget;
    private int _depth;

    private RandomCode(int seed) => _random = new Random(seed);

    public static IrModule Create(int seed) => new RandomCode(seed).Module();

    private IrModule Module()
    {
        var u64 = new IntegerData("u64", 8, IntegerEncoding.Unsigned);
        var u32 = new IntegerData("u32", 4, IntegerEncoding.Unsigned);
        _module.Maps.Add(new IrMap { Name = "cells", Type = 2, Key = u32, Value = new ArrayData(u64, 4), MaxEntries = 4 });
        _module.Globals.Add(new IrGlobal { Name = "total", Section = GlobalSection.Bss, Type = new ArrayData(u64, 4), Alignment = 8 });
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
        _packet = _mapValue = default;
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
        var function = new IrFunction("prog", IrType.I32) { Program = new IrProgramInfo(6, 37, "xdp", null) };
        _build = new IrBuilder(function);
        _values.Clear();
        Value context = function.NewParameter(function.Entry, IrType.Pointer(AddressSpace.Context));
        _frame = _build.Alloca(FrameBytes);
        Value key = _build.Alloca(4);
        _build.Emit(IrOp.MemZero, IrType.Void, [_frame], size: FrameBytes);
        _build.Store(key, 0, _build.Const(IrType.I32, _random.Next(4)));
        Value found = _build.Emit(
            IrOp.MapLookup, IrType.NullablePointer(AddressSpace.MapValue), [key], symbol: "cells");
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
        switch (_random.Next(_depth < 3 ? 26 : 20))
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
            case < 23:
                Decide();
                break;
            case 23:
                Switch();
                break;
            default:
                Loop();
                break;
        }
    }

    private void Binary()
    {
        IrType type = Pick(_types);
        Add(_build.Binary(Pick(_operations), Any(type), Any(type)));
    }

    private void Unary()
    {
        IrType type = Pick(_types);
        if (type != IrType.I8 && _random.Next(3) == 0)
        {
            Add(_build.Unary(IrOp.BSwap, Any(type)));
            return;
        }

        Add(_build.Unary(_random.Next(2) == 0 ? IrOp.Neg : IrOp.Not, Any(type)));
    }

    private void Convert()
    {
        IrType from = Pick(_types);
        IrType to = Pick(_types);
        if (from.Bits == to.Bits)
        {
            Add(_build.Emit(IrOp.ZExt, to, [Condition()]));
            return;
        }

        IrOp op = from.Bits > to.Bits ? IrOp.Trunc : _random.Next(2) == 0 ? IrOp.ZExt : IrOp.SExt;
        Add(_build.Emit(op, to, [Any(from)]));
    }

    private void Compare() => Add(Condition());

    private Value Condition()
    {
        if (_random.Next(6) == 0)
        {
            Value inner = Condition();
            return _random.Next(3) switch
            {
                0 => _build.Unary(IrOp.Not, inner),
                1 => _build.Binary(IrOp.And, inner, Condition()),
                _ => _build.Binary(IrOp.Or, inner, Condition()),
            };
        }

        IrType type = Pick(_types);
        if (_random.Next(5) == 0)
        {
            Value bits = _build.Binary(IrOp.And, Any(type), Any(type));
            return _build.Compare(_random.Next(2) == 0 ? IrOp.Eq : IrOp.Ne, bits, _build.Const(type, 0));
        }

        return _build.Compare(IrOp.Eq + _random.Next(10), Any(type), Any(type));
    }

    private void Choose()
    {
        IrType type = Pick(_types);
        Add(_build.Emit(IrOp.Select, type, [Condition(), Any(type), Any(type)]));
    }

    private (Value Pointer, int Room) Memory(bool writable)
    {
        switch (_random.Next(5))
        {
            case 0 when _packet.IsValid:
            case 1 when _packet.IsValid:
                return (_packet, PacketBytes);
            case 2 when _mapValue.IsValid:
                return (_mapValue, 32);
            case 3:
                bool table = !writable && _random.Next(2) == 0;
                string name = table ? "table" : "total";
                return (_build.Emit(IrOp.GlobalAddr, IrType.Pointer(AddressSpace.Global), [], 0, name), table ? 16 : 32);
            default:
                return (_frame, FrameBytes);
        }
    }

    private Value Place(int bytes, bool writable, out int offset)
    {
        (Value pointer, int room) = Memory(writable);
        int places = room / bytes;
        if (bytes == 1 && pointer != _frame && pointer != _packet && _random.Next(2) == 0)
        {
            Value index = _build.Binary(IrOp.And, Any(IrType.I64), _build.Const(IrType.I64, 7));
            offset = _random.Next(4);
            return _build.Emit(IrOp.PtrAdd, Type(pointer), [pointer, index]);
        }

        offset = _random.Next(8) == 0 ? _random.Next(room - bytes + 1) : _random.Next(places) * bytes;
        if (_random.Next(4) == 0)
        {
            pointer = _build.Emit(IrOp.PtrAdd, Type(pointer), [pointer, _build.Const(IrType.I64, offset)]);
            offset = 0;
        }

        return pointer;
    }

    private void Load()
    {
        IrType type = Pick(_types);
        Value pointer = Place(type.Bytes, writable: false, out int offset);
        Add(_build.Load(type, pointer, offset));
    }

    private void Store()
    {
        if (_random.Next(6) == 0)
        {
            int size = _random.Next(1, 16);
            (Value to, _) = Memory(writable: true);
            (Value from, _) = Memory(writable: false);
            if (to == from || _random.Next(2) == 0)
            {
                _build.Emit(IrOp.MemZero, IrType.Void, [to], _random.Next(8), size: size);
            }
            else if (Type(to).Space != Type(from).Space)
            {
                _build.Emit(IrOp.MemCopy, IrType.Void, [to, from], size: size);
            }

            return;
        }

        IrType type = Pick(_types);
        Value value = Any(type);
        Value pointer = Place(type.Bytes, writable: true, out int offset);
        _build.Store(pointer, offset, value);
    }

    private void Call()
    {
        if (_module.Functions.Count < 2)
        {
            return;
        }

        IrFunction callee = _module.Functions[_random.Next(2)];
        var arguments = callee.Entry.Parameters.Select(p => Any(callee.TypeOf(p))).ToArray();
        Add(_build.Emit(IrOp.Call, callee.ReturnType, arguments, symbol: callee.Name));
    }

    private void Atomic()
    {
        if (!_mapValue.IsValid)
        {
            return;
        }

        IrType type = _random.Next(2) == 0 ? IrType.I32 : IrType.I64;
        int offset = _random.Next(4) * 8;
        IrOp op = IrOp.AtomicAdd + _random.Next(6);
        Value[] operands = op == IrOp.AtomicCompareExchange ? [_mapValue, Any(type), Any(type)] : [_mapValue, Any(type)];
        Value old = _build.Emit(op, type, operands, offset);
        if (_random.Next(2) == 0)
        {
            Add(old);
        }
    }

    private void Decide()
    {
        IrBlock yes = _build.Function.NewBlock();
        IrBlock no = _build.Function.NewBlock();
        IrBlock join = _build.Function.NewBlock();
        IrType[] carried = Carried();
        if (_random.Next(3) == 0)
        {
            _build.CondBranch(
                Condition(), new BlockTarget(yes.Id), new BlockTarget(join.Id, [.. carried.Select(Any)]));
            Branch(yes, join, carried);
            _build.Function.Blocks.Remove(no);
        }
        else
        {
            _build.CondBranch(Condition(), yes, no);
            Branch(yes, join, carried);
            Branch(no, join, carried);
        }

        Join(join, carried);
    }

    private void Switch()
    {
        IrType type = Pick(_types);
        IrBlock join = _build.Function.NewBlock();
        IrType[] carried = Carried();
        long[] cases = [.. Enumerable.Range(0, _random.Next(1, 9)).Select(_ => Constant(type)).Distinct()];
        IrBlock[] blocks = [.. cases.Select(_ => _build.Function.NewBlock())];
        Value value = _build.Binary(IrOp.And, Any(type), _build.Const(type, 15));
        BlockTarget[] targets = [new BlockTarget(join.Id, [.. carried.Select(Any)]), .. blocks.Select(b => new BlockTarget(b.Id))];
        _build.Terminate(IrOp.Switch, [value], targets, [.. cases]);
        foreach (IrBlock block in blocks)
        {
            Branch(block, join, carried);
        }

        Join(join, carried);
    }

    /// <summary>A counted loop; what it carries starts outside and changes in the body.</summary>
    private void Loop()
    {
        IrBlock header = _build.Function.NewBlock();
        IrBlock body = _build.Function.NewBlock();
        IrBlock exit = _build.Function.NewBlock();
        IrType[] carried = Carried();
        IrType counterType = Pick([IrType.I32, IrType.I64, IrType.I16]);
        _build.Branch(header, [_build.Const(counterType, 0), .. carried.Select(Any)]);
        Value counter = _build.Function.NewParameter(header, counterType);
        Join(header, carried);
        Value limit = _build.Const(counterType, _random.Next(1, 6));
        _build.CondBranch(_build.Compare(IrOp.ULt, counter, limit), body, exit);
        int outside = _values.Count;
        _build.Block = body;
        Add(counter);
        _depth++;
        Statements();
        _depth--;
        Value next = _build.Binary(IrOp.Add, counter, _build.Const(counterType, 1));
        _build.Branch(header, [next, .. carried.Select(Any)]);
        _values.RemoveRange(outside, _values.Count - outside);
        _build.Block = exit;
    }

    private IrType[] Carried() => [.. Enumerable.Range(0, _random.Next(_random.Next(4) == 0 ? 14 : 4)).Select(_ => Pick(_types))];

    private void Branch(IrBlock block, IrBlock join, IrType[] carried)
    {
        int outside = _values.Count;
        _build.Block = block;
        _depth++;
        Statements();
        _depth--;
        _build.Branch(join, [.. carried.Select(Any)]);
        _values.RemoveRange(outside, _values.Count - outside);
    }

    private void Join(IrBlock join, IrType[] carried)
    {
        _build.Block = join;
        foreach (IrType type in carried)
        {
            Add(_build.Function.NewParameter(join, type));
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
                int back = _random.Next(3) == 0 ? _random.Next(_values.Count) : _random.Next(Math.Min(8, _values.Count));
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
