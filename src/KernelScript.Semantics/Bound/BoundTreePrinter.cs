using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace KernelScript.Semantics;

/// <summary>
/// Shows bound trees as text: an operation by its name, its parts in parentheses, types where they are chosen.
/// </summary>
/// <remarks>
/// <code>
/// @xdp filter(ctx: *xdp_md) -> xdp_action
///   var size: u64 = (difference ctx->data_end ctx->data)
///   return 2:xdp_action
/// </code>
/// </remarks>
public static partial class BoundTreePrinter
{
    /// <summary>A whole script: maps, globals, functions.</summary>
    public static string Print(BoundProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var output = new StringBuilder();
        foreach (MapSymbol map in program.Maps)
        {
            output.Append(CultureInfo.InvariantCulture,
                $"map {map.Name}: {map.TypeName}<{map.Key}, {map.Value}>({map.MaxEntries})");
            output.Append(map.Flags != 0 ? $" flags 0x{map.Flags:x}" : "")
                .Append(map.IsPinned ? " pinned" : "")
                .Append('\n');
        }

        foreach (VariableSymbol global in program.Globals)
        {
            string bytes = global.InitialValue.IsEmpty
                ? ""
                : " = " + System.Convert.ToHexStringLower(global.InitialValue.AsSpan());
            output.Append(CultureInfo.InvariantCulture, $"{KindOf(global)} {global.Name}: {global.Type}{bytes}\n");
        }

        foreach (BoundFunction function in program.Functions)
        {
            Print(function, output);
        }

        return output.ToString();
    }

    /// <summary>A function with its body.</summary>
    public static string Print(BoundFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var output = new StringBuilder();
        Print(function, output);
        return output.ToString();
    }

    /// <summary>An expression, on one line.</summary>
    public static string Print(BoundExpression expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return Text(expression);
    }

    private static string KindOf(VariableSymbol global) => global.Kind switch
    {
        _ when global.IsConstant => "const",
        VariableKind.KernelGlobal => "local",
        VariableKind.PinnedGlobal => "pin",
        VariableKind.Config => "config",
        _ => "var",
    };

    private static void Print(BoundFunction function, StringBuilder output)
    {
        FunctionSymbol symbol = function.Symbol;
        string kind = symbol.Kind switch
        {
            FunctionKind.Program => $"@{symbol.Program!.Attribute}{(symbol.ProgramArgument is { } a ? $"({a})" : "")} ",
            FunctionKind.Helper => "@helper ",
            FunctionKind.Test => "@test ",
            _ => "",
        };
        string parameters = string.Join(", ", symbol.Parameters.Select(p => $"{p.Name}: {p.Type}"));
        output.Append(CultureInfo.InvariantCulture, $"{kind}{symbol.Name}({parameters}) -> {symbol.ReturnType}\n");
        PrintAll(function.Body.Statements, output, 1);
    }

    private static void PrintAll(ImmutableArray<BoundStatement> statements, StringBuilder output, int depth)
    {
        foreach (BoundStatement statement in statements)
        {
            Print(statement, output, depth);
        }
    }

    private static void Line(StringBuilder output, int depth, string text) =>
        output.Append(' ', depth * 2).Append(text).Append('\n');

    private static void Body(StringBuilder output, int depth, string head, BoundStatement body)
    {
        Line(output, depth, head);
        if (body is BoundBlock block)
        {
            PrintAll(block.Statements, output, depth + 1);
        }
        else
        {
            Print(body, output, depth + 1);
        }
    }

    private static void Print(BoundStatement node, StringBuilder output, int depth)
    {
        switch (node)
        {
            case BoundBlock s:
                Body(output, depth, "block", s);
                break;
            case BoundDeclaration s:
                string value = s.Initializer is null ? "" : " = " + Text(s.Initializer);
                Line(output, depth, $"var {s.Variable.Name}: {s.Variable.Type}{value}");
                break;
            case BoundAssignment s:
                Line(output, depth, $"{Text(s.Target)} = {Text(s.Value)}");
                break;
            case BoundCompoundAssignment s:
                Line(output, depth, $"{Text(s.Target)} {Name(s.Operation)}= {Text(s.Value)}");
                break;
            case BoundExpressionStatement s:
                Line(output, depth, Text(s.Expression));
                break;
            case BoundReturn s:
                Line(output, depth, s.Value is null ? "return" : "return " + Text(s.Value));
                break;
            case BoundDelete s:
                Line(output, depth, $"delete {s.Map.Name}[{Text(s.Key)}]");
                break;
            case BoundBreak:
                Line(output, depth, "break");
                break;
            case BoundContinue:
                Line(output, depth, "continue");
                break;
            case BoundThrow s:
                Line(output, depth, "throw " + Text(s.Code));
                break;
            default:
                PrintNested(node, output, depth);
                break;
        }
    }

    private static void PrintNested(BoundStatement node, StringBuilder output, int depth)
    {
        switch (node)
        {
            case BoundIf s:
                Body(output, depth, "if " + Text(s.Condition), s.Then);
                if (s.Else is not null)
                {
                    Body(output, depth, "else", s.Else);
                }

                break;
            case BoundForRange s:
                Body(
                    output, depth, $"for {s.Variable.Name}: {s.Variable.Type} in {Text(s.From)}..{Text(s.To)}", s.Body);
                break;
            case BoundForMap s:
                Body(output, depth, $"for {s.Key.Name}, {s.Value.Name} in {s.Map.Name}", s.Body);
                break;
            case BoundWhile s:
                Body(output, depth, "while " + Text(s.Condition), s.Body);
                break;
            case BoundTry s:
                Body(output, depth, "try", s.Body);
                foreach (BoundCatch clause in s.Catches)
                {
                    Body(
                        output, depth, $"catch {clause.Code?.ToString(CultureInfo.InvariantCulture) ?? "_"}",
                        clause.Body);
                }

                break;
            case BoundDefer s:
                Body(output, depth, "defer", s.Action);
                break;
            default:
                throw new UnreachableException($"No text of {node.GetType().Name}.");
        }
    }
}
