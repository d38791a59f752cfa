using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;

namespace KernelScript.Syntax;

/// <summary>Builds the text of <see cref="SyntaxPrinter"/>.</summary>
internal sealed partial class SyntaxWriter
{
    private const int IndentWidth = 4;

    private readonly StringBuilder _output = new();
    private int _indent;

    public override string ToString() => _output.ToString();

    public void WriteNode(SyntaxNode node)
    {
        switch (node)
        {
            case CompilationUnitSyntax unit: WriteUnit(unit); break;
            case DeclarationSyntax declaration: WriteDeclaration(declaration); break;
            case StatementSyntax statement: WriteStatement(statement); break;
            case ExpressionSyntax expression: WriteExpression(expression); break;
            case TypeSyntax type: WriteType(type); break;
            case PatternSyntax pattern: WritePattern(pattern); break;
            case MemberSyntax member: WriteMember(member); break;
            case AttributeSyntax attribute: WriteAttribute(attribute); break;
            case ReturnSpecSyntax returns: WriteReturnSpec(returns); break;
            case FunctionTypeParameterSyntax parameter: WriteFunctionTypeParameter(parameter); break;
            case MapOptionSyntax option: WriteMapOption(option); break;
            case CatchClauseSyntax clause: WriteCatch(clause); break;
            case MatchArmSyntax arm: WriteArm(arm); break;
            default: throw new UnreachableException($"No printing rule for {node.GetType().Name}.");
        }
    }

    private void Text(string text) => _output.Append(text);

    private void Name(Identifier name) => _output.Append(name.Text);

    private void StartLine() => _output.Append(' ', _indent * IndentWidth);

    private void EndLine() => _output.Append('\n');

    private void Line(string text)
    {
        StartLine();
        Text(text);
        EndLine();
    }

    private delegate void Write<in T>(T item);

    private void List<T>(ImmutableArray<T> items, Write<T> write)
    {
        for (int i = 0; i < items.Length; i++)
        {
            if (i > 0)
            {
                Text(", ");
            }

            write(items[i]);
        }
    }
}
