using System.Diagnostics;

namespace KernelScript.Syntax;

internal sealed partial class SyntaxWriter
{
    /// <summary>Binds less than every operator, so that it gets parentheses wherever it is an operand.</summary>
    private const int Loosest = -1;

    private void WriteExpression(ExpressionSyntax expression)
    {
        switch (expression)
        {
            case LiteralExpressionSyntax literal:
                WriteLiteral(literal);
                break;
            case UnaryExpressionSyntax unary:
                WriteUnary(unary);
                break;
            case BinaryExpressionSyntax binary:
                int precedence = OperatorFacts.GetPrecedence(binary.Operator);
                WriteOperand(binary.Left, precedence);
                Text($" {OperatorFacts.GetText(binary.Operator)} ");
                WriteOperand(binary.Right, precedence + 1);
                break;
            case CastExpressionSyntax cast:
                WriteOperand(cast.Operand, OperatorFacts.CastPrecedence);
                Text(" as ");
                WriteType(cast.Type);
                break;
            case ConditionalExpressionSyntax conditional:
                WriteConditional(conditional);
                break;
            case IfExpressionSyntax or MatchExpressionSyntax or BlockExpressionSyntax:
                WriteChoice(expression);
                break;
            case SizeofExpressionSyntax size:
                Text("sizeof(");
                WriteType(size.Type);
                Text(")");
                break;
            case NewExpressionSyntax creation:
                Text("new ");
                WriteType(creation.Type);
                Text("(");
                if (creation.Flags is not null)
                {
                    WriteExpression(creation.Flags);
                }

                Text(")");
                break;
            default:
                WriteAccess(expression);
                break;
        }
    }

    private void WriteAccess(ExpressionSyntax expression)
    {
        switch (expression)
        {
            case NameExpressionSyntax name:
                Name(name.Name);
                break;
            case QualifiedNameExpressionSyntax name:
                Text($"{name.Qualifier}::{name.Name}");
                break;
            case PropagateExpressionSyntax propagate:
                WriteReceiver(propagate.Operand);
                Text("?");
                break;
            case CallExpressionSyntax call:
                WriteOperand(call.Callee, OperatorFacts.PostfixPrecedence);
                Text("(");
                List(call.Arguments, WriteExpression);
                Text(")");
                break;
            case MemberAccessExpressionSyntax member:
                WriteReceiver(member.Receiver);
                Text(member.IsArrow ? "->" : ".");
                Name(member.Name);
                break;
            case IndexExpressionSyntax index:
                WriteOperand(index.Receiver, OperatorFacts.PostfixPrecedence);
                Text("[");
                WriteExpression(index.Index);
                Text("]");
                break;
            case StructLiteralExpressionSyntax literal:
                Text(literal.Qualifier is { } qualifier ? $"{qualifier}." : "");
                Name(literal.Name);
                Text(literal.Fields.IsEmpty ? " { }" : " { ");
                List(literal.Fields, WriteMember);
                Text(literal.Fields.IsEmpty ? "" : " }");
                break;
            case MissingExpressionSyntax:
                break;
            default:
                throw new UnreachableException($"No printing rule for {expression.GetType().Name}.");
        }
    }

    private static int GetPrecedence(ExpressionSyntax expression) => expression switch
    {
        ConditionalExpressionSyntax => OperatorFacts.ConditionalPrecedence,
        BinaryExpressionSyntax binary => OperatorFacts.GetPrecedence(binary.Operator),
        CastExpressionSyntax => OperatorFacts.CastPrecedence,
        UnaryExpressionSyntax => OperatorFacts.UnaryPrecedence,

        // 'x? - 1' could begin 'x ? -1 : 2', and an 'if' or 'match' at the start of a statement is one itself.
        PropagateExpressionSyntax or IfExpressionSyntax or MatchExpressionSyntax or BlockExpressionSyntax => Loosest,
        _ => OperatorFacts.PostfixPrecedence,
    };

    private void WriteOperand(ExpressionSyntax operand, int precedence)
    {
        if (GetPrecedence(operand) >= precedence)
        {
            WriteExpression(operand);
        }
        else
        {
            WriteParenthesized(operand);
        }
    }

    /// <summary>What stands before <c>.</c>, <c>-></c> or <c>?</c>: there <c>x?</c> needs no parentheses.</summary>
    private void WriteReceiver(ExpressionSyntax receiver)
    {
        if (receiver is PropagateExpressionSyntax)
        {
            WriteExpression(receiver);
        }
        else
        {
            WriteOperand(receiver, OperatorFacts.PostfixPrecedence);
        }
    }

    private void WriteParenthesized(ExpressionSyntax expression)
    {
        Text("(");
        WriteExpression(expression);
        Text(")");
    }

    private void WriteStatementExpression(ExpressionSyntax expression)
    {
        if (expression is IfExpressionSyntax)
        {
            WriteParenthesized(expression);
        }
        else
        {
            WriteExpression(expression);
        }
    }

    /// <summary>The last value of a block, where an <c>if</c> with an <c>else</c> is read as a value.</summary>
    private void WriteBlockValue(ExpressionSyntax value)
    {
        if (value is IfExpressionSyntax { Else: null })
        {
            WriteParenthesized(value);
        }
        else
        {
            WriteExpression(value);
        }
    }

