using KernelScript.Ir;
using KernelScript.Syntax;

namespace KernelScript.Semantics.Lowering;

/// <summary>Lowers one function for certain origins of its arguments.</summary>
internal sealed partial class FunctionLowering
{
    private readonly ModuleLowering _module;
    private readonly FunctionInstance _instance;
    private readonly BoundFunction _source;
    private readonly OriginAnalysis _origins;
    private readonly LoopPlan _plan;
    private readonly CodeScope _main;
    private CodeScope _scope;

    /// <summary>Prepares the lowering of <paramref name="instance"/>.</summary>
    public FunctionLowering(ModuleLowering module, FunctionInstance instance)
    {
        _module = module;
        _instance = instance;
        _source = module.Origins.BodyOf(instance.Symbol)!;
        _origins = module.Origins.Analyze(instance.Symbol, instance.Origins)!;
        _plan = new LoopPlan(_source, module.Options);
        _main = new CodeScope(CreateFunction(), isCallback: false);
        _scope = _main;
    }

    private FunctionSymbol Symbol => _instance.Symbol;

    private IrBuilder Code => _scope.Builder;

    private LoweringOptions Options => _module.Options;

    /// <summary>Lowers the body and adds the function to the module.</summary>
    public void Run()
    {
        ReportConflicts();
        Code.Position = _module.PositionOf(_source.Body.Syntax);
        CreateFrame();
        ReceiveParameters();
        LowerStatement(_source.Body);
        if (!Code.IsTerminated)
        {
            LowerFinalReturn();
        }

        FinishFrame();
        UnreachableBlocks.Remove(_scope.Function);
        _module.Module.Functions.Add(_scope.Function);
    }

    private IrFunction CreateFunction()
    {
        IrType result = _instance.ReturnsInMemory ? IrType.Void : TypeOf(Symbol.ReturnType, _origins.Result);
        var function = new IrFunction(_instance.Name, result)
        {
            Program = ProgramInfo(Symbol),
            Position = _module.PositionOf(Symbol.Declaration ?? _source.Body.Syntax),
            Signature = _module.Types.Signature(
                _instance.ReturnsInMemory ? BuiltInTypes.Void : Symbol.ReturnType, SignatureParameters()),
        };
        _ = function.NewBlock();
        return function;
    }

    // As the machine passes them: result memory first, the rest of a long list in a block.
    private List<KeyValuePair<string, TypeSymbol>> SignatureParameters()
    {
        var parameters = new List<KeyValuePair<string, TypeSymbol>>();
        if (_instance.ReturnsInMemory)
        {
            parameters.Add(PointerParameter("result", Symbol.ReturnType));
        }

        foreach (VariableSymbol parameter in Symbol.Parameters)
        {
            parameters.Add(parameter.Type.IsAggregate()
                ? PointerParameter(parameter.Name, parameter.Type)
                : KeyValuePair.Create(parameter.Name, parameter.Type));
        }

        if (_instance.UsesBlock)
        {
            parameters.RemoveRange(_instance.RegisterCount, parameters.Count - _instance.RegisterCount);
            parameters.Add(PointerParameter("arguments", BuiltInTypes.Void));
        }

        return parameters;
    }

    private static KeyValuePair<string, TypeSymbol> PointerParameter(string name, TypeSymbol target) =>
        KeyValuePair.Create<string, TypeSymbol>(name, new PointerType(target, isNullable: false));

    private static IrProgramInfo? ProgramInfo(FunctionSymbol symbol)
    {
        if (symbol.Program is not { } kind)
        {
            return null;
        }

        string section = kind.Section.EndsWith('/') ? kind.Section + symbol.ProgramArgument : kind.Section;
        return new IrProgramInfo(kind.ProgramType, kind.AttachType, section, symbol.ProgramArgument);
    }

    private void ReportConflicts()
    {
        foreach ((string name, PointerOrigin known, PointerOrigin other, BoundExpression value) in _origins.Conflicts)
        {
            _module.Diagnostics.Report(
                LoweringDescriptors.MixedPointer, value.Syntax, name, Describe(known), Describe(other));
        }
    }

