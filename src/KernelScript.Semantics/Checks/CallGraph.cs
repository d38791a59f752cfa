using System.Collections.Immutable;

namespace KernelScript.Semantics;

/// <summary>Which kernel function calls which.</summary>
internal sealed class CallGraph
{
    private readonly Dictionary<FunctionSymbol, List<BoundCall>> _calls = [];

    /// <summary>Collects the calls of the kernel functions of a script.</summary>
    public CallGraph(ImmutableArray<BoundFunction> functions)
    {
        foreach (BoundFunction function in functions)
        {
            if (function.Symbol.Kind is FunctionKind.Helper or FunctionKind.Program)
            {
                var calls = new List<BoundCall>();
                Collect(function.Body, calls);
                _calls.TryAdd(function.Symbol, calls);
            }
        }
    }

    /// <summary>The calls in a function, in the order of the text; none for one that is not kernel code.</summary>
    public IReadOnlyList<BoundCall> Of(FunctionSymbol function) =>
        _calls.TryGetValue(function, out List<BoundCall>? calls) ? calls : [];

    /// <summary>A function and all that it calls, directly or through others.</summary>
    public IReadOnlyCollection<FunctionSymbol> ReachableFrom(FunctionSymbol start)
    {
        var reached = new HashSet<FunctionSymbol>();
        var open = new Stack<FunctionSymbol>([start]);
        while (open.TryPop(out FunctionSymbol? function))
        {
            if (reached.Add(function))
            {
                foreach (BoundCall call in Of(function))
                {
                    open.Push(call.Function);
                }
            }
        }

        return reached;
    }

    private static void Collect(BoundNode node, List<BoundCall> calls)
    {
        if (node is BoundCall call)
        {
            calls.Add(call);
        }

        BoundChildren.ForEach(node, child => Collect(child, calls));
    }
}
