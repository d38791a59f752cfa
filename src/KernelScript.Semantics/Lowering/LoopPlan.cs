namespace KernelScript.Semantics.Lowering;

/// <summary>How a loop is made acceptable to the verifier.</summary>
internal enum LoopForm
{
    /// <summary>A plain back edge: the verifier walks every round.</summary>
    Counted,

    /// <summary>A <c>may_goto</c> in the back edge.</summary>
    Guarded,

    /// <summary>The body is a callback of a kernel helper.</summary>
    Outlined,

    /// <summary>The target has no means for it.</summary>
    Impossible,
}

/// <summary>Decides the form of each loop of a function, and which variables callbacks share with it.</summary>
/// <remarks>
/// Variables used in another callback than the one that declares them, or than the function, live in one block of the
/// function's frame; every callback gets its address.
/// </remarks>
internal sealed class LoopPlan : BoundWalker
{
    /// <summary>
    /// What a counted loop may cost the verifier: that of the body times rounds, inner loops included.
    /// </summary>
    private const long MaxCountedCost = 2000;

    /// <summary>What a decision costs, measured in nodes: paths multiply.</summary>
    private const int DecisionCost = 8;

    /// <summary>
    /// How often the verifier walks the body of a callback, at least: for no round, for one and for those that follow,
    /// each with what the function knew before it.
    /// </summary>
    private const int CallbackWalks = 16;

    /// <summary>How often the verifier walks the body of a loop that it may leave at every round.</summary>
    private const int GuardedWalks = 4;

    private readonly Dictionary<BoundStatement, LoopForm> _forms = [];
    private readonly Dictionary<VariableSymbol, int> _homes = [];
    private readonly LoweringOptions _options;
    private readonly FunctionSymbol _function;
    private long _cost;
    private int _region;
    private int _lastRegion;

    /// <summary>Plans the loops of a function.</summary>
    public LoopPlan(BoundFunction function, LoweringOptions options)
    {
        _options = options;
        _function = function.Symbol;
        var measure = new Measure(this);
        measure.Visit(function.Body);
        if (!HasOutlined)
        {
            return;
        }

        foreach (VariableSymbol parameter in _function.Parameters)
        {
            _homes[parameter] = 0;

            // The context is needed for packet checks wherever they are.
            if (parameter.Type is PointerType { Element: StructType { Role: StructRole.Context } })
            {
                Capture(parameter);
            }
        }

        if (_function.ReturnVariable is { } variable)
        {
            _homes[variable] = 0;
        }

        Visit(function.Body);
    }

    /// <summary>Whether any body becomes a callback.</summary>
    public bool HasOutlined { get; private set; }

    /// <summary>Variables in the shared block, with their offsets in bytes.</summary>
    public Dictionary<VariableSymbol, int> Captured { get; } = [];

    /// <summary>Bytes of the shared block.</summary>
    public int FrameSize { get; private set; }

    /// <summary>The form of a loop.</summary>
    public LoopForm FormOf(BoundStatement loop) => _forms[loop];

    /// <summary>Adds 8 bytes to the shared block: their offset.</summary>
    public int AddSlot()
    {
        FrameSize += 8;
        return FrameSize - 8;
    }

    /// <inheritdoc/>
    public override void Visit(BoundNode node)
    {
        switch (node)
        {
            case BoundDeclaration d:
                _homes[d.Variable] = _region;
                VisitChildren(node);
                break;
            case BoundVariable v:
                Use(v.Variable);
                break;
            case BoundPresence p:
                Use(p.Variable);
                break;
            case BoundForMap m:
                VisitOutlined(m, () =>
                {
                    _homes[m.Key] = _region;
                    _homes[m.Value] = _region;
                    Visit(m.Body);
                });
                break;
            case BoundForRange r when FormOf(r) == LoopForm.Outlined:
                Visit(r.From);
                Visit(r.To);
                VisitOutlined(r, () =>
                {
                    _homes[r.Variable] = _region;
                    Visit(r.Body);
                });
                break;
            case BoundForRange r:
                _homes[r.Variable] = _region;
                VisitChildren(r);
                break;
            case BoundWhile w when FormOf(w) == LoopForm.Outlined:
                VisitOutlined(w, () => VisitChildren(w));
                break;
            default:
                VisitChildren(node);
                break;
        }
    }

    private void VisitOutlined(BoundStatement loop, Action visit)
    {
        int outer = _region;
        _region = ++_lastRegion;
        visit();
        _region = outer;
        _ = loop;
    }

    private void Use(VariableSymbol variable)
    {
        if (_homes.TryGetValue(variable, out int home) && home != _region)
        {
            Capture(variable);
        }
    }

    private void Capture(VariableSymbol variable)
    {
        if (Captured.TryAdd(variable, FrameSize))
        {
            FrameSize += (variable.Type.Size + 7) / 8 * 8 + (variable.HasPresence ? 8 : 0);
        }
    }

    private LoopForm FormOfUnbounded() =>
        _options.HasMayGoto ? LoopForm.Guarded : _options.HasLoopHelper ? LoopForm.Outlined : LoopForm.Impossible;

    private LoopForm FormOfRange(BoundForRange range, long bodyCost)
    {
        if (!range.From.TryConstant(out long from) || !range.To.TryConstant(out long to))
        {
            return FormWithCost(bodyCost);
        }

        Int128 rounds = range.Variable.Type.IsSigned() ? (Int128)to - from : (Int128)(ulong)to - (ulong)from;
        if (rounds * bodyCost > MaxCountedCost && FormOfUnbounded() != LoopForm.Impossible)
        {
            return FormWithCost(bodyCost);
        }

        _cost += (long)Int128.Max(rounds, 0) * bodyCost;
        return LoopForm.Counted;
    }

    private LoopForm FormWithCost(long bodyCost)
    {
        LoopForm form = FormOfUnbounded();
        _cost += bodyCost * (form == LoopForm.Outlined ? CallbackWalks : GuardedWalks);
        return form;
    }

    // Inner loops first: what they cost is part of what a round of the outer loop costs.
    private sealed class Measure(LoopPlan plan) : BoundWalker
    {
        public override void Visit(BoundNode node)
        {
            plan._cost += CostOf(node);
            long before = plan._cost;
            switch (node)
            {
                case BoundForRange range:
                    VisitChildren(node);
                    long body = Math.Max(1, plan._cost - before);
                    plan._cost = before;
                    plan.SetForm(range, plan.FormOfRange(range, body));
                    break;
                case BoundWhile loop:
                    VisitChildren(node);
                    long round = Math.Max(1, plan._cost - before);
                    plan._cost = before;
                    plan.SetForm(loop, plan.FormWithCost(round));
                    break;
                case BoundForMap walk:
                    VisitChildren(node);
                    plan.SetForm(walk, plan._options.HasMapWalk ? LoopForm.Outlined : LoopForm.Impossible);
                    break;
                default:
                    VisitChildren(node);
                    break;
            }
        }
    }

    private static int CostOf(BoundNode node) => node switch
    {
        BoundMatch match => match.Arms.Length * DecisionCost,
        BoundIf or BoundConditional or BoundMapEntry or BoundMapContains or BoundMapReference => DecisionCost,
        BoundBinary { Operation: BinaryOperation.LogicalAnd or BinaryOperation.LogicalOr } => DecisionCost,
        _ => 1,
    };

    private void SetForm(BoundStatement loop, LoopForm form)
    {
        _forms[loop] = form;
        HasOutlined |= form == LoopForm.Outlined;
    }
}
