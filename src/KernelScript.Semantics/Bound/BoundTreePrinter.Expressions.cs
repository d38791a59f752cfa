using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace KernelScript.Semantics;

public static partial class BoundTreePrinter
{
    private static string Text(BoundExpression node) => node switch
    {
        BoundLiteral e => Literal(e),
        BoundStringLiteral e => $"\"{Escape(Encoding.UTF8.GetString(e.Bytes.AsSpan()))}\":{e.Type}",
        BoundNull e => $"null:{e.Type}",
        BoundZero e => $"zero:{e.Type}",
        BoundVariable e => e.Variable.Name,
        BoundMap e => e.Map.Name,
        BoundField { Receiver: BoundDereference p } e => $"{Text(p.Pointer)}->{e.Field.Name}",
        BoundField e => $"{Text(e.Receiver)}.{e.Field.Name}",
        BoundDereference e => $"*{Text(e.Pointer)}",
        BoundIndex e => $"{Text(e.Array)}[{Text(e.Index)}]",
        BoundMapEntry e => $"{e.Map.Name}[{Text(e.Key)}]",
        BoundMapReference e => $"(ref {e.Map.Name}[{Text(e.Key)}])",
        BoundMapContains e => $"(has {e.Map.Name}[{Text(e.Key)}])",
        BoundPresence e => $"(present {e.Variable.Name})",
        BoundNonNull e => $"{Text(e.Operand)}!",
        BoundUnary e => $"({Name(e.Operation)} {Text(e.Operand)})",
        BoundBinary e => $"({Name(e.Operation)} {Text(e.Left)} {Text(e.Right)})",
        BoundConversion e => $"({Text(e.Operand)} as {e.Type})",
        BoundAddressOf e => $"(&{Text(e.Storage)})",
        _ => CompositeText(node),
    };

    private static string CompositeText(BoundExpression node) => node switch
    {
        BoundConditional e => $"(if {Text(e.Condition)} {Text(e.WhenTrue)} {Text(e.WhenFalse)})",
        BoundBlockExpression e => Block(e),
        BoundMatch e => $"(match {Text(e.Subject)}{string.Concat(e.Arms.Select(Arm))})",
        BoundCall e => $"{e.Function.Name}({List(e.Arguments)})",
        BoundTailCall e => $"(tail {e.Program.Name} {Text(e.Context)})",
        BoundIndirectCall e => $"(call {Text(e.Target)} {List(e.Arguments)})",
        BoundFunctionReference e => $"@{e.Function.Name}",
        BoundBuiltInCall e => $"{e.Function.ToString().ToLowerInvariant()}({List(e.Arguments)})",
        BoundMapOperation e => $"{e.Map.Name}.{e.Operation.ToString().ToLowerInvariant()}({List(e.Arguments)})",
        BoundStructLiteral e =>
            $"{e.Type} {{ {string.Join(", ", e.Fields.Select(f => $"{f.Key.Name}: {Text(f.Value)}"))} }}",
        BoundArrayLiteral { IsRepeated: true } e => $"[{Text(e.Elements[0])}; {((ArrayType)e.Type).Count}]",
        BoundArrayLiteral e => $"[{List(e.Elements)}]:{e.Type}",
        _ => throw new UnreachableException($"No text of {node.GetType().Name}."),
    };

    private static string Literal(BoundLiteral literal) => literal.Type switch
    {
        PrimitiveType { Kind: PrimitiveKind.Bool } => literal.Value != 0 ? "true" : "false",
        PrimitiveType { Kind: PrimitiveKind.U64 } =>
            ((ulong)literal.Value).ToString(CultureInfo.InvariantCulture) + ":u64",
        PrimitiveType { Kind: PrimitiveKind.F64 } =>
            BitConverter.Int64BitsToDouble(literal.Value).ToString(CultureInfo.InvariantCulture) + ":f64",
        _ => $"{literal.Value.ToString(CultureInfo.InvariantCulture)}:{literal.Type}",
    };

    private static string Block(BoundBlockExpression block)
    {
        var output = new StringBuilder();
        PrintAll(block.Statements, output, 0);
        string statements = output.ToString().Replace("\n", "; ", StringComparison.Ordinal);
        return block.Value is null ? $"{{ {statements}}}" : $"{{ {statements}{Text(block.Value)} }}";
    }

    private static string Arm(BoundMatchArm arm)
    {
        string patterns = arm.Patterns.IsEmpty ? "_" : string.Join("|", arm.Patterns.Select(Pattern));
        return $" {patterns}: {Text(arm.Value)}";
    }

    private static string Pattern(BoundPattern pattern) =>
        !pattern.Text.IsDefault ? $"\"{Escape(Encoding.UTF8.GetString(pattern.Text.AsSpan()))}\""
        : pattern.First == pattern.Last ? pattern.First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{pattern.First}..={pattern.Last}");

    private static string List(IEnumerable<BoundExpression> expressions) => string.Join(", ", expressions.Select(Text));

    private static string Escape(string text) => text.Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Name(UnaryOperation operation) => operation switch
    {
        UnaryOperation.Negate => "neg",
        UnaryOperation.Complement => "~",
        UnaryOperation.Not => "!",
        _ => throw new UnreachableException($"No text of {operation}."),
    };

    private static string Name(BinaryOperation operation) => operation switch
    {
        BinaryOperation.Add => "+",
        BinaryOperation.Subtract => "-",
        BinaryOperation.Multiply => "*",
        BinaryOperation.Divide => "/",
        BinaryOperation.Remainder => "%",
        BinaryOperation.And => "&",
        BinaryOperation.Or => "|",
        BinaryOperation.Xor => "^",
        BinaryOperation.ShiftLeft => "<<",
        BinaryOperation.ShiftRight => ">>",
        BinaryOperation.Equal => "==",
        BinaryOperation.NotEqual => "!=",
        BinaryOperation.Less => "<",
        BinaryOperation.LessOrEqual => "<=",
        BinaryOperation.Greater => ">",
        BinaryOperation.GreaterOrEqual => ">=",
        BinaryOperation.LogicalAnd => "&&",
        BinaryOperation.LogicalOr => "||",
        BinaryOperation.Concat => "++",
        BinaryOperation.PointerAdd => "ptr+",
        BinaryOperation.PointerSubtract => "ptr-",
        BinaryOperation.PointerDifference => "difference",
        _ => throw new UnreachableException($"No text of {operation}."),
    };
}
