namespace KernelScript.Ir.Testing;

/// <summary>Makes random programs: see <see cref="GeneratedProgram"/>.</summary>
public sealed class ProgramGenerator
{
    internal const string Slots = "slots";
    internal const string Table = "table";
    internal const string Events = "events";
    internal const int SlotSize = 32;
    internal const int SlotCount = 4;
    internal const int TableKeys = 8;
    internal const int EventSize = 16;

    private readonly ChoiceSource _choices;
    private readonly GeneratorOptions _options;
    private readonly IrModule _module = new();

    private ProgramGenerator(ChoiceSource choices, GeneratorOptions options)
    {
        _choices = choices;
        _options = options;
    }

    /// <summary>The program that the choices stand for.</summary>
    public static GeneratedProgram Create(ChoiceSource choices, GeneratorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(choices);
        return new ProgramGenerator(choices, options ?? new GeneratorOptions()).Create();
    }

    /// <summary>The program of a seed.</summary>
    public static GeneratedProgram Create(int seed, GeneratorOptions? options = null) =>
        Create(new ChoiceSource(seed), options);

    private GeneratedProgram Create()
    {
        AddData();
        Focus focus = Focus.Choose(_choices);
        int statements = _choices.Next(_options.MostStatements) + 1;
        byte[] packet = Bytes(14 + _choices.Next(67));
        var entries = new List<InitialEntry>();
        for (int i = _choices.Next(4); i > 0; i--)
        {
            entries.Add(new InitialEntry(Table, [(byte)_choices.Next(focus.Keys), 0, 0, 0], Bytes(8)));
        }

        int subprograms = _options.Subprograms ? _choices.Next(3) : 0;
        for (int i = 0; i < subprograms; i++)
        {
            IrType[] parameters = [.. Enumerable.Range(0, _choices.Next(4)).Select(_ => _choices.Pick(
                IrType.I64, IrType.I32, IrType.I8, IrType.Bool, IrType.Pointer(AddressSpace.Stack)))];
            var function = new IrFunction($"sub{i}", _choices.Pick(IrType.I64, IrType.I32, IrType.I16))
            {
                NoInline = _choices.Chance(3),
            };
            new FunctionGenerator(_module, function, _choices, _options, focus).Fill(parameters, 1 + _choices.Next(6));
            _module.Functions.Add(function);
        }

        var program = new IrFunction(GeneratedProgram.EntryName, IrType.I32)
        {
            Program = new IrProgramInfo(6, 37, "xdp", null),
        };
        new FunctionGenerator(_module, program, _choices, _options, focus)
            .Fill([IrType.Pointer(AddressSpace.Context)], statements);
        _module.Functions.Add(program);
        return new GeneratedProgram(_module, packet, entries);
    }

    private void AddData()
    {
        var u8 = new IntegerData("u8", 1, IntegerEncoding.Unsigned);
        var u32 = new IntegerData("u32", 4, IntegerEncoding.Unsigned);
        var u64 = new IntegerData("u64", 8, IntegerEncoding.Unsigned);
        _module.Maps.Add(new IrMap
        {
            Name = Slots, Type = 2, Key = u32, Value = new ArrayData(u8, SlotSize), MaxEntries = SlotCount,
        });
        _module.Maps.Add(new IrMap { Name = Table, Type = 1, Key = u32, Value = u64, MaxEntries = 2 * TableKeys });
        if (_options.RingBuffer)
        {
            _module.Maps.Add(new IrMap
            {
                Name = Events, Type = 27, Key = VoidData.Instance, Value = VoidData.Instance, MaxEntries = 4096,
            });
        }

        _module.Globals.Add(Global("counter", GlobalSection.Data, u64, Bytes(8)));
        _module.Globals.Add(Global("buffer", GlobalSection.Data, new ArrayData(u8, 32), Bytes(32)));
        _module.Globals.Add(Global("limits", GlobalSection.ReadOnlyData, new ArrayData(u8, 16), Bytes(16)));
        _module.Globals.Add(Global("result", GlobalSection.Bss, u64, []));
    }

    private static IrGlobal Global(string name, GlobalSection section, DataType type, byte[] contents) =>
        new() { Name = name, Section = section, Type = type, Alignment = 8, Contents = [.. contents] };

    private byte[] Bytes(int count) =>
        [.. Enumerable.Range(0, count).Select(i => (byte)(i % 4 == 0 ? _choices.Next(256) : i * 37))];
}
