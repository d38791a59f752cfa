using System.Diagnostics;

namespace KernelScript.Semantics;

/// <summary>Gives the parts of bound nodes, for walks over the tree.</summary>
public static class BoundChildren
{
    /// <summary>Calls a function on each direct part of a node, in the order of evaluation.</summary>
    public static void ForEach(BoundNode node, Action<BoundNode> visit)
    {
        switch (node)
        {
            case BoundStatement statement:
                VisitStatement(statement, visit);
                break;
            case BoundExpression expression:
                VisitExpression(expression, visit);
                break;
            default:
                throw new UnreachableException($"No parts of {node.GetType().Name}.");
        }
    }

    private static void VisitStatement(BoundStatement node, Action<BoundNode> visit)
    {
        switch (node)
        {
            case BoundBlock s:
                VisitAll(s.Statements, visit);
                break;
            case BoundDeclaration s:
                VisitOptional(s.Initializer, visit);
                break;
            case BoundAssignment s:
                visit(s.Target);
                visit(s.Value);
                break;
            case BoundCompoundAssignment s:
                visit(s.Target);
                visit(s.Value);
                break;
            case BoundExpressionStatement s:
                visit(s.Expression);
                break;
            case BoundIf s:
                visit(s.Condition);
                visit(s.Then);
                VisitOptional(s.Else, visit);
                break;
            case BoundReturn s:
                VisitOptional(s.Value, visit);
                break;
            case BoundDelete s:
                visit(s.Key);
                break;
            case BoundThrow s:
                visit(s.Code);
                break;
            case BoundDefer s:
                visit(s.Action);
                break;
            case BoundBreak or BoundContinue:
                break;
            default:
                VisitNested(node, visit);
                break;
        }
    }

    private static void VisitNested(BoundStatement node, Action<BoundNode> visit)
    {
        switch (node)
        {
            case BoundForRange s:
                visit(s.From);
                visit(s.To);
                visit(s.Body);
                break;
            case BoundForMap s:
                visit(s.Body);
                break;
            case BoundWhile s:
                visit(s.Condition);
                visit(s.Body);
                break;
            case BoundTry s:
                visit(s.Body);
                foreach (BoundCatch clause in s.Catches)
                {
                    visit(clause.Body);
                }

                break;
            default:
                throw new UnreachableException($"No parts of {node.GetType().Name}.");
        }
    }

    private static void VisitExpression(BoundExpression node, Action<BoundNode> visit)
    {
        switch (node)
        {
            case BoundLiteral or BoundStringLiteral or BoundNull or BoundZero or BoundVariable or BoundMap
                or BoundPresence or BoundFunctionReference:
                break;
            case BoundField e:
                visit(e.Receiver);
                break;
            case BoundDereference e:
                visit(e.Pointer);
                break;
            case BoundIndex e:
                visit(e.Array);
                visit(e.Index);
                break;
            case BoundMapEntry e:
                visit(e.Key);
                break;
            case BoundMapReference e:
                visit(e.Key);
                break;
            case BoundMapContains e:
                visit(e.Key);
                break;
            case BoundNonNull e:
                visit(e.Operand);
                break;
            case BoundUnary e:
                visit(e.Operand);
                break;
            case BoundBinary e:
                visit(e.Left);
                visit(e.Right);
                break;
            case BoundConversion e:
                visit(e.Operand);
                break;
            case BoundAddressOf e:
                visit(e.Storage);
                break;
            default:
                VisitComposite(node, visit);
                break;
        }
    }

    private static void VisitComposite(BoundExpression node, Action<BoundNode> visit)
    {
        switch (node)
        {
            case BoundConditional e:
                visit(e.Condition);
                visit(e.WhenTrue);
                visit(e.WhenFalse);
                break;
            case BoundBlockExpression e:
                VisitAll(e.Statements, visit);
                VisitOptional(e.Value, visit);
                break;
            case BoundMatch e:
                visit(e.Subject);
                foreach (BoundMatchArm arm in e.Arms)
                {
                    visit(arm.Value);
                }

                break;
            case BoundCall e:
                VisitAll(e.Arguments, visit);
                break;
            case BoundTailCall e:
                visit(e.Context);
                break;
            case BoundIndirectCall e:
                visit(e.Target);
                VisitAll(e.Arguments, visit);
                break;
            case BoundBuiltInCall e:
                VisitAll(e.Arguments, visit);
                break;
            case BoundMapOperation e:
                VisitAll(e.Arguments, visit);
                break;
            case BoundStructLiteral e:
                foreach ((_, BoundExpression value) in e.Fields)
                {
                    visit(value);
                }

                break;
            case BoundArrayLiteral e:
                VisitAll(e.Elements, visit);
                break;
            default:
                throw new UnreachableException($"No parts of {node.GetType().Name}.");
        }
    }

    private static void VisitAll<T>(System.Collections.Immutable.ImmutableArray<T> nodes, Action<BoundNode> visit)
        where T : BoundNode
    {
        foreach (T node in nodes)
        {
            visit(node);
        }
    }

    private static void VisitOptional(BoundNode? node, Action<BoundNode> visit)
    {
        if (node is not null)
        {
            visit(node);
        }
    }
}
