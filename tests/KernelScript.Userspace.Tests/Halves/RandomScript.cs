using System.Globalization;
using System.Text;

namespace KernelScript.Userspace.Tests.Halves;

/// <summary>
/// A script whose two halves compute the same random values: an XDP program into the map <c>kernel_side</c>,
/// <c>main</c> into
/// <c>user_side</c>. The same seed gives the same script.
/// </summary>
internal sealed class RandomScript
{
    /// <summary>Values that each half computes.</summary>
    public const int ResultCount = 16;

    private const int Depth = 4;

    private static readonly string[] _types = ["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64"];

    private static readonly ulong[] _corners =
        [0, 1, 2, 3, 7, 8, 31, 63, 64, 127, 128, 255, 256, 32767, 32768, 65535, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
         0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFF];

    private readonly Random _random;
    private readonly StringBuilder _body = new();
    private readonly List<string> _results = [];
    private int _names;

    public RandomScript(int seed)
    {
        _random = new Random(seed);
        string globals = CreateGlobals();
        CreateBody();
        string body = _body.ToString();
        Source = $$"""
            struct Mixed { a: u8, b: i64, c: i16, list: u32[4] }
            {{globals}}
            var kernel_side : array<u32, u64>({{ResultCount}})
            var user_side : array<u32, u64>({{ResultCount}})
            @xdp
            fn compute(ctx: *xdp_md) -> xdp_action {
            {{body.Replace("RESULTS", "kernel_side", StringComparison.Ordinal)}}    return XDP_PASS
            }
            fn main() -> i32 {
            {{body.Replace("RESULTS", "user_side", StringComparison.Ordinal)}}    return 0
            }
            """;
    }

    /// <summary>The script.</summary>
    public string Source { get; }

    /// <summary>The expression behind each result.</summary>
    public IReadOnlyList<string> Results => _results;

    private string CreateGlobals()
    {
        var text = new StringBuilder();
        foreach (string type in _types)
        {
            text.Append(CultureInfo.InvariantCulture, $"var g_{type}: {type} = {Literal(type)}\n");
        }

        return text.ToString();
    }

    private void CreateBody()
    {
        // Inputs come from globals: neither half can know them while it is compiled.
        foreach (string type in _types)
        {
            Line($"var x_{type}: {type} = g_{type}");
            Line($"var y_{type}: {type} = g_{Pick(_types)} as {type}");
        }

        Line("var flag: bool = g_i32 > 5");
        Line("var s = Mixed { a: g_u8, b: g_i64, c: g_i16, list: [g_u32, 1, 2, g_u16] }");
        for (int i = 0; i < ResultCount; i++)
        {
            Statement(2);
            string type = Pick(_types);
            string value = Expression(type, Depth);
            _results.Add(value);
            Line($"RESULTS[{i}] = ({value}) as u64");
        }
    }

    private void Statement(int depth)
    {
        switch (_random.Next(depth > 0 ? 9 : 5))
        {
            case 0:
                string type = Pick(_types);
                Line($"{Pick("x", "y")}_{type} = {Expression(type, Depth - 1)}");
                break;
            case 1 or 2:
                type = Pick(_types);
                Line($"{Pick("x", "y")}_{type} {Pick("+", "-", "*", "/", "%", "&", "|", "^")}= {Expression(type, 2)}");
                break;
            case 3:
                Line($"x_{Pick(_types)} {Pick("<<", ">>")}= {Expression(Pick("u8", "u32"), 1)}");
                break;
            case 4:
                Line("s." + Pick(
                    "a += " + Expression("u8", 2), "b ^= " + Expression("i64", 2), "c = " + Expression("i16", 2)));
                Line($"s.list[{Expression("u32", 1)} & 3] {Pick("=", "+=", "*=")} {Expression("u32", 2)}");
                break;
            case 5:
                Line($"flag = {Condition(2)}");
                break;
            case 6 or 7:
                Line($"if ({Condition(2)}) {{");
                Statement(depth - 1);
                Line("} else {");
                Statement(depth - 1);
                Line("}");
                break;
            default:
                string counter = $"i{_names++}";
                Line($"for ({counter} in {_random.Next(3)}..{_random.Next(7)}) {{");
                Line($"y_{Pick("u32", "u64", "i32")} += {counter}");
                Line($"if ({Condition(1)}) {{ {Pick("break", "continue")} }}");
                Statement(0);
                Line("}");
                break;
        }
    }