    private void WriteUnary(UnaryExpressionSyntax unary)
    {
        Text(OperatorFacts.GetText(unary.Operator));

        // '--x' and '&&x' would be read as one operator.
        bool wouldJoin = unary.Operand is UnaryExpressionSyntax inner
            && inner.Operator == unary.Operator
            && unary.Operator is UnaryOperator.Negate or UnaryOperator.AddressOf;
        if (wouldJoin)
        {
            WriteParenthesized(unary.Operand);
        }
        else
        {
            WriteOperand(unary.Operand, OperatorFacts.UnaryPrecedence);
        }
    }

    private void WriteConditional(ConditionalExpressionSyntax conditional)
    {
        WriteOperand(conditional.Condition, OperatorFacts.ConditionalPrecedence + 1);
        Text(" ? ");

        // 'x as fn() -> T : y' would be read as a named result.
        if (EndsWithFunctionType(conditional.WhenTrue))
        {
            WriteParenthesized(conditional.WhenTrue);
        }
        else
        {
            WriteExpression(conditional.WhenTrue);
        }

        Text(" : ");
        WriteExpression(conditional.WhenFalse);
    }

    private static bool EndsWithFunctionType(ExpressionSyntax expression) => expression switch
    {
        CastExpressionSyntax cast => EndsWithFunctionType(cast.Type),
        BinaryExpressionSyntax binary => EndsWithFunctionType(binary.Right),
        ConditionalExpressionSyntax conditional => EndsWithFunctionType(conditional.WhenFalse),
        _ => false,
    };

    private static bool EndsWithFunctionType(TypeSyntax type) => type switch
    {
        FunctionTypeSyntax { Returns: not null } => true,
        PointerTypeSyntax pointer => EndsWithFunctionType(pointer.Target),
        OptionTypeSyntax option => EndsWithFunctionType(option.Value),
        _ => false,
    };

    private void WriteChoice(ExpressionSyntax expression)
    {
        switch (expression)
        {
            case IfExpressionSyntax branch:
                WriteCondition(branch.Binding, branch.Condition);
                WriteChoice(branch.Then);
                if (branch.Else is not null)
                {
                    Text(" else ");
                    WriteChoice(branch.Else);
                }

                break;
            case BlockExpressionSyntax { Statements.IsEmpty: true, Value: { } value } when !IsChoice(value):
                Text("{ ");
                WriteExpression(value);
                Text(" }");
                break;
            case BlockExpressionSyntax block:
                WriteBlock(block.Statements, block.Value);
                break;
            case MatchExpressionSyntax match:
                WriteMatch(match);
                break;
            default:
                throw new UnreachableException($"No printing rule for {expression.GetType().Name}.");
        }
    }

    private static bool IsChoice(ExpressionSyntax expression) =>
        expression is IfExpressionSyntax or MatchExpressionSyntax;

    private void WriteMatch(MatchExpressionSyntax match)
    {
        Text("match (");
        WriteExpression(match.Value);
        Text(") {");
        EndLine();
        _indent++;
        foreach (MatchArmSyntax arm in match.Arms)
        {
            StartLine();
            WriteArm(arm);
            Text(",");
            EndLine();
        }

        _indent--;
        StartLine();
        Text("}");
    }

    private void WriteArm(MatchArmSyntax arm)
    {
        for (int i = 0; i < arm.Patterns.Length; i++)
        {
            Text(i > 0 ? " | " : "");
            WritePattern(arm.Patterns[i]);
        }

        Text(": ");
        WriteExpression(arm.Result);
    }

    private void WritePattern(PatternSyntax pattern) => WritePattern(pattern, "default");

    private void WritePattern(PatternSyntax pattern, string defaultText)
    {
        switch (pattern)
        {
            case LiteralPatternSyntax literal:
                WriteExpression(literal.Value);
                break;
            case NamePatternSyntax name:
                Text(name.Qualifier is { } qualifier ? $"{qualifier}::{name.Name}" : name.Name.Text);
                break;
            case RangePatternSyntax range:
                WritePattern(range.Start);
                Text("..");
                WritePattern(range.End);
                break;
            case DefaultPatternSyntax:
                Text(defaultText);
                break;
            case MissingPatternSyntax:
                break;
            default:
                throw new UnreachableException($"No printing rule for {pattern.GetType().Name}.");
        }
    }

    private void WriteLiteral(LiteralExpressionSyntax literal)
    {
        switch (literal)
        {
            case IntegerLiteralSyntax number: Text(number.Text); break;
            case FloatLiteralSyntax number: Text(number.Text); break;
            case CharLiteralSyntax character: Text($"'{character.Text}'"); break;
            case StringLiteralSyntax text: Text($"\"{text.Text}\""); break;
            case BooleanLiteralSyntax boolean: Text(boolean.Value ? "true" : "false"); break;
            case NullLiteralSyntax: Text("null"); break;
            case ArrayLiteralSyntax array:
                Text("[");
                List(array.Elements, WriteExpression);
                Text("]");
                break;
            case ArrayFillLiteralSyntax array:
                Text("[");
                WriteExpression(array.Value);
                Text("; ");
                WriteExpression(array.Length);
                Text("]");
                break;
            default:
                throw new UnreachableException($"No printing rule for {literal.GetType().Name}.");
        }
    }
}
