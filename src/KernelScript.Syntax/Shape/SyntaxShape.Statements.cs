using System.Diagnostics;

namespace KernelScript.Syntax;

internal static partial class SyntaxShape
{
    private static void DescribeStatement(StatementSyntax statement, ISyntaxShapeSink sink)
    {
        switch (statement)
        {
            case BlockSyntax block:
                sink.Kind("Block");
                sink.Children("statement", block.Statements);
                break;
            case VariableStatementSyntax variable:
                sink.Kind("VariableStatement");
                sink.Value("name", variable.Name.Text);
                sink.Child("type", variable.Type);
                sink.Child("initializer", variable.Initializer);
                break;
            case ConstantStatementSyntax constant:
                sink.Kind("ConstantStatement");
                sink.Value("name", constant.Name.Text);
                sink.Child("type", constant.Type);
                sink.Child("value", constant.Value);
                break;
            case AssignmentStatementSyntax assignment:
                sink.Kind("AssignmentStatement");
                sink.Value("operator", SyntaxPrinter.GetText(assignment.Operator));
                sink.Child("target", assignment.Target);
                sink.Child("value", assignment.Value);
                break;
            case ExpressionStatementSyntax expression:
                sink.Kind("ExpressionStatement");
                sink.Child("expression", expression.Expression);
                break;
            case IfStatementSyntax or ForRangeStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax
                or LoopStatementSyntax:
                DescribeBranch(statement, sink);
                break;
            default:
                DescribeExit(statement, sink);
                break;
        }
    }

    private static void DescribeBranch(StatementSyntax statement, ISyntaxShapeSink sink)
    {
        switch (statement)
        {
            case IfStatementSyntax branch:
                sink.Kind("IfStatement");
                Optional(sink, "binding", branch.Binding);
                sink.Child("condition", branch.Condition);
                sink.Child("then", branch.Then);
                sink.Child("else", branch.Else);
                break;
            case ForRangeStatementSyntax range:
                sink.Kind("ForRangeStatement");
                sink.Value("variable", range.Variable.Text);
                sink.Child("start", range.Start);
                sink.Child("end", range.End);
                sink.Child("body", range.Body);
                break;
            case ForEachStatementSyntax each:
                sink.Kind("ForEachStatement");
                sink.Value("key", each.Key.Text);
                sink.Value("value", each.Value.Text);
                sink.Child("collection", each.Collection);
                sink.Child("body", each.Body);
                break;
            case WhileStatementSyntax loop:
                sink.Kind("WhileStatement");
                sink.Child("condition", loop.Condition);
                sink.Child("body", loop.Body);
                break;
            case LoopStatementSyntax loop:
                sink.Kind("LoopStatement");
                sink.Child("body", loop.Body);
                break;
            default:
                throw new UnreachableException($"No shape for {statement.GetType().Name}.");
        }
    }

    private static void DescribeExit(StatementSyntax statement, ISyntaxShapeSink sink)
    {
        switch (statement)
        {
            case ReturnStatementSyntax exit:
                sink.Kind("ReturnStatement");
                sink.Child("value", exit.Value);
                break;
            case BreakStatementSyntax:
                sink.Kind("BreakStatement");
                break;
            case ContinueStatementSyntax:
                sink.Kind("ContinueStatement");
                break;
            case DeleteStatementSyntax delete:
                sink.Kind("DeleteStatement");
                sink.Child("target", delete.Target);
                break;
            case TryStatementSyntax attempt:
                sink.Kind("TryStatement");
                sink.Child("body", attempt.Body);
                sink.Children("catch", attempt.Catches);
                break;
            case ThrowStatementSyntax exit:
                sink.Kind("ThrowStatement");
                sink.Child("value", exit.Value);
                break;
            case DeferStatementSyntax defer:
                sink.Kind("DeferStatement");
                sink.Child("body", defer.Body);
                break;
            default:
                throw new UnreachableException($"No shape for {statement.GetType().Name}.");
        }
    }
}