    private string Expression(string type, int depth)
    {
        if (depth == 0 || _random.Next(8) == 0)
        {
            return Leaf(type);
        }

        string other = Pick(_types);
        return _random.Next(12) switch
        {
            0 => $"({Expression(other, depth - 1)} as {type})",
            1 => $"(((x_{type} ^ {Expression(type, depth - 1)}) {Pick("+", "-", "*", "&", "|", "^")} "
                + $"(y_{other} + {Expression(other, depth - 1)})) as {type})",
            2 => $"({Expression(type, depth - 1)} {Pick("<<", ">>")} "
                + $"{Expression(Pick("u8", "u16", "u32", "u64"), depth - 1)})",
            3 => $"({Condition(depth - 1)} ? {Expression(type, depth - 1)} : {Expression(type, depth - 1)})",
            4 => $"(~{Expression(type, depth - 1)})",
            5 when type[0] == 'i' => $"(-{Expression(type, depth - 1)})",
            6 => $"(if ({Condition(depth - 1)}) {{ {Expression(type, depth - 1)} }} "
                + $"else {{ {Expression(type, depth - 1)} }} as {type})",
            7 => $"(match ({Expression("u8", depth - 1)} & 3) {{ 0: {Expression(type, depth - 1)}, "
                + $"1 | 2: {Leaf(type)}, default: {Leaf(type)} }} as {type})",
            _ => $"({Expression(type, depth - 1)} {Pick("+", "-", "*", "/", "%", "&", "|", "^")} "
                + $"{Expression(type, depth - 1)})",
        };
    }

    private string Condition(int depth)
    {
        if (depth <= 0 || _random.Next(6) == 0)
        {
            return Pick("flag", "!flag", $"x_{Pick(_types)} != 0");
        }

        string type = Pick(_types);
        return _random.Next(5) switch
        {
            0 => $"({Condition(depth - 1)} {Pick("&&", "||")} {Condition(depth - 1)})",
            1 => $"(!({Condition(depth - 1)}))",
            _ => $"({Expression(type, depth - 1)} {Pick("==", "!=", "<", "<=", ">", ">=")} "
                + $"{Expression(type, depth - 1)})",
        };
    }

    private string Leaf(string type) => _random.Next(6) switch
    {
        0 => $"({Literal(type)} as {type})",
        1 => $"y_{type}",
        2 => $"g_{type}",
        3 => "(" + Pick("s.a", "s.b", "s.c", "s.list[x_u8 & 3]", "s.list[2]", "flag", "ntohs(x_u16)", "htonl(x_u32)")
            + $" as {type})",
        _ => $"x_{type}",
    };

    private string Literal(string type)
    {
        ulong bits = _random.Next(3) == 0
            ? _corners[_random.Next(_corners.Length)]
            : (ulong)_random.NextInt64(-200, 2000);
        long shown = type switch
        {
            "u8" => (byte)bits,
            "u16" => (ushort)bits,
            "u32" => (uint)bits,
            "i8" => (sbyte)bits,
            "i16" => (short)bits,
            "i32" => (int)bits,
            _ => (long)bits,
        };
        return type == "u64"
            ? bits.ToString(CultureInfo.InvariantCulture)
            : shown.ToString(CultureInfo.InvariantCulture);
    }

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];

    private void Line(string text) => _body.Append("    ").Append(text).Append('\n');
}
