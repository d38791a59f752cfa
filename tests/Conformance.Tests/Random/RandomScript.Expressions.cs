namespace Conformance.Tests;

// Expressions: each is of the type asked for, by a cast where its parts are not.
internal sealed partial class RandomScript
{
    private static readonly string[] _operators = ["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"];
    private static readonly string[] _comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private string Expression(string type, int depth)
    {
        if (depth <= 0)
        {
            return Leaf(type);
        }

        switch (_random.Next(13))
        {
            case 0 or 1 or 2 or 3:
                return $"({Expression(type, depth - 1)} {Pick(_operators)} {Expression(type, depth - 1)})";
            case 4:
                return $"({Expression(Pick(_types), depth - 1)} as {type})";
            case 5:
                return $"({Condition(depth - 1)} ? {Expression(type, depth - 1)} : {Expression(type, depth - 1)})";
            case 6:
                return $"(if ({Condition(depth - 1)}) {{ {Expression(type, depth - 1)} }} else {{ {Leaf(type)} }})";
            case 7:
                return Match(type, depth - 1);
            case 8:
                return Chance(50) ? $"(~{Expression(type, depth - 1)})" : $"(0 - {Expression(type, depth - 1)})";
            case 9 when _helpers.Count > 0:
                (string name, string[] parameters, string result) = Pick(_helpers);
                return Cast($"{name}({string.Join(", ", parameters.Select(p => Expression(p, depth - 2)))})", result, type);
            case 10:
                return Cast($"({Condition(depth - 1)})", "bool", type);
            default:
                return Stored(type, depth - 1);
        }
    }

    private string Leaf(string type)
    {
        var known = _locals.Concat(_readOnly).Concat(_globals).ToArray();
        if (Chance(25))
        {
            return Chance(50) ? $"({Literal(type)} as {type})" : $"({Pick(["RED", "GREEN", "BLUE"])} as {type})";
        }

        (string name, string of) = Pick(known);
        return Cast(name, of, type);
    }

    private string Stored(string type, int depth) => _random.Next(_inProgram ? 11 : 8) switch
    {
        0 => Cast($"counts[{Index("u32", depth - 1)} % 5]", "u64", type),
        1 => Cast($"small[{Expression("u8", depth - 1)}]", "i32", type),
        2 => Cast($"records[{Leaf("u16")} % 3].b", "i32", type),
        3 => Cast($"slots[{Index("u32", depth - 1)} % 5].c", "u64", type),
        4 => Cast($"words[{Index(Pick(["u8", "u32", "u64"]), depth - 1)} % 9]", "u32", type),
        5 => Cast($"bytes[{Index("u32", depth - 1)} & 31]", "u8", type),
        6 => Cast($"whole.{Pick(["b", "b"])}", "i32", type),
        7 => Cast($"options.{Pick(["minus"])}", "i64", type),
        8 => Cast($"ctx->data[{Expression("u32", depth - 1)} & 127]", "u8", type),
        9 => Packet(type, depth),
        _ => Cast("(ctx->data_end - ctx->data)", "u64", type),
    };

    // An index that is known to be outside of an array is an error, so none is known.
    private string Index(string type, int depth) => $"({Expression(type, depth)} ^ {Cast("unknown", "u32", type)})";

    private string Packet(string type, int depth)
    {
        string of = Pick(_types);
        string offset = Chance(50) ? $"{_random.Next(80)}" : $"({Expression("u32", depth - 1)} & 127)";
        return Cast($"(*((ctx->data + {offset}) as *{of}))", of, type);
    }

    private string Match(string type, int depth)
    {
        int first = _random.Next(4);
        return $"(match ({Expression("u32", depth)} % 8) {{ {first}: {Expression(type, depth - 1)}, "
            + $"{first + 1} | {first + 2}: {Leaf(type)}, default: {Expression(type, depth - 1)} }})";
    }

    private string Condition(int depth)
    {
        if (depth <= 0)
        {
            return Chance(30) ? "flag" : Comparison(0);
        }

        return _random.Next(7) switch
        {
            0 => $"({Condition(depth - 1)} && {Condition(depth - 1)})",
            1 => $"({Condition(depth - 1)} || {Condition(depth - 1)})",
            2 => $"!{Condition(depth - 1)}",
            3 => $"(counts[{Leaf("u32")} % 5] != null)",
            _ => Comparison(depth),
        };
    }

    private string Comparison(int depth)
    {
        string type = Pick(_types);
        return $"({Expression(type, depth - 1)} {Pick(_comparisons)} {Expression(type, depth - 1)})";
    }

    private static string Cast(string value, string from, string to) => from == to ? value : $"({value} as {to})";
}
