using System.Collections.Immutable;

namespace KernelScript.Semantics;

/// <summary>Reports kernel functions that call themselves, directly or through others, with the whole circle.</summary>
internal sealed class RecursionCheck
{
    private readonly CallGraph _calls;
    private readonly BindDiagnostics _diagnostics;
    private readonly HashSet<FunctionSymbol> _done = [];
    private readonly List<FunctionSymbol> _path = [];

    private RecursionCheck(CallGraph calls, BindDiagnostics diagnostics)
    {
        _calls = calls;
        _diagnostics = diagnostics;
    }

    /// <summary>Checks all functions of a script.</summary>
    public static void Run(ImmutableArray<BoundFunction> functions, CallGraph calls, BindDiagnostics diagnostics)
    {
        var check = new RecursionCheck(calls, diagnostics);
        foreach (BoundFunction function in functions)
        {
            check.Visit(function.Symbol);
        }
    }

    private void Visit(FunctionSymbol function)
    {
        if (_done.Contains(function))
        {
            return;
        }

        _path.Add(function);
        foreach (BoundCall call in _calls.Of(function))
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
