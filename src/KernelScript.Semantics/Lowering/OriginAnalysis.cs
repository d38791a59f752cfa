using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

/// <summary>Finds the origin of every pointer variable of a function from what is assigned to it.</summary>
/// <remarks>
/// The order of statements does not matter: a variable has one origin everywhere. Fields of structs that hold
/// pointers have one origin in the whole script, kept by <see cref="ScriptOrigins"/>.
/// </remarks>
internal sealed class OriginAnalysis : BoundWalker
{
    private const int RoundsBeforeWidening = 3;

    private readonly Dictionary<VariableSymbol, PointerOrigin> _variables = [];
    private readonly List<Flow> _flows = [];
    private readonly ScriptOrigins _context;

    /// <summary>Analyses a function.</summary>
    /// <param name="origins">Those of the arguments, one for each parameter.</param>
    public OriginAnalysis(ScriptOrigins context, BoundFunction function, ReadOnlySpan<PointerOrigin> origins)
    {
        _context = context;
        for (int i = 0; i < function.Symbol.Parameters.Length; i++)
        {
            if (origins[i].IsKnown)
            {
                _variables[function.Symbol.Parameters[i]] = origins[i];
            }
        }

        Visit(function.Body);
        if (function.Symbol is { ReturnType: PointerType, ReturnVariable: { } variable })
        {
            _flows.Add(new Flow(null, null, new BoundVariable(function.Body.Syntax, variable)));
        }

        Solve();
    }

    /// <summary>The origin of the function's result.</summary>
    public PointerOrigin Result { get; private set; }

    /// <summary>Values that do not fit the origin of what they are assigned to.</summary>
    public List<(string Name, PointerOrigin Known, PointerOrigin Other, BoundExpression Value)> Conflicts { get; } = [];

    /// <inheritdoc/>
    public override void Visit(BoundNode node)
    {
        switch (node)
        {
            case BoundDeclaration { Initializer: { } value } d:
                AddFlow(d.Variable, null, value);
                break;
            case BoundAssignment a:
                AddFlow(RootOf(a.Target), (a.Target as BoundField)?.Field, a.Value);
                break;
            case BoundCompoundAssignment { Target.Type: PointerType } a:
                AddFlow(RootOf(a.Target), (a.Target as BoundField)?.Field, Combined(a));
                break;
            case BoundStructLiteral s:
                foreach (KeyValuePair<FieldSymbol, BoundExpression> field in s.Fields)
                {
                    AddFlow(null, field.Key, field.Value);
                }

                break;
            case BoundReturn { Value: { } value }:
                AddFlow(null, null, value);
                break;
        }

        VisitChildren(node);
    }

    /// <summary>The origin of a pointer.</summary>
    public PointerOrigin OriginOf(BoundExpression expression) => expression switch
    {
        BoundNull or BoundZero or BoundLiteral => PointerOrigin.Unknown,
        BoundVariable v => OriginOfVariable(v.Variable),
        BoundField f => OriginOfField(f),
        BoundIndex i => RootOf(i) is { } root ? OriginOfVariable(root) : new PointerOrigin(AddressSpace.Kernel),
        BoundMapReference r => OriginOfEntry(r.Map),
        BoundNonNull n => OriginOf(n.Operand),
        BoundBinary { Operation: BinaryOperation.PointerAdd or BinaryOperation.PointerSubtract } b => OriginOfSum(b),
        BoundConversion c => OriginOfConversion(c),
        BoundConditional c => JoinQuietly(OriginOf(c.WhenTrue), OriginOf(c.WhenFalse)),
        BoundBlockExpression { Value: { } value } => OriginOf(value),
        BoundMatch m => m.Arms.Aggregate(PointerOrigin.Unknown, (o, arm) => JoinQuietly(o, OriginOf(arm.Value))),
        BoundAddressOf a => StorageOrigin(a.Storage),
        BoundCall c => OriginOfCall(c),
        BoundMapOperation { Operation: MapOperation.Reserve } o =>
            new PointerOrigin(AddressSpace.RingBuffer, OriginDetail.None, o.Map.Value.Size),
        BoundStringLiteral s => new PointerOrigin(AddressSpace.Global, OriginDetail.None, s.Bytes.Length + 1),
        _ => new PointerOrigin(AddressSpace.Kernel),
    };

