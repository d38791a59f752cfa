using System.Globalization;
using System.Text;

namespace Conformance.Tests;

/// <summary>Makes a script of a seed: types, loops, maps, packet accesses. It has no errors, by its making.</summary>
/// <remarks>What it computes is left in its globals, its maps and the packet.</remarks>
internal sealed partial class RandomScript
{
    private const int MaxDepth = 3;
    // Loops in loops full of branches are too long a walk for the verifier.
    private const int MaxLoops = 1;

    private static readonly string[] _types = ["u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64"];

    private readonly Random _random;
    private readonly StringBuilder _text = new();
    private readonly List<(string Name, string Type)> _locals = [];
    private readonly List<(string Name, string Type)> _readOnly = [];
    private readonly List<(string Name, string Type)> _globals = [];
    private readonly List<(string Name, string[] Parameters, string Result)> _helpers = [];
    private int _next;
    private int _indent;
    private int _loops;
    private int _budget;
    private bool _inProgram;

    private RandomScript(int seed) => _random = new Random(seed);

    /// <summary>The script of a seed.</summary>
    public static string Create(int seed)
    {
        var script = new RandomScript(seed);
        script.Declarations();
        int helpers = script._random.Next(3);
        for (int i = 0; i < helpers; i++)
        {
            script.Helper();
        }

        script.Program();
        return script._text.ToString();
    }

    private void Declarations()
    {
        Line("struct Record { a: u8, b: i32, c: u64, d: i16, list: u32[4] }");
        Line("enum Color { RED = 3, GREEN, BLUE = 250 }");
        Line("var counts : hash<u32, u64>(16)");
        Line("var small : hash<u8, i32>(16)");
        Line("var records : hash<u16, Record>(8)");
        Line("var slots : array<u32, Record>(4)");
        Line("var words : u32[8] = [1, 2, 3, 0xFFFFFFFF]");
        Line("var bytes : u8[16]");
        Line("var whole : Record");
        Line("config options { limit: u32 = 7, shift: u8 = 3, minus: i64 = -9 }");
        foreach (string type in _types)
        {
            string name = $"g_{type}";
            Line($"var {name}: {type} = {Literal(type)}");
            _globals.Add((name, type));
        }

        Line("var unknown: u32 = 0");
        Line("var flag: bool = true");
    }

    private void Helper()
    {
        string[] parameters = [.. Enumerable.Range(0, _random.Next(1, 8)).Select(_ => Pick(_types))];
        string result = Pick(_types);
        string name = $"helper{_helpers.Count}";
        _locals.Clear();
        _readOnly.Clear();
        var list = parameters.Select((type, i) => $"p{i}: {type}");
        Line("");
        Line("@helper");
        Line($"fn {name}({string.Join(", ", list)}) -> {result} {{");
        _locals.AddRange(parameters.Select((type, i) => ($"p{i}", type)));
        _budget = 3;
        Block(() => Statements(1, 2));
        _indent++;
        Line($"return {Expression(result, 2)}");
        _indent--;
        Line("}");
        _helpers.Add((name, parameters, result));
    }

    private void Program()
    {
        _locals.Clear();
        _readOnly.Clear();
        _inProgram = true;
        _budget = 10;
        Line("");
        Line("@xdp");
        Line("fn f(ctx: *xdp_md) -> xdp_action {");
        Block(() => Statements(4, 8));
        _indent++;
        Line("if (g_u32 % 2 == 0) {");
        Line("    return XDP_DROP");
        Line("}");
        Line("return XDP_PASS");
        _indent--;
        Line("}");
    }

    private void Block(Action body)
    {
        (int locals, int readOnly) = (_locals.Count, _readOnly.Count);
        _indent++;
        body();
        _indent--;
        _locals.RemoveRange(locals, _locals.Count - locals);
        _readOnly.RemoveRange(readOnly, _readOnly.Count - readOnly);
    }

    private void Line(string text) =>
        _text.Append(' ', _indent * 4).Append(text).Append('\n');

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    private bool Chance(int percent) => _random.Next(100) < percent;

    private string NewName() => string.Create(CultureInfo.InvariantCulture, $"v{_next++}");

    private static IntegerKind Kind(string type) => IntegerKind.Named(type);

    private string Literal(string type)
    {
        IntegerKind kind = Kind(type);
        return Chance(50)
            ? Pick(kind.Edges).ToString(CultureInfo.InvariantCulture)
            : _random.Next(0, 100).ToString(CultureInfo.InvariantCulture);
    }
}
