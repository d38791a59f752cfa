using System.Collections.Immutable;
using System.Diagnostics;

namespace KernelScript.Syntax;

internal sealed partial class SyntaxWriter
{
    private void WriteStatement(StatementSyntax statement)
    {
        StartLine();
        WriteBareStatement(statement);
        EndLine();
    }

    private void WriteBareStatement(StatementSyntax statement)
    {
        switch (statement)
        {
            case BlockSyntax block:
                WriteBlock(block);
                break;
            case VariableStatementSyntax variable:
                WriteVariable("var ", variable.Name, variable.Type, variable.Initializer);
                break;
            case ConstantStatementSyntax constant:
                WriteVariable("const ", constant.Name, constant.Type, constant.Value);
                break;
            case AssignmentStatementSyntax assignment:
                WriteStatementExpression(assignment.Target);
                Text($" {SyntaxPrinter.GetText(assignment.Operator)} ");
                WriteExpression(assignment.Value);
                break;
            case ExpressionStatementSyntax expression:
                WriteStatementExpression(expression.Expression);
                break;
            case IfStatementSyntax branch:
                WriteIf(branch);
                break;
            case ForRangeStatementSyntax range:
                Text($"for ({range.Variable} in ");
                WriteExpression(range.Start);
                Text("..");
                WriteExpression(range.End);
                Text(") ");
                WriteBlock(range.Body);
                break;
            case ForEachStatementSyntax each:
                Text($"for ({each.Key}, {each.Value} in ");
                WriteExpression(each.Collection);
                Text(") ");
                WriteBlock(each.Body);
                break;
            case WhileStatementSyntax loop:
                Text("while (");
                WriteExpression(loop.Condition);
                Text(") ");
                WriteBlock(loop.Body);
                break;
            case LoopStatementSyntax loop:
                Text("loop ");
                WriteBlock(loop.Body);
                break;
            default:
                WriteExit(statement);
                break;
        }
    }

    private void WriteExit(StatementSyntax statement)
    {
        switch (statement)
        {
            case ReturnStatementSyntax { Value: null }:
                Text("return");
                break;
            case ReturnStatementSyntax exit:
                Text("return ");
                WriteExpression(exit.Value);
                break;
            case BreakStatementSyntax:
                Text("break");
                break;
            case ContinueStatementSyntax:
                Text("continue");
                break;
            case DeleteStatementSyntax delete:
                Text("delete ");
                WriteExpression(delete.Target);
                break;
            case TryStatementSyntax attempt:
                Text("try ");
                WriteBlock(attempt.Body);
                foreach (CatchClauseSyntax clause in attempt.Catches)
                {
                    Text(" ");
                    WriteCatch(clause);
                }

                break;
            case ThrowStatementSyntax exit:
                Text("throw ");
                WriteExpression(exit.Value);
                break;
            case DeferStatementSyntax defer:
                Text("defer ");
                WriteBareStatement(defer.Body);
                break;
            default:
                throw new UnreachableException($"No printing rule for {statement.GetType().Name}.");
        }
    }

    private void WriteIf(IfStatementSyntax branch)
    {
        WriteCondition(branch.Binding, branch.Condition);
        WriteBlock(branch.Then);
        if (branch.Else is not null)
        {
            Text(" else ");
            WriteBareStatement(branch.Else);
        }
    }

    private void WriteCondition(Identifier? binding, ExpressionSyntax condition)
    {
        Text("if (");
        if (binding is { } name)
        {
            Text($"var {name} = ");
        }

        WriteExpression(condition);
        Text(") ");
    }

    private void WriteCatch(CatchClauseSyntax clause)
    {
        Text("catch ");
        WritePattern(clause.Pattern, defaultText: "_");
        Text(" ");
        WriteBlock(clause.Body);
    }

    private void WriteBlock(BlockSyntax block) => WriteBlock(block.Statements, null);

    private void WriteBlock(ImmutableArray<StatementSyntax> statements, ExpressionSyntax? value)
    {
        Text("{");
        EndLine();
        _indent++;
        foreach (StatementSyntax statement in statements)
        {
            WriteStatement(statement);
        }

        if (value is not null)
        {
            StartLine();
            WriteBlockValue(value);
            EndLine();
        }

        _indent--;
        StartLine();
        Text("}");
    }
}