    private static string Describe(PointerOrigin origin) => origin.Space switch
    {
        AddressSpace.Stack => "local variables",
        AddressSpace.Context => "the context",
        AddressSpace.Packet => "the packet",
        AddressSpace.PacketEnd => "the end of the packet",
        AddressSpace.MapValue => "a map entry",
        AddressSpace.RingBuffer => "a ring-buffer record",
        AddressSpace.Global => "a global variable",
        _ => "kernel memory",
    };

    // Parameters come in registers: result memory, then the arguments; from the fifth on in a block of the caller.
    private void ReceiveParameters()
    {
        IrFunction function = _scope.Function;
        var incoming = new List<Value>();
        int total = _instance.ArgumentCount;
        for (int i = 0; i < _instance.RegisterCount; i++)
        {
            incoming.Add(function.NewParameter(function.Entry, TypeOfArgument(i)));
        }

        if (_instance.UsesBlock)
        {
            _block = function.NewParameter(function.Entry, IrType.Pointer(AddressSpace.Stack));
            for (int i = _instance.RegisterCount; i < total; i++)
            {
                incoming.Add(Code.Load(TypeOfArgument(i), _block, (i - _instance.RegisterCount) * 8));
            }
        }

        int first = 0;
        if (_instance.ReturnsInMemory)
        {
            _resultMemory = incoming[0];
            first = 1;
            if (_resultMemorySlot >= 0)
            {
                Code.Store(_scope.Frame, _resultMemorySlot, _resultMemory);
            }
        }

        for (int i = 0; i < Symbol.Parameters.Length; i++)
        {
            ReceiveParameter(Symbol.Parameters[i], incoming[first + i]);
        }

        if (Symbol.ReturnVariable is { } variable)
        {
            DeclareVariable(variable);
            MemoryPlace place = PlaceOf(variable);
            ZeroMemory(place, 0, Math.Max(1, variable.Type.Size));
        }
    }

    private IrType TypeOfArgument(int index)
    {
        if (_instance.ReturnsInMemory)
        {
            if (index == 0)
            {
                return IrType.Pointer(AddressSpace.Stack);
            }

            index--;
        }

        TypeSymbol type = Symbol.Parameters[index].Type;
        return type.IsAggregate() ? IrType.Pointer(AddressSpace.Stack) : TypeOf(type, _instance.Origins[index]);
    }

    private void ReceiveParameter(VariableSymbol parameter, Value value)
    {
        if (parameter.Type is PointerType && IsContext(parameter))
        {
            _contextParameter = parameter;
            _context = value;
            if (_plan.Captured.TryGetValue(parameter, out int slot))
            {
                Code.Store(_scope.Frame, slot, value);
            }

            return;
        }

        // A struct is the caller's copy: it is ours to use, but only to read, since the caller may pass its variable.
        if (parameter.Type.IsAggregate() && !parameter.IsWritten && !_plan.Captured.ContainsKey(parameter))
        {
            _scope.Slots[parameter] = value;
            return;
        }

        DeclareVariable(parameter);
        MemoryPlace place = PlaceOf(parameter);
        if (parameter.Type.IsAggregate())
        {
            var argument = new MemoryPlace(value, 0, 8, new PointerOrigin(AddressSpace.Stack));
            CopyMemory(place, argument, parameter.Type);
        }
        else
        {
            Code.Store(place.Base, place.Offset, value);
        }
    }

    private bool IsContext(VariableSymbol parameter) =>
        _instance.Origins[Symbol.Parameters.IndexOf(parameter)].Space == AddressSpace.Context;

    private static IrType TypeOf(TypeSymbol type, PointerOrigin origin) =>
        type.ToIr(origin.IsKnown ? origin.Space : AddressSpace.Kernel);

    private IrType TypeOf(BoundExpression expression) => expression.Type is PointerType || expression.Type.IsNull()
        ? TypeOf(expression.Type, _origins.OriginOf(expression))
        : expression.Type.ToIr();

    private SourcePosition Enter(SyntaxNode syntax)
    {
        SourcePosition outer = Code.Position;
        Code.Position = _module.PositionOf(syntax);
        return outer;
    }

    private void Report(DiagnosticDescriptor descriptor, BoundNode node, params ReadOnlySpan<object?> arguments) =>
        _module.Diagnostics.Report(descriptor, node.Syntax, arguments);
}