    /// <summary>The origin of the address of storage.</summary>
    public PointerOrigin StorageOrigin(BoundExpression storage) => storage switch
    {
        BoundVariable v => OfVariableMemory(v.Variable),
        BoundField { Receiver.Type: StructType { Role: StructRole.Context } } => Stack(storage.Type.Size),
        BoundField f => StorageOrigin(f.Receiver) is { Space: not AddressSpace.Packet } o
            ? o with { Bound = f.Type.Size }
            : StorageOrigin(f.Receiver),
        BoundIndex i => OriginOfElement(i),
        BoundDereference d => OriginOf(d.Pointer),
        BoundMapEntry e => OriginOfEntry(e.Map),
        _ => Stack(storage.Type.Size),
    };

    private static PointerOrigin Stack(int bytes) => new(AddressSpace.Stack, OriginDetail.None, bytes);

    private static PointerOrigin OfVariableMemory(VariableSymbol variable) => variable.Kind switch
    {
        VariableKind.Local or VariableKind.Parameter => Stack(variable.Type.Size),
        VariableKind.PinnedGlobal => new PointerOrigin(AddressSpace.MapValue, OriginDetail.None, variable.Type.Size),
        _ => new PointerOrigin(AddressSpace.Global, OriginDetail.None, variable.Type.Size),
    };

    private static PointerOrigin OriginOfEntry(MapSymbol map) => new(
        AddressSpace.MapValue, map.IsPerCpu ? OriginDetail.PerCpu : OriginDetail.None, map.Value.Size);

    private static bool HoldsPointers(TypeSymbol type) =>
        type is PointerType || (type is ArrayType array && HoldsPointers(array.Element));

    private static VariableSymbol? RootOf(BoundExpression target) => target switch
    {
        BoundVariable v => v.Variable,
        BoundIndex i => RootOf(i.Array),
        _ => null,
    };

    private static BoundBinary Combined(BoundCompoundAssignment a) => new(
        a.Syntax, a.Target.Type,
        a.Operation is BinaryOperation.Subtract or BinaryOperation.PointerSubtract
            ? BinaryOperation.PointerSubtract
            : BinaryOperation.PointerAdd,
        a.Target, a.Value);

    // Where the two differ, the assignment that made them differ has been reported.
    private static PointerOrigin JoinQuietly(PointerOrigin a, PointerOrigin b) => PointerOrigin.Join(a, b) ?? a;

    private void AddFlow(VariableSymbol? variable, FieldSymbol? field, BoundExpression value)
    {
        if (value is BoundArrayLiteral array && HoldsPointers(array.Type))
        {
            foreach (BoundExpression element in array.Elements)
            {
                AddFlow(variable, field, element);
            }
        }
        else if (value.Type is PointerType)
        {
            _flows.Add(new Flow(variable, field, value));
        }
    }

    private void Solve()
    {
        bool changed = _flows.Count > 0;
        for (int round = 0; changed; round++)
        {
            changed = false;
            foreach (Flow flow in _flows)
            {
                changed |= Apply(flow, widen: round >= RoundsBeforeWidening);
            }
        }
    }

    private bool Apply(Flow flow, bool widen)
    {
        PointerOrigin value = OriginOf(flow.Value);
        PointerOrigin known = flow switch
        {
            { Variable: { } v } => _variables.GetValueOrDefault(v),
            { Field: { } f } => _context.FieldOrigins.GetValueOrDefault(f),
            _ => Result,
        };
        if (PointerOrigin.Join(known, value) is not { } joined)
        {
            AddConflict(flow, known, value);
            return false;
        }

        if (joined == known)
        {
            return false;
        }

        joined = widen && known.IsKnown ? joined.Widen() : joined;
        switch (flow)
        {
            case { Variable: { } v }:
                _variables[v] = joined;
                break;
            case { Field: { } f }:
                _context.FieldOrigins[f] = joined;
                break;
            default:
                Result = joined;
                break;
        }

        return joined != known;
    }

    private void AddConflict(Flow flow, PointerOrigin known, PointerOrigin other)
    {
        if (Conflicts.TrueForAll(c => c.Value != flow.Value))
        {
            string name = flow.Variable?.Name ?? flow.Field?.Name ?? "the function's result";
            Conflicts.Add((name, known, other, flow.Value));
        }
    }

    private PointerOrigin OriginOfVariable(VariableSymbol variable) => variable.Kind switch
    {
        VariableKind.Local or VariableKind.Parameter => _variables.GetValueOrDefault(variable),
        _ => new PointerOrigin(AddressSpace.Kernel),
    };

