namespace KernelScript.Semantics.Lowering;

/// <summary>
/// The origins of all pointers of a script: one analysis for each function and set of argument
/// origins.
/// </summary>
internal sealed class ScriptOrigins
{
    private readonly Dictionary<FunctionSymbol, BoundFunction> _bodies = [];
    private readonly Dictionary<(FunctionSymbol Function, string Label), OriginAnalysis?> _analyses = [];
    private readonly bool _hasPointerFields;

    /// <summary>Prepares the analysis of a script.</summary>
    public ScriptOrigins(BoundProgram program)
    {
        foreach (BoundFunction function in program.Functions)
        {
            _bodies[function.Symbol] = function;
        }

        _hasPointerFields = program.Structs.Any(s => s.Fields.Any(f => f.Type is PointerType));
    }

    /// <summary>Origins of pointers held in fields of structs, by the identity of the field.</summary>
    public Dictionary<FieldSymbol, PointerOrigin> FieldOrigins { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The function with its body, or null for what has none.</summary>
    public BoundFunction? BodyOf(FunctionSymbol function) => _bodies.GetValueOrDefault(function);

    /// <summary>Follows pointers through fields of structs: until nothing new is found in any function.</summary>
    public void FindFieldOrigins()
    {
        bool changed = _hasPointerFields;
        while (changed)
        {
            var before = new Dictionary<FieldSymbol, PointerOrigin>(FieldOrigins, ReferenceEqualityComparer.Instance);
            foreach (BoundFunction function in _bodies.Values.Where(f => f.Symbol.Kind == FunctionKind.Program))
            {
                _ = Analyze(function.Symbol, OriginsOfProgram(function.Symbol));
            }

            changed = FieldOrigins.Count != before.Count
                || FieldOrigins.Any(f => before.GetValueOrDefault(f.Key) != f.Value);
            _analyses.Clear();
        }
    }

    /// <summary>The origins of a program's parameters: the context comes first.</summary>
    public static PointerOrigin[] OriginsOfProgram(FunctionSymbol program)
    {
        var origins = new PointerOrigin[program.Parameters.Length];
        for (int i = 0; i < origins.Length; i++)
        {
            if (program.Parameters[i].Type is PointerType)
            {
                origins[i] = new PointerOrigin(i == 0 ? Ir.AddressSpace.Context : Ir.AddressSpace.Btf);
            }
        }

        return origins;
    }

    /// <summary>The analysis of a function for certain arguments; null while it is being made (recursion).</summary>
    public OriginAnalysis? Analyze(FunctionSymbol function, PointerOrigin[] arguments)
    {
        (FunctionSymbol, string) key = (function, LabelOf(arguments));
        if (!_analyses.TryGetValue(key, out OriginAnalysis? analysis))
        {
            _analyses[key] = null;
            analysis = new OriginAnalysis(this, _bodies[function], arguments);
            _analyses[key] = analysis;
        }

        return analysis;
    }

    /// <summary>The origin of what a helper function returns for such arguments.</summary>
    public PointerOrigin OriginOfResult(FunctionSymbol function, PointerOrigin[] arguments) =>
        _bodies.ContainsKey(function) ? Analyze(function, arguments)?.Result ?? default : default;

    /// <summary>Names a set of origins; the same text means the same origins.</summary>
    public static string LabelOf(PointerOrigin[] origins) =>
        string.Join('_', origins.Where(o => o.IsKnown).Select(o => o.Label));
}
