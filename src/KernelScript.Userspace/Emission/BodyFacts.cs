using KernelScript.Semantics;

namespace KernelScript.Userspace.Emission;

/// <summary>What a function has to know of its body before the first instruction.</summary>
internal sealed class BodyFacts
{
    private readonly HashSet<VariableSymbol> _addressTaken = [];

    /// <summary>The <c>defer</c> statements in the order of the text.</summary>
    public List<BoundDefer> Defers { get; } = [];

    /// <summary>Whether it calls functions of the script.</summary>
    public bool HasCalls { get; private set; }

    public static BodyFacts Of(BoundFunction function)
    {
        var facts = new BodyFacts();
        facts.Visit(function.Body);
        return facts;
    }

    /// <summary>Whether the address of the variable is taken: it lives in script memory.</summary>
    public bool IsAddressTaken(VariableSymbol variable) => _addressTaken.Contains(variable);

    private void Visit(BoundNode node)
    {
        switch (node)
        {
            case BoundDefer defer:
                Defers.Add(defer);
                break;
            case BoundCall or BoundIndirectCall:
                HasCalls = true;
                break;
            case BoundAddressOf { Storage: BoundVariable { Variable: var variable } }:
                _addressTaken.Add(variable);
                break;
        }

        BoundChildren.ForEach(node, Visit);
    }
}
