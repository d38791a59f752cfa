using System.Globalization;
using System.Text;

namespace KernelScript.Lowering.Tests.Random;

/// <summary>Writes random statements that are right by construction: the same seed gives the same text.</summary>
/// <remarks>Loops are short, so that an engine that walks every round can follow.</remarks>
internal sealed class RandomScript
{
    private const int MaxDepth = 4;
    private const int MaxLoopDepth = 2;

    private static readonly string[] _types = ["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64"];
    private static readonly string[] _operators = ["+", "-", "*", "/", "%", "&", "|", "^"];
    private static readonly string[] _comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private readonly System.Random _random;
    private readonly StringBuilder _text = new();
    private readonly List<(string Name, string Type)> _variables = [];
    private readonly HashSet<string> _readOnly = [];
    private int _nameCount;
    private int _loopDepth;
    private int _indent = 1;

    private RandomScript(int seed) => _random = new System.Random(seed);

    /// <summary>Declarations that statements of any seed use.</summary>
    public static string Declarations(int seed)
    {
        var random = new System.Random(seed ^ 0x5eed);
        var text = new StringBuilder();
        for (int i = 0; i < ResultCount; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"var r{i}: u64 = 0\n");
        }

        foreach (string type in _types)
        {
            text.Append(CultureInfo.InvariantCulture, $"var g_{type}: {type} = {Literal(random, type)}\n");
            text.Append(CultureInfo.InvariantCulture, $"var a_{type}: {type}[5] = [{Literal(random, type)}, {Literal(random, type)}, 3]\n");
        }