    private PointerOrigin OriginOfField(BoundField field)
    {
        if (field.Receiver.Type is StructType { Role: StructRole.Context })
        {
            return field.Field.Role switch
            {
                ContextFieldRole.PacketData => new PointerOrigin(AddressSpace.Packet),
                ContextFieldRole.PacketEnd => new PointerOrigin(AddressSpace.PacketEnd),
                ContextFieldRole.PacketMeta => new PointerOrigin(AddressSpace.Packet, OriginDetail.PacketMeta),
                _ => new PointerOrigin(AddressSpace.Kernel),
            };
        }

        // A pointer read from kernel memory or from a map is a number to the verifier; only the frame keeps pointers.
        AddressSpace space = StorageOrigin(field.Receiver).Space;
        return space is AddressSpace.Stack or AddressSpace.None
            ? _context.FieldOrigins.GetValueOrDefault(field.Field)
            : new PointerOrigin(space == AddressSpace.Btf ? AddressSpace.Btf : AddressSpace.Kernel);
    }

    private PointerOrigin OriginOfElement(BoundIndex index)
    {
        PointerOrigin array = StorageOrigin(index.Array);
        int element = Math.Max(1, index.Type.Size);
        if (array.Space == AddressSpace.Packet)
        {
            return index.Index.TryConstant(out _) ? array : array.Advance(index.Array.Type.Size, isConstant: false);
        }

        return index.Index.TryConstant(out long at) && at >= 0 && at * element < index.Array.Type.Size
            ? array with { Bound = index.Array.Type.Size - (int)at * element }
            : array with { Bound = element };
    }

    private PointerOrigin OriginOfSum(BoundBinary sum)
    {
        PointerOrigin start = OriginOf(sum.Left);
        long size = Math.Max(1, (sum.Left.Type as PointerType)?.Element.Size ?? 1);
        bool isAdd = sum.Operation == BinaryOperation.PointerAdd;
        if (sum.Right.TryConstant(out long count))
        {
            return start.Advance(isAdd ? count * size : -count * size, isConstant: true);
        }

        ulong most = sum.Right.MaxValue();
        return start.Advance(isAdd && most <= PointerOrigin.MaxReach ? (long)most * size : -1, isConstant: false);
    }

    private PointerOrigin OriginOfConversion(BoundConversion conversion) => conversion.Operand.Type switch
    {
        ArrayType a => StorageOrigin(conversion.Operand) with { Bound = a.Size },
        PointerType => OriginOf(conversion.Operand),
        _ when conversion.Operand is BoundStringLiteral => OriginOf(conversion.Operand),
        StringType s => StorageOrigin(conversion.Operand) with { Bound = s.Size },
        PrimitiveType { Kind: PrimitiveKind.Null } => PointerOrigin.Unknown,
        _ when conversion.Operand.TryConstant(out long value) && value == 0 => PointerOrigin.Unknown,
        _ => new PointerOrigin(AddressSpace.Kernel),
    };

    private PointerOrigin OriginOfCall(BoundCall call) => call.Function switch
    {
        { HelperId: > 0 } f => HelperResults.OriginOf(f.HelperId),
        { Kind: FunctionKind.Helper } => _context.OriginOfResult(call.Function, OriginsOfArguments(call)),
        { Kind: FunctionKind.Extern } => new PointerOrigin(AddressSpace.Btf),
        _ => new PointerOrigin(AddressSpace.Kernel),
    };

    /// <summary>The origins with which a call reaches its function: unknown for what is no pointer.</summary>
    public PointerOrigin[] OriginsOfArguments(BoundCall call)
    {
        var origins = new PointerOrigin[call.Arguments.Length];
        for (int i = 0; i < origins.Length; i++)
        {
            if (call.Function.Parameters[i].Type is not PointerType pointer)
            {
                continue;
            }

            PointerOrigin origin = OriginOf(call.Arguments[i]);

            // The length matters only for memory that is indexed without a type that has one.
            bool keepBound = origin.Space == AddressSpace.Packet || pointer.Element is PrimitiveType or EnumType;
            origins[i] = keepBound ? origin : origin with { Bound = 0 };
        }

        return origins;
    }

    private readonly record struct Flow(VariableSymbol? Variable, FieldSymbol? Field, BoundExpression Value);
}
