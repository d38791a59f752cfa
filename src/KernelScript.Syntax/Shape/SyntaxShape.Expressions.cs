using System.Diagnostics;

namespace KernelScript.Syntax;

internal static partial class SyntaxShape
{
    private static void DescribeExpression(ExpressionSyntax expression, ISyntaxShapeSink sink)
    {
        switch (expression)
        {
            case LiteralExpressionSyntax literal:
                DescribeLiteral(literal, sink);
                break;
            case UnaryExpressionSyntax unary:
                sink.Kind("UnaryExpression");
                sink.Value("operator", OperatorFacts.GetText(unary.Operator));
                sink.Child("operand", unary.Operand);
                break;
            case BinaryExpressionSyntax binary:
                sink.Kind("BinaryExpression");
                sink.Value("operator", OperatorFacts.GetText(binary.Operator));
                sink.Child("left", binary.Left);
                sink.Child("right", binary.Right);
                break;
            case ConditionalExpressionSyntax or IfExpressionSyntax or BlockExpressionSyntax or MatchExpressionSyntax:
                DescribeChoice(expression, sink);
                break;
            case CastExpressionSyntax cast:
                sink.Kind("CastExpression");
                sink.Child("operand", cast.Operand);
                sink.Child("type", cast.Type);
                break;
            case SizeofExpressionSyntax size:
                sink.Kind("SizeofExpression");
                sink.Child("type", size.Type);
                break;
            case NewExpressionSyntax creation:
                sink.Kind("NewExpression");
                sink.Child("type", creation.Type);
                sink.Child("flags", creation.Flags);
                break;
            case PropagateExpressionSyntax propagate:
                sink.Kind("PropagateExpression");
                sink.Child("operand", propagate.Operand);
                break;
            default:
                DescribeAccess(expression, sink);
                break;
        }
    }

    private static void DescribeAccess(ExpressionSyntax expression, ISyntaxShapeSink sink)
    {
        switch (expression)
        {
            case NameExpressionSyntax name:
                sink.Kind("NameExpression");
                sink.Value("name", name.Name.Text);
                break;
            case QualifiedNameExpressionSyntax name:
                sink.Kind("QualifiedNameExpression");
                sink.Value("qualifier", name.Qualifier.Text);
                sink.Value("name", name.Name.Text);
                break;
            case CallExpressionSyntax call:
                sink.Kind("CallExpression");
                sink.Child("callee", call.Callee);
                sink.Children("argument", call.Arguments);
                break;
            case MemberAccessExpressionSyntax member:
                sink.Kind("MemberAccessExpression");
                sink.Value("operator", member.IsArrow ? "->" : ".");
                sink.Value("name", member.Name.Text);
                sink.Child("receiver", member.Receiver);
                break;
            case IndexExpressionSyntax index:
                sink.Kind("IndexExpression");
                sink.Child("receiver", index.Receiver);
                sink.Child("index", index.Index);
                break;
            case StructLiteralExpressionSyntax literal:
                sink.Kind("StructLiteralExpression");
                Optional(sink, "qualifier", literal.Qualifier);
                sink.Value("name", literal.Name.Text);
                sink.Children("field", literal.Fields);
                break;
            case MissingExpressionSyntax:
                sink.Kind("MissingExpression");
                break;
            default:
                throw new UnreachableException($"No shape for {expression.GetType().Name}.");
        }
    }

    private static void DescribeChoice(ExpressionSyntax expression, ISyntaxShapeSink sink)
    {
        switch (expression)
        {
            case ConditionalExpressionSyntax conditional:
                sink.Kind("ConditionalExpression");
                sink.Child("condition", conditional.Condition);
                sink.Child("true", conditional.WhenTrue);
                sink.Child("false", conditional.WhenFalse);
                break;
            case IfExpressionSyntax branch:
                sink.Kind("IfExpression");
                Optional(sink, "binding", branch.Binding);
                sink.Child("condition", branch.Condition);
                sink.Child("then", branch.Then);
                sink.Child("else", branch.Else);
                break;
            case BlockExpressionSyntax block:
                sink.Kind("BlockExpression");
                sink.Children("statement", block.Statements);
                sink.Child("value", block.Value);
                break;
            case MatchExpressionSyntax match:
                sink.Kind("MatchExpression");
                sink.Child("value", match.Value);
                sink.Children("arm", match.Arms);
                break;
            default:
                throw new UnreachableException($"No shape for {expression.GetType().Name}.");
        }
    }

    private static void DescribeLiteral(LiteralExpressionSyntax literal, ISyntaxShapeSink sink)
    {
        switch (literal)
        {
            case IntegerLiteralSyntax number:
                sink.Kind("IntegerLiteral");
                sink.Value("text", number.Text);
                break;
            case FloatLiteralSyntax number:
                sink.Kind("FloatLiteral");
                sink.Value("text", number.Text);
                break;
            case CharLiteralSyntax character:
                sink.Kind("CharLiteral");
                sink.Value("text", $"'{character.Text}'");
                break;
            case StringLiteralSyntax text:
                sink.Kind("StringLiteral");
                sink.Value("text", $"\"{text.Text}\"");
                break;
            case BooleanLiteralSyntax boolean:
                sink.Kind("BooleanLiteral");
                sink.Value("value", boolean.Value ? "true" : "false");
                break;
            case NullLiteralSyntax:
                sink.Kind("NullLiteral");
                break;
            case ArrayLiteralSyntax array:
                sink.Kind("ArrayLiteral");
                sink.Children("element", array.Elements);
                break;
            case ArrayFillLiteralSyntax array:
                sink.Kind("ArrayFillLiteral");
                sink.Child("value", array.Value);
                sink.Child("length", array.Length);
                break;
            default:
                throw new UnreachableException($"No shape for {literal.GetType().Name}.");
        }
    }
}
