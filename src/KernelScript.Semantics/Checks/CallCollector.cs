namespace KernelScript.Semantics;

/// <summary>Collects the calls of functions in a body.</summary>
internal static class CallCollector
{
    /// <summary>The calls in the order of the text.</summary>
    public static List<BoundCall> Collect(BoundNode body)
    {
        var calls = new List<BoundCall>();
        void Visit(BoundNode node)
        {
            if (node is BoundCall call)
            {
                calls.Add(call);
            }

            BoundChildren.ForEach(node, Visit);
        }

        Visit(body);
        return calls;
    }
}
