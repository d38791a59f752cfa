using System.Diagnostics;

namespace KernelScript.Syntax.Tests;

/// <summary>Writes an expression with all its parentheses, to show what binds to what.</summary>
internal static class Brackets
{
    public static string Of(ExpressionSyntax expression) => expression switch
    {
        BinaryExpressionSyntax binary =>
            $"({Of(binary.Left)} {OperatorFacts.GetText(binary.Operator)} {Of(binary.Right)})",
        UnaryExpressionSyntax unary => $"({OperatorFacts.GetText(unary.Operator)}{Of(unary.Operand)})",
        CastExpressionSyntax cast => $"({Of(cast.Operand)} as {cast.Type})",
        ConditionalExpressionSyntax choice =>
            $"({Of(choice.Condition)} ? {Of(choice.WhenTrue)} : {Of(choice.WhenFalse)})",
        PropagateExpressionSyntax propagate => $"({Of(propagate.Operand)}?)",
        CallExpressionSyntax call => $"{Of(call.Callee)}({string.Join(", ", call.Arguments.Select(Of))})",
        IndexExpressionSyntax index => $"{Of(index.Receiver)}[{Of(index.Index)}]",
        MemberAccessExpressionSyntax member => $"{Of(member.Receiver)}{(member.IsArrow ? "->" : ".")}{member.Name}",
        NameExpressionSyntax or QualifiedNameExpressionSyntax or LiteralExpressionSyntax or SizeofExpressionSyntax
            or NewExpressionSyntax or StructLiteralExpressionSyntax => expression.ToString(),
        _ => throw new UnreachableException($"No brackets for {expression.GetType().Name}."),
    };
}
