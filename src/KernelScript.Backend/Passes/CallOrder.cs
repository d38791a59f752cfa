using KernelScript.Ir;

namespace KernelScript.Backend.Passes;

/// <summary>Which function calls which.</summary>
internal static class CallOrder
{
    /// <summary>All functions so that each comes after those it calls, recursion apart.</summary>
    public static List<IrFunction> CalleesFirst(IrModule module)
    {
        var order = new List<IrFunction>(module.Functions.Count);
        var seen = new HashSet<IrFunction>();
        foreach (IrFunction function in module.Functions)
        {
            Visit(function, module, seen, order);
        }

        return order;
    }

    /// <summary>
    /// Drops subprograms that no program reaches any more. A module without programs keeps everything.
    /// </summary>
    public static void RemoveUnused(IrModule module)
    {
        var seen = new HashSet<IrFunction>();
        foreach (IrFunction function in module.Functions)
        {
            if (function.Program is not null)
            {
                Visit(function, module, seen, []);
            }
        }

        if (seen.Count > 0)
        {
            module.Functions.RemoveAll(f => !seen.Contains(f));
        }
    }

    private static void Visit(IrFunction function, IrModule module, HashSet<IrFunction> seen, List<IrFunction> order)
    {
        if (!seen.Add(function))
        {
            return;
        }

        foreach (IrBlock block in function.Blocks)
        {
            foreach (IrInstruction instruction in block.Instructions)
            {
                if (instruction.Op is IrOp.Call or IrOp.FuncAddr
                    && module.FindFunction(instruction.Symbol!) is { } callee)
                {
                    Visit(callee, module, seen, order);
                }
            }
        }

        order.Add(function);
    }
}
