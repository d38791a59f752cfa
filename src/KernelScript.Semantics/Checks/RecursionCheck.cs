using System.Collections.Immutable;

namespace KernelScript.Semantics;

/// <summary>Reports kernel functions that call themselves, directly or through others, with the whole circle.</summary>
internal sealed class RecursionCheck
{
    private readonly Dictionary<FunctionSymbol, List<BoundCall>> _calls = [];
    private readonly HashSet<FunctionSymbol> _done = [];
    private readonly List<FunctionSymbol> _path = [];
    private readonly BindDiagnostics _diagnostics;

    private RecursionCheck(BindDiagnostics diagnostics) => _diagnostics = diagnostics;

    /// <summary>Checks all functions of a script.</summary>
    public static void Run(ImmutableArray<BoundFunction> functions, BindDiagnostics diagnostics)
    {
        var check = new RecursionCheck(diagnostics);
        foreach (BoundFunction function in functions)
        {
            if (function.Symbol.Kind is FunctionKind.Helper or FunctionKind.Program)
            {
                check._calls.TryAdd(function.Symbol, CallCollector.Collect(function.Body));
            }
        }

        foreach (BoundFunction function in functions)
        {
            check.Visit(function.Symbol);
        }
    }

    private void Visit(FunctionSymbol function)
    {
        if (!_calls.TryGetValue(function, out List<BoundCall>? calls) || _done.Contains(function))
        {
            return;
        }

        _path.Add(function);
        foreach (BoundCall call in calls)
        {
            int start = _path.IndexOf(call.Function);
            if (start < 0)
            {
                Visit(call.Function);
                continue;
            }

            string circle = string.Join(" -> ", _path.Skip(start).Append(call.Function).Select(f => $"'{f.Name}'"));
            _diagnostics.Report(Descriptors.Recursion, call.Syntax, circle);
        }

        _path.RemoveAt(_path.Count - 1);
        _done.Add(function);
    }
}
