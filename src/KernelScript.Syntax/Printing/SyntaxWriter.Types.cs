using System.Diagnostics;

namespace KernelScript.Syntax;

internal sealed partial class SyntaxWriter
{
    private void WriteType(TypeSyntax type)
    {
        switch (type)
        {
            case NamedTypeSyntax named:
                if (named.Qualifier is { } qualifier)
                {
                    Name(qualifier);
                    Text(".");
                }

                Name(named.Name);
                break;
            case StringTypeSyntax text:
                Text("str(");
                WriteExpression(text.Size);
                Text(")");
                break;
            case ArrayTypeSyntax array:
                WriteArrayType(array);
                break;
            case PointerTypeSyntax pointer:
                Text("*");
                WriteType(pointer.Target);
                break;
            case OptionTypeSyntax option:
                Text("option ");
                WriteType(option.Value);
                break;
            case FunctionTypeSyntax function:
                Text("fn(");
                List(function.Parameters, WriteFunctionTypeParameter);
                Text(")");
                WriteReturns(function.Returns);
                break;
            case MapTypeSyntax map:
                WriteMapType(map);
                break;
            case MissingTypeSyntax:
                break;
            default:
                throw new UnreachableException($"No printing rule for {type.GetType().Name}.");
        }
    }

    private void WriteArrayType(ArrayTypeSyntax array)
    {
        if (array.Length is null)
        {
            Text("[");
            WriteType(array.Element);
            Text("]");
            return;
        }

        if (!HasSuffixForm(array))
        {
            Text("[");
            WriteType(array.Element);
            Text("; ");
            WriteExpression(array.Length);
            Text("]");
            return;
        }

        TypeSyntax element = array;
        while (element is ArrayTypeSyntax inner)
        {
            element = inner.Element;
        }

        // As in C, the first bracket is the outermost array.
        WriteType(element);
        for (TypeSyntax level = array; level is ArrayTypeSyntax { Length: { } length } inner; level = inner.Element)
        {
            Text("[");
            WriteExpression(length);
            Text("]");
        }
    }

    private static bool HasSuffixForm(TypeSyntax type) => type switch
    {
        ArrayTypeSyntax { Length: not null } array => HasSuffixForm(array.Element),
        NamedTypeSyntax or StringTypeSyntax => true,
        _ => false,
    };

    private void WriteMapType(MapTypeSyntax map)
    {
        Name(map.Kind);
        if (!map.TypeArguments.IsEmpty)
        {
            Text("<");
            List(map.TypeArguments, WriteType);
            Text(">");
        }

        if (map.Size is null)
        {
            return;
        }

        Text("(");
        WriteExpression(map.Size);
        foreach (MapOptionSyntax option in map.Options)
        {
            Text(", ");
            WriteMapOption(option);
        }

        Text(")");
    }

    private void WriteMapOption(MapOptionSyntax option)
    {
        Name(option.Name);
        Text(" = ");
        WriteExpression(option.Value);
    }

    private void WriteFunctionTypeParameter(FunctionTypeParameterSyntax parameter)
    {
        if (parameter.Name is { } name)
        {
            Name(name);
            Text(": ");
        }

        WriteType(parameter.Type);
    }

    private void WriteReturns(ReturnSpecSyntax? returns)
    {
        if (returns is not null)
        {
            Text(" ");
            WriteReturnSpec(returns);
        }
    }

    private void WriteReturnSpec(ReturnSpecSyntax returns)
    {
        Text("-> ");
        if (returns.Name is { } name)
        {
            Name(name);
            Text(": ");
        }

        WriteType(returns.Type);
    }
}
