using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Conformance.Tests;

/// <summary>A generated script with what its globals hold after one run.</summary>
/// <param name="Text">The script; its program is <c>f</c>.</param>
/// <param name="Expected">Places and their values.</param>
internal sealed record FamilyScript(string Text, ImmutableArray<(string Place, string Value)> Expected)
{
    private static readonly string[] _arithmetic = ["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"];
    private static readonly string[] _comparisons = ["==", "!=", "<", "<=", ">", ">="];

    /// <summary>Every operator of a type on every pair of edge values, which the compiler does not know.</summary>
    public static FamilyScript Operators(IntegerKind kind)
    {
        ImmutableArray<BigInteger> edges = kind.Edges;
        int n = edges.Length;
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"var a: {kind.Name}[{n}] = [{string.Join(", ", edges)}]");
        text.AppendLine(CultureInfo.InvariantCulture, $"var b: {kind.Name}[{n}] = [{string.Join(", ", edges)}]");
        var expected = ImmutableArray.CreateBuilder<(string, string)>();
        var body = new StringBuilder();
        for (int op = 0; op < _arithmetic.Length; op++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"var r{op}: {kind.Name}[{n * n}]");
            body.AppendLine(CultureInfo.InvariantCulture, $"            r{op}[k] = a[i] {_arithmetic[op]} b[j]");
        }

        for (int op = 0; op < _comparisons.Length; op++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"var c{op}: bool[{n * n}]");
            body.AppendLine(CultureInfo.InvariantCulture, $"            c{op}[k] = a[i] {_comparisons[op]} b[j]");
        }

        for (int k = 0; k < n * n; k++)
        {
            (BigInteger x, BigInteger y) = (edges[k / n], edges[k % n]);
            expected.AddRange(_arithmetic.Select((o, i) => ($"r{i}[{k}]", Show(kind.Apply(o, x, y)))));
            expected.AddRange(_comparisons.Select((o, i) => ($"c{i}[{k}]", Show(IntegerKind.Compare(o, x, y)))));
        }

        text.AppendLine(CultureInfo.InvariantCulture, $$"""

            @xdp
            fn f(ctx: *xdp_md) -> xdp_action {
                for (i in 0..{{n}}) {
                    for (j in 0..{{n}}) {
                        var k = i * {{n}} + j
            {{body}}
                    }
                }
                return XDP_PASS
            }
            """);
        return new FamilyScript(text.ToString(), expected.ToImmutable());
    }

    /// <summary>Every operator of a type on pairs of edge values that the compiler knows.</summary>
    public static FamilyScript FoldedOperators(IntegerKind kind)
    {
        BigInteger[] edges = [kind.Edges[0], kind.Wrap(-1), 1, 7, kind.Wrap(kind.Bits + 1), kind.Edges[^1]];
        var pairs = (from x in edges from y in edges select (x, y)).ToArray();
        var body = new StringBuilder();
        var expected = ImmutableArray.CreateBuilder<(string, string)>();
        int next = 0;
        foreach ((BigInteger x, BigInteger y) in pairs)
        {
            body.AppendLine(CultureInfo.InvariantCulture, $"    a = {x}");
            body.AppendLine(CultureInfo.InvariantCulture, $"    b = {y}");
            foreach (string op in _arithmetic)
            {
                body.AppendLine(CultureInfo.InvariantCulture, $"    r[{next}] = a {op} b");
                expected.Add(($"r[{next++}]", Show(kind.Apply(op, x, y))));
            }
        }

        string text = string.Create(CultureInfo.InvariantCulture, $$"""
            var r: {{kind.Name}}[{{next}}]

            @xdp
            fn f(ctx: *xdp_md) -> xdp_action {
                var a: {{kind.Name}}
                var b: {{kind.Name}}
            {{body}}
                return XDP_PASS
            }
            """);
        return new FamilyScript(text, expected.ToImmutable());
    }

    /// <summary>Operators between a type and every other one: the result has the type that both become.</summary>
    public static FamilyScript MixedOperators(IntegerKind left)
    {
        string[] operators = ["+", "/", "&"];
        var globals = new StringBuilder();
        var body = new StringBuilder();
        var expected = ImmutableArray.CreateBuilder<(string, string)>();
        BigInteger x = left.IsSigned ? -100 : 200;
        globals.AppendLine(CultureInfo.InvariantCulture, $"var x: {left.Name} = {x}");
        foreach (IntegerKind right in IntegerKind.All)
        {
            BigInteger y = right.IsSigned ? -3 : 5;
            IntegerKind common = IntegerKind.Common(left, right);
            globals.AppendLine(CultureInfo.InvariantCulture, $"var y_{right.Name}: {right.Name} = {y}");
            globals.AppendLine(CultureInfo.InvariantCulture, $"var r_{right.Name}: {common.Name}[3]");
            globals.AppendLine(CultureInfo.InvariantCulture, $"var c_{right.Name}: bool");
            for (int i = 0; i < operators.Length; i++)
            {
                body.AppendLine(CultureInfo.InvariantCulture, $"    r_{right.Name}[{i}] = x {operators[i]} y_{right.Name}");
                expected.Add((
                    $"r_{right.Name}[{i}]", Show(common.Apply(operators[i], common.Wrap(x), common.Wrap(y)))));
            }

            body.AppendLine(CultureInfo.InvariantCulture, $"    c_{right.Name} = x < y_{right.Name}");
            expected.Add(($"c_{right.Name}", Show(IntegerKind.Compare("<", common.Wrap(x), common.Wrap(y)))));
        }

        return new FamilyScript(
            string.Create(CultureInfo.InvariantCulture, $$"""
                {{globals}}
                @xdp
                fn f(ctx: *xdp_md) -> xdp_action {
                {{body}}
                    return XDP_PASS
                }
                """),
            expected.ToImmutable());
    }

    /// <summary>Casts of edge values of a type to every type, of known and of unknown values.</summary>
    public static FamilyScript Casts(IntegerKind from)
    {
        ImmutableArray<BigInteger> edges = from.Edges;
        var globals = new StringBuilder();
        var body = new StringBuilder();
        var expected = ImmutableArray.CreateBuilder<(string, string)>();
        globals.AppendLine(CultureInfo.InvariantCulture, $"var a: {from.Name}[{edges.Length}] = [{string.Join(", ", edges)}]");
        foreach (IntegerKind to in IntegerKind.All)
        {
            globals.AppendLine(CultureInfo.InvariantCulture, $"var r_{to.Name}: {to.Name}[{edges.Length}]");
            globals.AppendLine(CultureInfo.InvariantCulture, $"var k_{to.Name}: {to.Name}[{edges.Length}]");
            for (int i = 0; i < edges.Length; i++)
            {
                body.AppendLine(CultureInfo.InvariantCulture, $"    r_{to.Name}[{i}] = a[{i}] as {to.Name}");
                body.AppendLine(CultureInfo.InvariantCulture, $"    x = {edges[i]}");
                body.AppendLine(CultureInfo.InvariantCulture, $"    k_{to.Name}[{i}] = x as {to.Name}");
                expected.Add(($"r_{to.Name}[{i}]", Show(to.Wrap(edges[i]))));
                expected.Add(($"k_{to.Name}[{i}]", Show(to.Wrap(edges[i]))));
            }
        }

        return new FamilyScript(
            string.Create(CultureInfo.InvariantCulture, $$"""
                {{globals}}
                @xdp
                fn f(ctx: *xdp_md) -> xdp_action {
                    var x: {{from.Name}}
                {{body}}
                    return XDP_PASS
                }
                """),
            expected.ToImmutable());
    }

    private static string Show(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Show(bool value) => value ? "true" : "false";
}
