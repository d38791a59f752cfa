using System.Diagnostics;

namespace KernelScript.Semantics.Lowering;

/// <summary>Visits every node below a node, in the order of evaluation.</summary>
internal abstract class BoundWalker
{
    /// <summary>Called for each node; the children follow when it calls <see cref="VisitChildren"/>.</summary>
    public virtual void Visit(BoundNode node) => VisitChildren(node);

    /// <summary>Visits the direct children of <paramref name="node"/>.</summary>
    protected void VisitChildren(BoundNode node)
    {
        switch (node)
        {
            case BoundStatement statement:
                VisitStatement(statement);
                break;
            case BoundExpression expression:
                VisitExpression(expression);
                break;
            default:
                throw new UnreachableException($"No walk for {node.GetType().Name}.");
        }
    }

    private void VisitStatement(BoundStatement statement)
    {
        switch (statement)
        {
            case BoundBlock n:
                VisitAll(n.Statements);
                break;
            case BoundDeclaration n:
                VisitOptional(n.Initializer);
                break;
            case BoundAssignment n:
                Visit(n.Target);
                Visit(n.Value);
                break;
            case BoundCompoundAssignment n:
                Visit(n.Target);
                Visit(n.Value);
                break;
            case BoundExpressionStatement n:
                Visit(n.Expression);
                break;
            case BoundIf n:
                Visit(n.Condition);
                Visit(n.Then);
                VisitOptional(n.Else);
                break;
            case BoundForRange n:
                Visit(n.From);
                Visit(n.To);
                Visit(n.Body);
                break;
            case BoundForMap n:
                Visit(n.Body);
                break;
            case BoundWhile n:
                Visit(n.Condition);
                Visit(n.Body);
                break;
            case BoundReturn n:
                VisitOptional(n.Value);
                break;
            case BoundDelete n:
                Visit(n.Key);
                break;
            case BoundThrow n:
                Visit(n.Code);
                break;
            case BoundDefer n:
                Visit(n.Action);
                break;
            case BoundTry n:
                Visit(n.Body);
                foreach (BoundCatch clause in n.Catches)
                {
                    Visit(clause.Body);
                }

                break;
            case BoundBreak or BoundContinue:
                break;
            default:
                throw new UnreachableException($"No walk for {statement.GetType().Name}.");
        }
    }

    private void VisitExpression(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundLiteral or BoundStringLiteral or BoundNull or BoundZero or BoundVariable or BoundPresence
                or BoundFunctionReference:
                break;
            case BoundField n:
                Visit(n.Receiver);
                break;
            case BoundDereference n:
                Visit(n.Pointer);
                break;
            case BoundIndex n:
                Visit(n.Array);
                Visit(n.Index);
                break;
            case BoundMapEntry n:
                Visit(n.Key);
                break;
            case BoundMapReference n:
                Visit(n.Key);
                break;
            case BoundMapContains n:
                Visit(n.Key);
                break;
            case BoundNonNull n:
                Visit(n.Operand);
                break;
            case BoundUnary n:
                Visit(n.Operand);
                break;
            case BoundBinary n:
                Visit(n.Left);
                Visit(n.Right);
                break;
            case BoundConversion n:
                Visit(n.Operand);
                break;
            case BoundAddressOf n:
                Visit(n.Storage);
                break;
            default:
                VisitCompound(expression);
                break;
        }
    }

    private void VisitCompound(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundConditional n:
                Visit(n.Condition);
                Visit(n.WhenTrue);
                Visit(n.WhenFalse);
                break;
            case BoundBlockExpression n:
                VisitAll(n.Statements);
                VisitOptional(n.Value);
                break;
            case BoundMatch n:
                Visit(n.Subject);
                foreach (BoundMatchArm arm in n.Arms)
                {
                    Visit(arm.Value);
                }

                break;
            case BoundCall n:
                VisitAll(n.Arguments);
                break;
            case BoundTailCall n:
                Visit(n.Context);
                break;
            case BoundIndirectCall n:
                Visit(n.Target);
                VisitAll(n.Arguments);
                break;
            case BoundBuiltInCall n:
                VisitAll(n.Arguments);
                break;
            case BoundMapOperation n:
                VisitAll(n.Arguments);
                break;
            case BoundStructLiteral n:
                foreach (KeyValuePair<FieldSymbol, BoundExpression> field in n.Fields)
                {
                    Visit(field.Value);
                }

                break;
            case BoundArrayLiteral n:
                VisitAll(n.Elements);
                break;
            default:
                throw new UnreachableException($"No walk for {expression.GetType().Name}.");
        }
    }

    private void VisitAll<T>(System.Collections.Immutable.ImmutableArray<T> nodes)
        where T : BoundNode
    {
        foreach (T node in nodes)
        {
            Visit(node);
        }
    }

    private void VisitOptional(BoundNode? node)
    {
        if (node is not null)
        {
            Visit(node);
        }
    }
}
