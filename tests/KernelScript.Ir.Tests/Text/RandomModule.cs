namespace KernelScript.Ir.Tests.Text;

/// <summary>
/// Modules that use every field of the IR in every way the text must carry. They need not make sense.
/// </summary>
internal sealed class RandomModule(int seed)
{
    private readonly Random _random = new(seed);
    private readonly IrModule _module = new();
    private readonly List<DataType> _types = [VoidData.Instance];

    public IrModule Create()
    {
        _module.License = Name();
        for (int i = _random.Next(3); i > 0; i--)
        {
            _module.Files.Add(new IrSourceFile(Name(), [.. Many(4, () => Name().Replace("\n", " ", StringComparison.Ordinal))]));
        }

        for (int i = _random.Next(12); i > 0; i--)
        {
            AddType();
        }

        for (int i = _random.Next(4); i > 0; i--)
        {
            _module.Maps.Add(new IrMap
            {
                Name = Unique(), Type = _random.Next(40), Key = Pick(_types), Value = Pick(_types),
                MaxEntries = _random.Next(), Flags = (uint)_random.NextInt64(1L << 32), IsPinned = Coin(), Position = Position(),
            });
            _module.Globals.Add(new IrGlobal
            {
                Name = Unique(), Section = (GlobalSection)_random.Next(3), Type = Pick(_types), Alignment = 1 << _random.Next(4),
                IsHidden = Coin(), Contents = [.. Many(9, () => (byte)_random.Next(256))],
            });
        }

        for (int i = _random.Next(4); i > 0; i--)
        {
            AddFunction();
        }

        return _module;
    }

    private void AddType()
    {
        string name = Coin() ? Pick(["u8", "flow", "flow", "", "a b", "type"]) : Name();
        DataType type = _random.Next(8) switch
        {
            0 => new IntegerData(name, 1 << _random.Next(4), (IntegerEncoding)_random.Next(4)),
            1 => new PointerData(Pick(_types)),
            2 => new ArrayData(new IntegerData("u32", 4, IntegerEncoding.Unsigned), _random.Next(100)),
            3 => new EnumData(name, 4, Coin(), [.. Many(3, () => KeyValuePair.Create(Name(), _random.NextInt64()))]),
            4 => new AliasData(name, Pick(_types)),
            5 => new ForwardData(name),
            6 => new FunctionData(Pick(_types), [.. Many(3, () => KeyValuePair.Create(Name(), Pick(_types)))]),
            _ => new StructData(name, _random.Next(64)),
        };
        _types.Add(type);
        if (type is StructData structure)
        {
            // Members may be pointers to the struct itself.
            structure.Members = [.. Many(4, () => new DataMember(
                Name(), Coin() ? new PointerData(structure) : Pick(_types), _random.Next(64)))];
        }
    }

    private void AddFunction()
    {
        var function = new IrFunction(Unique(), Coin() ? IrType.Void : Type())
        {
            Program = Coin() ? null : new IrProgramInfo(_random.Next(40), _random.Next(60), Name(), Coin() ? null : Name()),
            NoInline = Coin(), Position = Position(),
            Signature = Coin() ? null : new FunctionData(VoidData.Instance, [KeyValuePair.Create(Name(), Pick(_types))]),
        };
        for (int i = _random.Next(1, 5); i > 0; i--)
        {
            IrBlock block = function.NewBlock();
            for (int j = _random.Next(4); j > 0; j--)
            {
                function.NewParameter(block, Type());
            }
        }

        // Layout order is free.
        function.Blocks.Sort((_, _) => 0);
        function.Blocks.Reverse(_random.Next(function.Blocks.Count), 1);
        Value always = function.NewParameter(function.Entry, IrType.I64);
        foreach (IrBlock block in function.Blocks)
        {
            for (int j = _random.Next(6); j > 0; j--)
            {
                block.Instructions.Add(Instruction(function, always));
            }
        }

        _module.Functions.Add(function);
    }

    private IrInstruction Instruction(IrFunction function, Value always)
    {
        IrOpInfo info = IrOpInfo.All[_random.Next(IrOpInfo.All.Length)];
        IrAttributes attributes = info.Attributes;
        const IrAttributes UseImm =
            IrAttributes.Immediate | IrAttributes.Offset | IrAttributes.Flags | IrAttributes.Number;
        const IrAttributes UseSymbol = IrAttributes.DataSymbol | IrAttributes.FunctionSymbol;
        int operands = info.OperandCount >= 0 ? info.OperandCount : _random.Next(info.IsTerminator ? 2 : 6);
        int targets = info.TargetCount >= 0 ? info.TargetCount : _random.Next(1, 5);
        return new IrInstruction
        {
            Op = info.Op,
            Operands = [.. Enumerable.Range(0, operands).Select(_ => AnyValue(function, always))],
            Targets = [.. Enumerable.Range(0, targets).Select(_ => new BlockTarget(
                Pick(function.Blocks).Id, [.. Many(3, () => AnyValue(function, always))]))],
            Cases = info.Op == IrOp.Switch ? [.. Enumerable.Range(0, targets - 1).Select(_ => Long())] : [],
            Imm = (attributes & UseImm) != 0 ? Long() : 0,
            Size = attributes.HasFlag(IrAttributes.Size) ? _random.Next() : 0,
            Symbol = (attributes & UseSymbol) != 0 ? Name() : null,
            Position = Position(),
            Result = info.IsTerminator || Coin() ? default : function.NewValue(Type()),
        };
    }

    private static Value AnyValue(IrFunction function, Value always) =>
        function.Blocks.SelectMany(b => b.Parameters).LastOrDefault(always);

    private IrType Type() => Coin()
        ? new IrType((IrTypeKind)_random.Next(1, 6))
        : new IrType(IrTypeKind.Pointer, (AddressSpace)_random.Next(1, 14), Coin());

    private SourcePosition Position() =>
        Coin() ? default : new SourcePosition(_random.Next(3), _random.Next(99), _random.Next(99));

    private long Long() => Pick([0L, 1, -1, long.MinValue, long.MaxValue, _random.NextInt64()]);

    private string Unique() => $"{Name()}{_random.Next()}";

    private string Name() => Pick(["a", ".str0", "x_1", "", "a b", "\"q\\\"", "é\n\t", "%;|", "\ud800", "0x1"]);

    private bool Coin() => _random.Next(2) == 0;

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    private List<T> Many<T>(int limit, Func<T> create) => [.. Enumerable.Range(0, _random.Next(limit)).Select(_ => create())];
}
