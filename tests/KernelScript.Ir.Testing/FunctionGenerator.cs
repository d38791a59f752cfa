namespace KernelScript.Ir.Testing;

/// <summary>Fills one function with random statements. The kinds of statements are in the other parts.</summary>
internal sealed partial class FunctionGenerator
{
    private const int VariableCount = 3;
    private const int ArraySize = 32;
    private const int BorrowedSize = 8;
    private readonly IrModule _module;
    private readonly IrFunction _function;
    private readonly ChoiceSource _choices;
    private readonly GeneratorOptions _options;
    private readonly Focus _focus;
    private readonly IrBuilder _code;

    /// <summary>Scalars that may be used here: defined on every path to the current block.</summary>
    private readonly List<Value> _scalars = [];
    private readonly List<(Value Pointer, IrType Type)> _variables = [];

    /// <summary>Pointers that the caller passed, to eight bytes that are written.</summary>
    private readonly List<Value> _borrowed = [];
    private readonly Value[] _keys = new Value[2];
    private Value _newValue;
    private Value _array;
    private Value _copy;
    private Value _pointerVariable;
    private Value _packet;
    private Value _packetEnd;
    private bool _hasPacket;

    /// <summary>
    /// How many pointers to entries of the hash map are in use: none may be removed or replaced then.
    /// </summary>
    private int _heldEntries;
    private int _statements;
    private int _depth;

    public FunctionGenerator(
        IrModule module, IrFunction function, ChoiceSource choices, GeneratorOptions options, Focus focus)
    {
        _focus = focus;
        _module = module;
        _function = function;
        _choices = choices;
        _options = options;
        function.NewBlock();
        _code = new IrBuilder(function);
    }

    private bool IsProgram => _function.Program is not null;

    /// <summary>Writes the body: locals, about <paramref name="statements"/> statements, the result.</summary>
    public void Fill(IrType[] parameters, int statements)
    {
        foreach (IrType type in parameters)
        {
            Value parameter = _function.NewParameter(_function.Entry, type);
            if (!type.IsPointer)
            {
                _scalars.Add(parameter);
            }
            else if (type.Space == AddressSpace.Stack)
            {
                _borrowed.Add(parameter);
            }
        }

        _statements = statements;
        AddLocals();
        if (IsProgram)
        {
            _packet = LoadContext(0, AddressSpace.Packet);
            _packetEnd = LoadContext(4, AddressSpace.PacketEnd);
            _hasPacket = true;
        }

        while (_statements > 0)
        {
            AddStatement();
        }

        AddResult();
    }

    /// <summary>Some locals are single values, one is an array; all are written before anything reads them.</summary>
    private void AddLocals()
    {
        for (int i = 0; i < VariableCount; i++)
        {
            IrType type = _choices.Pick(IrType.I64, IrType.I32, IrType.I16, IrType.I8, IrType.Bool);
            Value variable = _code.Alloca(8);
            _code.Store(variable, 0, Constant(type));
            _variables.Add((variable, type));
        }

        _array = _code.Alloca(ArraySize);
        _copy = _code.Alloca(ArraySize);
        _pointerVariable = _code.Alloca(8);
        _keys[0] = _code.Alloca(4);
        _keys[1] = _code.Alloca(4);
        _newValue = _code.Alloca(8);
        _code.Emit(IrOp.MemZero, IrType.Void, [_array], size: ArraySize);
        _code.Emit(IrOp.MemZero, IrType.Void, [_copy], size: ArraySize);
        _code.Store(_pointerVariable, 0, Null());
        for (int i = 0; i < ArraySize; i += 8)
        {
            // Different bytes everywhere, so that reading the wrong ones is seen.
            _code.Store(_array, i, _code.Const(IrType.I64, 0x0807060504030201 + (0x0808080808080808 * (i / 8))));
        }
    }

    private void AddStatement()
    {
        _statements--;
        StatementKind kind = _choices.Pick(_focus.Kinds);
        if (!CanAdd(kind))
        {
            _scalars.Add(Expression());
            return;
        }

        switch (kind)
        {
            case StatementKind.WriteVariable:
                WriteVariable();
                break;
            case StatementKind.ReadVariable:
                ReadVariable();
                break;
            case StatementKind.Array:
                AccessArray();
                break;
            case StatementKind.Copy:
                CopyArray();
                break;
            case StatementKind.Global:
                AccessGlobal();
                break;
            case StatementKind.Packet:
                AccessPacket();
                break;
            case StatementKind.Slot:
                AccessSlot();
                break;
            case StatementKind.Entry:
                LookUpEntry();
                break;
            case StatementKind.Change:
                ChangeTable();
                break;
            case StatementKind.Event:
                SendEvent();
                break;
            case StatementKind.Call:
                CallSubprogram();
                break;
            case StatementKind.If:
                AddIf();
                break;
            case StatementKind.Switch:
                AddSwitch();
                break;
            case StatementKind.Loop:
                AddLoop();
                break;
            default:
                _scalars.Add(Expression());
                break;
        }
    }

    private bool CanAdd(StatementKind kind) => kind switch
    {
        StatementKind.Packet => _hasPacket,
        StatementKind.Entry => IsProgram,
        StatementKind.Change => IsProgram && _heldEntries == 0,
        StatementKind.Event => IsProgram && _options.RingBuffer,
        StatementKind.Call => _module.Functions.Count > 0,
        StatementKind.If or StatementKind.Switch => _depth < 3 && _statements > 0,
        StatementKind.Loop => _depth < 3 && _statements > 0 && _options.Loops,
        _ => true,
    };

    /// <summary>Puts some of what was computed where it can be seen.</summary>
    private void AddResult()
    {
        Value sum = _code.Const(IrType.I64, 0);
        for (int i = 1; i <= Math.Min(4, _scalars.Count); i++)
        {
            Value mixed = _code.Binary(IrOp.Mul, sum, _code.Const(IrType.I64, 31));
            sum = _code.Binary(IrOp.Add, mixed, Converted(_scalars[^i], IrType.I64));
        }

        foreach ((Value pointer, IrType type) in _variables)
        {
            sum = _code.Binary(IrOp.Xor, sum, Converted(_code.Load(type, pointer), IrType.I64));
        }

        foreach (Value pointer in _borrowed)
        {
            _code.Store(pointer, 0, sum);
        }

        sum = _code.Binary(IrOp.Add, sum, _code.Load(IrType.I64, _array, 8));
        if (IsProgram)
        {
            _code.Store(GlobalAddress("result"), 0, sum);
        }

        _code.Return(Converted(sum, _function.ReturnType));
    }

    /// <summary>Generates what is nested; what it defines is unknown afterwards.</summary>
    private void Nested(Action generate)
    {
        int scalars = _scalars.Count;
        _depth++;
        generate();
        _depth--;
        _scalars.RemoveRange(scalars, _scalars.Count - scalars);
    }

    private void Statements(int most)
    {
        for (int i = _choices.Next(most) + 1; i > 0 && _statements > 0; i--)
        {
            AddStatement();
        }
    }

    private Value LoadContext(int offset, AddressSpace space) =>
        _code.Emit(IrOp.CtxLoad, IrType.Pointer(space), [_function.Entry.Parameters[0]], offset, size: 4);

    private Value GlobalAddress(string name) =>
        _code.Emit(IrOp.GlobalAddr, IrType.Pointer(AddressSpace.Global), [], symbol: name);

    private Value Null() => _code.Const(IrType.NullablePointer(AddressSpace.MapValue), 0);
}