        text.Append("""
            var g_bool: bool = true
            var name: str(8) = "eth0"
            struct Part { x: u8, y: i32, z: u16[3] }
            struct Whole { a: i16, part: Part, b: u64, s: str(6) }
            var g_whole: Whole
            var counts : hash<u32, u64>(64)
            var small : hash<u8, i16>(64)
            var slots : array<u32, u32>(6)
            var wholes : hash<u16, Whole>(16)

            """);
        return text.ToString();
    }

    /// <summary>The results are left in <c>r0</c>, <c>r1</c>, ….</summary>
    public const int ResultCount = 6;

    /// <summary>The statements of a function body.</summary>
    public static string Body(int seed)
    {
        var script = new RandomScript(seed);
        foreach (string type in _types)
        {
            script._variables.Add(($"g_{type}", type));
        }

        script.Line("var whole: Whole");
        int count = script._random.Next(6, 16);
        for (int i = 0; i < count; i++)
        {
            script.Statement();
        }

        for (int i = 0; i < ResultCount; i++)
        {
            script.Line($"r{i} = {script.Number("u64", 0)}");
        }

        return script._text.ToString();
    }

    private void Line(string text) => _text.Append(' ', _indent * 4).Append(text).Append('\n');

    private void Statement()
    {
        switch (_random.Next(_loopDepth > 0 ? 16 : 14))
        {
            case 0 or 1 or 2:
                Declare();
                break;
            case 3 or 4:
                Assign();
                break;
            case 5:
                Line($"{Storage(out string type)} {Pick(_operators)}= {Number(type, 2)}");
                break;
            case 6 or 7:
                If();
                break;
            case 8:
                For();
                break;
            case 9:
                While();
                break;
            case 10 or 11:
                ChangeMap();
                break;
            case 12:
                ChangeStruct();
                break;
            case 13:
                ChangeText();
                break;
            default:
                Line($"if ({Truth(2)}) {{ {Pick("break", "continue")} }}");
                break;
        }
    }

    private void Declare()
    {
        string type = Pick(_types);
        string name = $"v{_nameCount++}";
        Line($"var {name}: {type} = {Number(type, 3)}");
        _variables.Add((name, type));
    }

    private void Assign()
    {
        string target = Storage(out string type);
        Line($"{target} = {Number(type, 3)}");
    }

    private string Storage(out string type)
    {
        if (_random.Next(3) == 0)
        {
            type = Pick(_types);
            return $"a_{type}[{Index()}]";
        }

        (string name, type) = PickWritable();
        return name;
    }

    private (string Name, string Type) PickWritable()
    {
        (string Name, string Type) variable;
        do
        {
            variable = _variables[_random.Next(_variables.Count)];
        }
        while (_readOnly.Contains(variable.Name));

        return variable;
    }

    // Never a constant that is out of range: the binder refuses those.
    private string Index(int count = 5)
    {
        string type = Pick("u8", "u32", "i32", "u64");
        return _random.Next(4) switch
        {
            0 => _random.Next(count).ToString(CultureInfo.InvariantCulture),
            1 => $"(g_{type} % {count + 1})",
            _ => $"(g_{type} ^ {Number(type, 2)})",
        };
    }

    private void If()
    {
        Line($"if ({Truth(3)}) {{");
        Block(_random.Next(1, 4));
        if (_random.Next(2) == 0)
        {
            Line("} else {");
            Block(_random.Next(1, 3));
        }

        Line("}");
    }

    private void Block(int count)
    {
        int visible = _variables.Count;
        _indent++;
        for (int i = 0; i < count; i++)
        {
            Statement();
        }

        _indent--;
        _variables.RemoveRange(visible, _variables.Count - visible);
    }

    private void For()
    {
        if (_loopDepth == MaxLoopDepth)
        {
            Assign();
            return;
        }

        string name = $"i{_nameCount++}";
        string end = _random.Next(2) == 0
            ? _random.Next(1, 7).ToString(CultureInfo.InvariantCulture)
            : $"({Number("u32", 1)} & 7)";
        Line($"for ({name} in {_random.Next(0, 3)}..{end}) {{");
        _variables.Add((name, "u32"));
        _readOnly.Add(name);
        _loopDepth++;
        Block(_random.Next(1, 4));
        _loopDepth--;
        _variables.Remove((name, "u32"));
        Line("}");
    }

    private void While()
    {
        if (_loopDepth == MaxLoopDepth)
        {
            Declare();
            return;
        }

        string name = $"n{_nameCount++}";
        Line($"var {name}: u32 = {_random.Next(0, 3)}");
        Line($"while ({name} < {_random.Next(2, 9)} && {Truth(1)}) {{");
        _indent++;
        Line($"{name} += 1");
        _indent--;
        _variables.Add((name, "u32"));
        _readOnly.Add(name);
        _loopDepth++;
        Block(_random.Next(1, 4));
        _loopDepth--;
        Line("}");
    }

    private void ChangeMap()
    {
        (string entry, string type) = Entry();
        switch (_random.Next(5))
        {
            case 0:
                Line($"delete counts[{Number("u32", 1)} & 3]");
                break;
            case 1 or 2:
                Line($"{entry} = {Number(type, 2)}");
                break;
            case 3:
                Line($"wholes[{Number("u16", 1)} & 1] = whole");
                break;
            default:
                Line($"{entry} {Pick(_operators)}= {Number(type, 2)}");
                break;
        }
    }

    private (string Entry, string Type) Entry() => _random.Next(3) switch
    {
        0 => ($"counts[{Number("u32", 1)} & 3]", "u64"),
        1 => ($"small[{Number("u8", 1)} & 3]", "i16"),
        _ => ($"slots[(g_u32 ^ {Number("u32", 1)}) & 3]", "u32"),
    };

    private void ChangeStruct()
    {
        (string field, string type) = Field();
        switch (_random.Next(4))
        {
            case 0:
                Line("g_whole = whole");
                break;
            case 1:
                Line($"whole = wholes[{Number("u16", 1)} & 1]");
                break;
            default:
                Line($"{field} {Pick("=", "+=", "^=", "-=")} {Number(type, 2)}");
                break;
        }
    }

    private (string Field, string Type) Field()
    {
        string owner = Pick("whole", "g_whole", $"wholes[{Number("u16", 1)} & 1]");
        return _random.Next(5) switch
        {
            0 => ($"{owner}.a", "i16"),
            1 => ($"{owner}.b", "u64"),
            2 => ($"{owner}.part.x", "u8"),
            3 => ($"{owner}.part.y", "i32"),
            _ => ($"{owner}.part.z[{Index(3)}]", "u16"),
        };
    }

    // Concatenation in loops is left out: positions in memory must be exact to the verifier, so it walks every length.
    private void ChangeText() => Line(_random.Next(_loopDepth > 0 ? 1 : 4) switch
    {
        0 => $"name = {Pick("\"lo\"", "\"ethernet\"", "\"\"", "whole.s")}",
        1 => "whole.s = name + \"x\"",
        2 => "name += \"1\"",
        _ => "g_whole.s = whole.s + name + \"-\"",
    });

    private string Number(string type, int depth)
    {
        if (depth >= MaxDepth || _random.Next(4) == 0)
        {
            return Leaf(type);
        }

        return _random.Next(12) switch
        {
            0 or 1 or 2 => $"({Number(type, depth + 1)} {Pick(_operators)} {Right(type, depth + 1)})",
            3 => $"({Number(type, depth + 1)} {Pick("<<", ">>")} {Number(Pick("u8", "u32"), depth + 2)})",
            4 => $"({Pick("-", "~")}{Leaf(type)})",
            5 => $"({Truth(depth + 1)} ? {Number(type, depth + 1)} : {Number(type, depth + 1)})",
            6 or 7 => $"({Number(Pick(_types), depth + 1)} as {type})",
            8 => $"(match ({Number("u32", depth + 1)} % 5) {{ 0: {Leaf(type)}, 1..3: {Leaf(type)}, default: {Leaf(type)} }})",
            9 => $"(if ({Truth(depth + 1)}) {{ {Leaf(type)} }} else {{ {Leaf(type)} }})",
            10 => Fitting(Field(), type),
            _ => Fitting(Entry(), type),
        };
    }

    private static string Fitting((string Text, string Type) value, string type) =>
        value.Type == type ? value.Text : $"({value.Text} as {type})";

    // Literals stand on the right only, so that no operation is between constants: the binder refuses what does not fit.
    private string Right(string type, int depth) =>
        _random.Next(3) == 0 ? Literal(_random, type) : Number(type, depth);

    private string Leaf(string type)
    {
        switch (_random.Next(5))
        {
            case 1:
                return $"a_{type}[{_random.Next(5)}]";
            case 2:
                return $"(name[{_random.Next(8)}] as {type})";
            default:
                (string name, string found) = _variables[_random.Next(_variables.Count)];
                return Fitting((name, found), type);
        }
    }

    private string Truth(int depth)
    {
        if (depth >= MaxDepth)
        {
            return Pick("g_bool", "true", "false", "name == \"lo\"");
        }

        string type = Pick(_types);
        return _random.Next(9) switch
        {
            0 => $"({Truth(depth + 1)} && {Truth(depth + 1)})",
            1 => $"({Truth(depth + 1)} || {Truth(depth + 1)})",
            2 => $"!({Truth(depth + 1)})",
            3 => $"(counts[{Number("u32", depth + 2)} & 3] != null)",
            4 => Pick("(name == whole.s)", "(whole.s != \"lox\")", "(g_whole.s == whole.s)"),
            5 => $"({Number(type, depth + 1)} as bool)",
            _ => $"({Number(type, depth + 1)} {Pick(_comparisons)} {Number(type, depth + 1)})",
        };
    }

    private string Pick(params ReadOnlySpan<string> choices) => choices[_random.Next(choices.Length)];

    private static string Literal(System.Random random, string type)
    {
        int bits = int.Parse(type.AsSpan(1), CultureInfo.InvariantCulture);
        bool isSigned = type[0] == 'i';
        long value = random.Next(4) switch
        {
            0 => random.Next(0, 3),
            1 => random.Next(0, 100),
            2 => long.MaxValue >> (64 - bits),
            _ => random.NextInt64() >> (64 - bits),
        };
        bool isNegative = isSigned && random.Next(3) == 0;
        return isNegative ? $"(-{value})" : value.ToString(CultureInfo.InvariantCulture);
    }
}
