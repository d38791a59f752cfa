using System.Diagnostics;
using KernelScript.Semantics;

namespace KernelScript.Userspace.Emission;

/// <summary>Walks the bound tree.</summary>
internal static class BoundWalker
{
    /// <summary>The node and everything below it, parents first.</summary>
    public static IEnumerable<BoundNode> All(BoundNode root)
    {
        var pending = new Stack<BoundNode>();
        pending.Push(root);
        while (pending.TryPop(out BoundNode? node))
        {
            yield return node;
            foreach (BoundNode child in Children(node).Reverse())
            {
                pending.Push(child);
            }
        }
    }

    /// <summary>The nodes directly below <paramref name="node"/>, in the order of their evaluation.</summary>
    public static IEnumerable<BoundNode> Children(BoundNode node) =>
        node is BoundStatement statement ? ChildrenOfStatement(statement) : ChildrenOfExpression((BoundExpression)node);

    private static IEnumerable<BoundNode> ChildrenOfStatement(BoundStatement statement) => statement switch
    {
        BoundBlock b => b.Statements,
        BoundDeclaration d => d.Initializer is { } value ? [value] : [],
        BoundAssignment a => [a.Target, a.Value],
        BoundCompoundAssignment a => [a.Target, a.Value],
        BoundExpressionStatement e => [e.Expression],
        BoundIf i => i.Else is { } otherwise ? [i.Condition, i.Then, otherwise] : [i.Condition, i.Then],
        BoundForRange f => [f.From, f.To, f.Body],
        BoundForMap f => [f.Body],
        BoundWhile w => [w.Condition, w.Body],
        BoundBreak or BoundContinue => [],
        BoundReturn r => r.Value is { } value ? [value] : [],
        BoundDelete d => [d.Key],
        BoundTry t => [t.Body, .. t.Catches.Select(c => c.Body)],
        BoundThrow t => [t.Code],
        BoundDefer d => [d.Action],
        _ => throw new UnreachableException($"No children rule for {statement.GetType().Name}."),
    };

    private static IEnumerable<BoundNode> ChildrenOfExpression(BoundExpression expression) => expression switch
    {
        BoundLiteral or BoundStringLiteral or BoundNull or BoundZero or BoundVariable or BoundPresence
            or BoundFunctionReference => [],
        BoundField f => [f.Receiver],
        BoundDereference d => [d.Pointer],
        BoundIndex i => [i.Array, i.Index],
        BoundMapEntry m => [m.Key],
        BoundMapReference m => [m.Key],
        BoundMapContains m => [m.Key],
        BoundNonNull n => [n.Operand],
        BoundUnary u => [u.Operand],
        BoundBinary b => [b.Left, b.Right],
        BoundConversion c => [c.Operand],
        BoundConditional c => [c.Condition, c.WhenTrue, c.WhenFalse],
        BoundBlockExpression b => b.Value is { } value ? [.. b.Statements, value] : b.Statements,
        BoundMatch m => [m.Subject, .. m.Arms.Select(a => a.Value)],
        BoundAddressOf a => [a.Storage],
        BoundCall c => c.Arguments,
        BoundTailCall t => [t.Context],
        BoundIndirectCall c => [c.Target, .. c.Arguments],
        BoundBuiltInCall c => c.Arguments,
        BoundMapOperation o => o.Arguments,
        BoundStructLiteral s => s.Fields.Select(f => f.Value),
        BoundArrayLiteral a => a.Elements,
        _ => throw new UnreachableException($"No children rule for {expression.GetType().Name}."),
    };
}

/// <summary>The variables whose address is taken: they live in script memory.</summary>
internal sealed class AddressTaken
{
    private readonly HashSet<VariableSymbol> _variables = [];

    public static AddressTaken Of(BoundFunction function)
    {
        var taken = new AddressTaken();
        foreach (BoundAddressOf address in BoundWalker.All(function.Body).OfType<BoundAddressOf>())
        {
            if (address.Storage is BoundVariable { Variable: var variable })
            {
                taken._variables.Add(variable);
            }
        }

        return taken;
    }

    public bool Contains(VariableSymbol variable) => _variables.Contains(variable);
}
